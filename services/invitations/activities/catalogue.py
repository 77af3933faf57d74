"""What a template of an activity is, and which of them helps most at which age."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.events.invitations import ActivityKind, Focus, Support, Way
from shared.web.languages import LazyString

IMPORTED = "programme"


class Age(StrEnum):
    """For whom the advice is: the first six years of school, or later ones."""

    YOUNGER = "younger"
    OLDER = "older"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A way to begin.

    ``evidence``: 1 helps learning most, 2 draws families in, 3 helps otherwise; for younger and
    for older children. ``calling`` has a place for the children's names. ``leads_to`` is the path,
    with a place for ``school_id``, of what does it better than an activity of one hour and place.
    """

    slug: str
    name: LazyString
    about: LazyString
    why: LazyString
    kind: ActivityKind
    focus: Focus
    evidence: tuple[int, int]
    title: LazyString
    relevance: LazyString
    icon: str = "calendar"
    at_home: LazyString | None = None
    calling: LazyString | None = None
    supports: tuple[Support, ...] = (Support.INTERPRETER, Support.CHILD_CARE)
    ways: tuple[Way, ...] = ()
    sessions: int = 1
    one_answer: bool = False
    leads_to: str = ""

    def begins_at(self, school_id: str) -> str:
        """The address at which staff of the school begin with it."""
        form = f"/invitations/activities/s/{school_id}/new?way={self.slug}"
        return self.leads_to.format(school_id=school_id) or form

    def level(self, age: Age) -> int:
        """How much is known to come of it for children of that age, 1 the most."""
        return self.evidence[list(Age).index(age)]


def age_of(grades: Iterable[str]) -> Age:
    """For which age to advise a teacher of these year levels: the later ones from year 7 on."""
    years = [int(one) for one in grades if one.isdecimal()]
    return Age.OLDER if years and min(years) >= 7 else Age.YOUNGER
