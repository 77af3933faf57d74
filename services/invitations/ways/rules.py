"""Ways in which families can take part, and what becomes of a proposed one. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from shared.events.invitations import ActivityKind, Focus

# A way that nobody used for so long counts as never used.
LOOK_BACK = timedelta(days=365)


class ProposalState(StrEnum):
    """Where a proposal is."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class NewWay:
    """A way as it stands in the catalogue; ``language`` is the one of its words."""

    language: str
    title: str
    about: str
    kind: ActivityKind
    focus: Focus


@dataclass(frozen=True, kw_only=True)
class Idea:
    """A way as somebody proposes it, in their own words and language."""

    language: str
    title: str
    about: str
