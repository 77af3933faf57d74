"""The topics of ``topics.toml``: made in Kafka, and their access rules as Kafka's own commands.

``python -m deploy.topics`` makes what is missing; ``python -m deploy.topics acls`` prints rules.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import click

from shared import bus
from shared.settings import load_settings

TABLE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, kw_only=True)
class TopicRule:
    """One topic: how it is kept and which services may write and read it."""

    name: str
    kind: str
    writer: str
    readers: tuple[str, ...]
    partitions: int
    replication: int
    config: dict[str, str]

    @property
    def is_compacted(self) -> bool:
        """Whether it keeps the last version of each record."""
        return self.config["cleanup.policy"] == "compact"


def topic_rules(replication: int | None = None) -> tuple[TopicRule, ...]:
    """Every declared topic, with ``replication`` copies instead of the table's own number."""
    table = tomllib.loads(TABLE.read_text())
    copies = replication or table["replication"]
    replicated = table["when_replicated"] if copies > 1 else {}
    return tuple(
        TopicRule(
            name=topic["name"],
            kind=topic["kind"],
            writer=topic["writer"],
            readers=tuple(topic["readers"]),
            partitions=table["partitions"],
            replication=copies,
            config={**table["kinds"][topic["kind"]], **replicated},
        )
        for topic in table["topic"]
    )


def declarations(replication: int | None = None) -> list[bus.TopicDeclaration]:
    """The topics as :func:`shared.bus.ensure_topics` wants them."""
    return [
        bus.TopicDeclaration(
            name=rule.name,
            partitions=rule.partitions,
            replication=rule.replication,
            config=rule.config,
        )
        for rule in topic_rules(replication)
    ]


def access_rules(prefix: str = "") -> list[str]:
    """The arguments of ``kafka-acls.sh`` that let each service do what the table says, no more."""
    commands = []
    for rule in topic_rules():
        name = f"--topic {prefix}{rule.name}"
        write = "--operation Write --operation Describe"
        commands.append(f"--add --allow-principal User:{rule.writer} {write} {name}")
        commands.extend(
            f"--add --allow-principal User:{reader} --operation Read --operation Describe {name}"
            for reader in rule.readers
        )
    for service in sorted({reader for rule in topic_rules() for reader in rule.readers}):
        group = f"--group {prefix}{service}"
        commands.append(f"--add --allow-principal User:{service} --operation Read {group}")
    writers = sorted({rule.writer for rule in topic_rules()})
    return commands + [
        f"--add --allow-principal User:{writer} --operation IdempotentWrite --cluster"
        for writer in writers
    ]


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Make the declared topics that Kafka does not have; set the configuration of those it has."""
    if context.invoked_subcommand is None:
        created = bus.ensure_topics(load_settings("topics"), declarations(_replication()))
        click.echo(f"{len(created)} topics made: {', '.join(created) or 'all were there'}")


@main.command()
def acls() -> None:
    """Print the arguments of one kafka-acls.sh call a line."""
    for rule in access_rules(os.environ.get("KAFKA_TOPIC_PREFIX", "")):
        click.echo(rule)


def _replication() -> int | None:
    chosen = os.environ.get("KAFKA_REPLICATION")
    return int(chosen) if chosen else None


if __name__ == "__main__":
    main()
