"""The topics events travel by; ``deploy/topics.toml`` declares them with their access rules.

A topic's name carries no prefix here: the bus adds the one from the settings.
"""

from enum import StrEnum


class Topic(StrEnum):
    """One Kafka topic; its value is the topic's name, which begins with the producing service."""

    ROSTER = "evaluation.roster.v1"
    CONTACT_POINTS = "evaluation.contact-points.v1"
    PROGRESS = "evaluation.progress.v1"
    EVALUATION = "evaluation.facts.v1"
    INVITATIONS = "invitations.facts.v1"
    MESSAGING = "messaging.facts.v1"
    DELIVERIES = "messaging.deliveries.v1"

    @property
    def producer(self) -> str:
        """The one service that may write to it."""
        return self.value.partition(".")[0]

    @property
    def compacted(self) -> bool:
        """Whether it keeps the last state of each record for ever, instead of facts for 14 days.

        Only such a topic may carry fields about one person: a tombstone erases them.
        """
        return self in STATE_TOPICS


STATE_TOPICS = frozenset({Topic.ROSTER, Topic.CONTACT_POINTS})
