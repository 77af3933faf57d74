"""Which schools a district's announcement leaves out, and which counts it may show. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.small_counts import SMALLEST_SHOWN


class State(StrEnum):
    """Where a district's announcement is: schools hear of it once it is no longer held."""

    HELD = "held"
    ANNOUNCED = "announced"
    TAKEN_BACK = "taken-back"


class LeftOut(StrEnum):
    """Why a school that was chosen has no activity of the announcement."""

    NOBODY = "nobody"
    TOO_LATE = "too-late"


@dataclass(frozen=True, kw_only=True)
class Staffed:
    """A school by its id, and who receives its families; empty where nobody is known."""

    school_id: str
    coordinator_id: str = ""
    leader_ids: tuple[str, ...] = ()

    @property
    def host_id(self) -> str:
        """The coordinator or else a leader, always the same one; empty where there is neither."""
        return self.coordinator_id or min(self.leader_ids, default="")


def is_small(families: int) -> bool:
    """Whether a school's numbers would tell of too few families to be shown.

    No number is shown over several schools, so none that is hidden can be worked out.
    """
    return families < SMALLEST_SHOWN


def chosen_of(offered: Iterable[str], chosen: Collection[str]) -> tuple[str, ...]:
    """Those offered schools that were chosen; all of them when none was named."""
    return tuple(one for one in offered if not chosen or one in chosen)
