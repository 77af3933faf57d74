"""``topics.toml`` against the topics that events travel by and the services that read them."""

import importlib
from collections.abc import Iterator

from deploy.processes import SERVICES
from deploy.topics import TopicRule, topic_rules
from shared.events.topics import Topic


def topic_faults() -> Iterator[str]:
    """Topics that are not declared, declared for nothing, or open to who does not read them."""
    rules = {rule.name: rule for rule in topic_rules()}
    for name in sorted({topic.value for topic in Topic} - rules.keys()):
        yield f"{name} is not declared"
    for name in sorted(rules.keys() - {topic.value for topic in Topic}):
        yield f"{name} is declared, but no event travels by it"
    for topic in Topic:
        if topic.value in rules:
            yield from _rule_faults(topic, rules[topic.value])


def _rule_faults(topic: Topic, rule: TopicRule) -> Iterator[str]:
    if rule.writer != topic.producer:
        yield f"{rule.name} may be written by {rule.writer} instead of {topic.producer}"
    if rule.is_compacted != topic.compacted:
        yield f"{rule.name} is kept as {rule.kind}, which shared.events says it is not"
    readers = {service for service in SERVICES if topic.value in _read_by(service)}
    if readers != set(rule.readers):
        yield f"{rule.name} is read by {sorted(readers)}, but open to {sorted(rule.readers)}"


def _read_by(service: str) -> tuple[str, ...]:
    return tuple(importlib.import_module(f"services.{service}.service").SERVICE.topics)
