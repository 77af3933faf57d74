"""What a form shows to choose an audience from, in words; and looking again before it is sent.

A page passes ``choices`` to the macro ``choose`` of ``invitations/audience/parts.html``. The
buttons of the macro send the form with ``look``: ``@looks_again`` draws it anew, with the children
that were looked for and with whom all that is ticked would reach.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any

from flask import request

from services.invitations.audience.circle import Circle, Reach, counts_of, reach_of
from services.invitations.audience.reading import circle_of
from services.invitations.audience.rules import Audience
from services.invitations.audience.schemas import NAMES
from services.invitations.participation.rules import EYES_OF_LEADERS, EYES_OF_TEACHERS
from services.invitations.participation.shared_with import Wishes, wishes_of
from services.invitations.participation.wording import INTERESTS
from services.invitations.roster.models import RosterClass
from services.invitations.roster.queries import (
    classes_of_school,
    classes_taught,
    people,
    people_called,
)
from shared.web.forms import Form
from shared.web.languages import _, ngettext

LOOK = "look"
FOUND = 20
# More classes than these are behind a heading that opens.
FEW_CLASSES = 8
Option = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The options of each part of the audience, as the form's macros take them.

    ``found`` are children that the search found or that are ticked; ``asked`` what was looked for.
    ``reach`` is whom all that is ticked would reach together; None while nothing is. ``wishes`` are
    what would help whoever may be chosen, and when they have time.
    """

    classes: list[Option] = field(default_factory=list)
    grades: list[Option] = field(default_factory=list)
    interests: list[Option] = field(default_factory=list)
    everyone: list[Option] = field(default_factory=list)
    found: list[Option] = field(default_factory=list)
    asked: str = ""
    reach: Reach | None = None
    only_class: str = ""
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def are_many(self) -> bool:
        """Whether the classes are too many to show at once."""
        return len(self.classes) > FEW_CLASSES


def choices(
    school_id: str,
    person_ids: Collection[str],
    *,
    leads: bool,
    wanted: Mapping[str, Any],
    on: date,
) -> Choices:
    """What these persons may choose from at the school today; ``wanted`` are the form's values.

    Teachers choose from own classes; who leads the school from all of it.
    """
    taught = _classes(school_id, person_ids, leads, on)
    ids = [one.class_id for one in taught]
    eyes = EYES_OF_LEADERS if leads else EYES_OF_TEACHERS
    circle = circle_of(school_id, None if leads else ids, on, eyes=eyes)
    asked, within = _first(wanted, "child"), () if leads else tuple(ids)
    audience, counts = _typed(wanted), counts_of(circle, within)
    return Choices(
        classes=[_class_option(one, counts.classes) for one in taught],
        grades=_grade_options(circle, counts.grades) if leads else [],
        interests=_interest_options(counts.interests),
        everyone=[("1", _("The whole school"), _families(counts.everyone))] if leads else [],
        found=_children(circle, taught, asked, audience.student_ids, school_id),
        asked=asked,
        reach=None if audience.is_empty else reach_of(replace(audience, within=within), circle),
        only_class=ids[0] if len(ids) == 1 else "",
        wishes=wishes_of(circle.children, school_id, eyes),
    )


def looks_again(draw: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Draw the form anew when a button only looked something up. Stands above ``@shows_again``."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def attempt(*args: Any, **kwargs: Any) -> Any:
            if not request.form.get(LOOK):
                return view(*args, **kwargs)
            return draw(*args, form=Form(values=request.form.to_dict(flat=False)), **kwargs)

        return attempt

    return decorate


def _classes(
    school_id: str, person_ids: Collection[str], leads: bool, on: date
) -> list[RosterClass]:
    return classes_of_school(school_id) if leads else classes_taught(person_ids, school_id, on)


def _typed(wanted: Mapping[str, Any]) -> Audience:
    """What is ticked, of a form's first values or as it was sent."""
    ticked = {name: wanted[name] for name in NAMES if name in wanted and name != "everyone"}
    lists = {name: [one] if isinstance(one, str) else one for name, one in ticked.items()}
    return Audience.from_dict({**lists, "everyone": bool(_first(wanted, "everyone"))})


def _first(wanted: Mapping[str, Any], name: str) -> str:
    return Form(values=wanted).value(name).strip()


def _grades(circle: Circle) -> frozenset[str]:
    return frozenset(grade for one in circle.students() for grade in circle.grades[one])


def _families(found: int) -> str:
    return ngettext("%(num)s family", "%(num)s families", found)


def _class_option(one: RosterClass, counts: Mapping[str, int]) -> Option:
    found = _families(counts.get(one.class_id, 0))
    return (one.class_id, _("All of %(title)s", title=one.title), found)


def _grade_options(circle: Circle, counts: Mapping[str, int]) -> list[Option]:
    return [
        (
            grade,
            _("All of year %(grade)s", grade=grade.lstrip("0") or grade),
            _families(counts.get(grade, 0)),
        )
        for grade in sorted(_grades(circle))
    ]


def _interest_options(counts: Mapping[str, int]) -> list[Option]:
    """Interests that families told, each with the families it would reach."""
    return [
        (code, words, _families(counts[code]))
        for code, words in INTERESTS.items()
        if code in counts
    ]


def _children(
    circle: Circle,
    taught: Collection[RosterClass],
    asked: str,
    ticked: Collection[str],
    school_id: str,
) -> list[Option]:
    """Children that are ticked, then those whose name has what was asked."""
    if not (asked or ticked):
        return []
    titles = {one.class_id: one.title for one in taught}
    students = set(circle.students())
    fitting = people_called(asked, school_id) if asked else set()
    named = people(students & {*ticked, *fitting})
    found = [one for one in named.values() if one.person_id in ticked]
    fits = [one for one in named.values() if one.person_id not in ticked]
    found += sorted(fits, key=lambda one: one.full_name)[:FOUND]
    return [
        (
            one.person_id,
            one.full_name,
            *[titles[of] for of in sorted(circle.classes[one.person_id]) if of in titles][:1],
        )
        for one in found
    ]
