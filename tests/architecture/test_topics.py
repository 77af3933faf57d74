"""The topics of the code, of the deployment's table and of the subscriptions are the same."""

import pytest

from deploy.topics import topic_rules
from shared.events import Topic
from shared.events.asyncapi import PARTITIONS
from tests.architecture.source import SERVICES, service

RULES = {rule.name: rule for rule in topic_rules()}


def test_the_deployment_declares_the_topics_of_the_code() -> None:
    assert set(RULES) == {topic.value for topic in Topic}
    assert {rule.partitions for rule in RULES.values()} == {PARTITIONS}


@pytest.mark.parametrize("topic", Topic)
def test_a_topic_is_kept_as_its_events_need(topic: Topic) -> None:
    assert RULES[topic].writer == topic.producer
    assert RULES[topic].is_compacted == topic.compacted


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_read_what_it_subscribes_to_and_no_more(name: str) -> None:
    allowed = {rule.name for rule in RULES.values() if name in rule.readers}
    assert set(service(name).topics) == allowed


def test_addresses_are_read_by_messaging_only() -> None:
    assert RULES[Topic.CONTACT_POINTS].readers == ("messaging",)
