"""What the pages of a term plan call things: terms, decisions, what is missing."""

from collections.abc import Mapping
from datetime import date

from babel import dates

from services.invitations.term_plan.rules import Decision, Mix, Term
from services.invitations.wording import FOCUSES, KINDS
from shared.events.invitations import ActivityKind
from shared.web.formats import locale_of_words
from shared.web.languages import LazyString, _, lazy_

DECISIONS: Mapping[str, LazyString] = {
    Decision.REPEAT.value: lazy_("Repeat it"),
    Decision.GROW.value: lazy_("Grow it"),
    Decision.STOP.value: lazy_("Stop it"),
}
DECISIONS_EXPLAINED: Mapping[str, LazyString] = {
    Decision.REPEAT.value: lazy_("It was good as it was"),
    Decision.GROW.value: lazy_("More classes, more families, or another school"),
    Decision.STOP.value: lazy_("The time helps more elsewhere"),
}
MISSING_BECAUSE: Mapping[ActivityKind, LazyString] = {
    ActivityKind.PARTNERSHIP: lazy_("Nothing yet where families and teachers decide together."),
    ActivityKind.COLLABORATION: lazy_("Nothing yet where home and class learn from each other."),
    ActivityKind.INFORMS_FAMILIES: lazy_("Nothing yet that tells families what is going on."),
    ActivityKind.SUPPORTS_SCHOOL: lazy_("Nothing yet where families help the school."),
}


def term_name(term: Term) -> str:
    """``October to December 2026``; with days where the school told its terms."""
    first, last = term.begins_on, term.last_day
    day = "d " if term.starts else ""
    pattern = "MMMM" if first.year == last.year else "MMMM y"
    begins, ends = _month(first, day + pattern), _month(last, f"{day}MMMM y")
    return _("%(begins)s to %(ends)s", begins=begins, ends=ends)


def kind_bars(mix: Mix) -> list[dict[str, object]]:
    """How many lines of each kind, as bars."""
    most = max([*mix.kinds.values(), 1])
    return [
        {"label": KINDS[kind.value], "share": count / most, "value": count, "kind": "school"}
        for kind, count in mix.kinds.items()
    ]


def focus_bars(mix: Mix) -> list[dict[str, object]]:
    """How many lines are about what, as bars."""
    most = max([*mix.focuses.values(), 1])
    return [
        {"label": FOCUSES[focus.value], "share": count / most, "value": count, "kind": "home"}
        for focus, count in mix.focuses.items()
    ]


def missing_because(kind: str) -> LazyString:
    """What is not on the plan yet, in a sentence."""
    return MISSING_BECAUSE[ActivityKind(kind)]


def missing_names(mix: Mix) -> list[LazyString]:
    """The kinds there are none of."""
    return [KINDS[kind.value] for kind in mix.missing]


def _month(day: date, pattern: str) -> str:
    return dates.format_date(day, pattern, locale=locale_of_words())
