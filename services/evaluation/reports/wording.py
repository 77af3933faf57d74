"""A report in the reader's words: names of its groups, its bars, and how each number is counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from babel import Locale

from services.evaluation.ledger.rules import UNKNOWN_LANGUAGE
from services.evaluation.reports.numbers import ABOUT_CHILDREN, TOGETHER, Band, Mix, Tally
from services.evaluation.reports.queries import SOURCES, Frame
from services.evaluation.reports.rules import Breakdown, Report
from shared import events
from shared.events.invitations import ActivityKind, Focus
from shared.small_counts import SMALLEST_SHOWN
from shared.web import formats
from shared.web.languages import LazyString, _, chosen_language, lazy_, ngettext
from shared.web.lists import things_in_text

BANDS: Mapping[str, LazyString] = {
    Band.TO_3.value: lazy_("Up to Year 3"),
    Band.FROM_4_TO_6.value: lazy_("Years 4–6"),
    Band.FROM_7_TO_8.value: lazy_("Years 7–8"),
    Band.FROM_9_TO_10.value: lazy_("Years 9–10"),
    Band.FROM_11.value: lazy_("Years 11–13"),
    Band.UNKNOWN.value: lazy_("Year not known"),
}
KINDS: Mapping[str, LazyString] = {
    ActivityKind.COLLABORATION.value: lazy_("Collaboration"),
    ActivityKind.PARTNERSHIP.value: lazy_("Partnership"),
    ActivityKind.INFORMS_FAMILIES.value: lazy_("Informs families"),
    ActivityKind.SUPPORTS_SCHOOL.value: lazy_("Supports the school"),
}
FOCUSES: Mapping[str, LazyString] = {
    Focus.LEARNING.value: lazy_("Learning"),
    Focus.WELLBEING.value: lazy_("Wellbeing"),
    Focus.SCHOOL_SUPPORT.value: lazy_("Support for the school"),
}
DEFINITIONS: Mapping[str, LazyString] = {
    "home": lazy_(
        "A family counts when it told of at least one thing it did at home with a child, in any"
        " language. The families are those on the roll today, each once, in the years of the"
        " youngest child. Coming to school, or not, changes nothing here."
    ),
    "school": lazy_(
        "A family counts when somebody of it was checked in at one activity or more, invited or"
        " not. The families are the same as for learning at home. Learning at home changes"
        " nothing here."
    ),
    "reach": lazy_(
        "Each family counts once, however many invitations it got and whoever of it answered."
        " Reached: a message was delivered, or the family opened, answered or came. Answered: any"
        " answer, also no or maybe."
    ),
    "offers": lazy_(
        "Invitations and contacts tried are per family on the roll, also those never invited."
        " A family's home language is the one its guardians read best; of several, the one that"
        " is not the school's own."
    ),
    "mix": lazy_(
        "Each activity counts once, in the kind and focus its teacher chose. Who got something"
        " from it is what its teachers said when it was over."
    ),
}


# As the event names who got something from an activity.
GAINED_BY: Mapping[str, LazyString] = {
    "students": lazy_("Students"),
    "families": lazy_("Families"),
    "teachers": lazy_("Teachers"),
}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar with its words; a ``share`` of None is not shown."""

    label: object
    share: float | None
    value: str
    kind: str = "school"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One line of the table of offers; ``tally`` None is not shown."""

    label: object
    tally: Tally | None

    def per_family(self, count: int) -> str:
        """``2.4``: so many for each family of the group."""
        return formats.number(round(count / self.tally.families, 1)) if self.tally else ""

    def share(self, count: int) -> str:
        """``61%`` of the families of the group."""
        return formats.percent(self.tally.share_of_families(count)) if self.tally else ""


def home_bars(report: Report) -> list[Bar]:
    """The families that told of learning at home, by years."""
    return _band_bars(report.by_band, lambda tally: tally.home, "home")


def school_bars(report: Report) -> list[Bar]:
    """The families that came to something, by years."""
    return _band_bars(report.by_band, lambda tally: tally.came, "school")


def reach_bars(total: Tally) -> list[Bar]:
    """From the invitation to taking part."""
    steps = (
        (_("Invited"), total.invited),
        (_("Reached"), total.reached),
        (_("Answered"), total.answered),
        (_("Came"), total.came_invited),
    )
    return [
        Bar(label=label, share=total.share_of_families(count), value=formats.number(count))
        for label, count in steps
    ]


def offers(report: Report) -> list[Offer]:
    """What is offered, by home language in the order of their names."""
    rows = [
        (language == UNKNOWN_LANGUAGE, language_name(language), tally)
        for language, tally in report.by_language.groups.items()
    ]
    return [Offer(label=name, tally=tally) for _unknown, name, tally in sorted(rows, key=_by_name)]


def schools(tallies: Mapping[str, Tally], names: Mapping[str, str]) -> list[Offer]:
    """The schools by name: never by a number (R7)."""
    rows = [(False, names[school], tally) for school, tally in tallies.items()]
    return [Offer(label=name, tally=tally) for _none, name, tally in sorted(rows, key=_by_name)]


def kind_bars(mix: Mix) -> list[Bar]:
    """How many activities of each kind."""
    return _mix_bars(mix.kinds, KINDS, mix.activities)


def focus_bars(mix: Mix) -> list[Bar]:
    """What the activities were about."""
    return _mix_bars(mix.focuses, FOCUSES, mix.activities)


def gained_bars(mix: Mix) -> list[Bar]:
    """From how many of the activities that were closed each of the three got something."""
    return _mix_bars(mix.gained, GAINED_BY, mix.closed)


def mix_sentence(mix: Mix) -> str:
    """What the mix of activities comes to."""
    children = sum(count for focus, count in mix.focuses.items() if focus in ABOUT_CHILDREN)
    together = sum(count for kind, count in mix.kinds.items() if kind in TOGETHER)
    return _(
        "About learning or wellbeing: %(children)s of %(all)s."
        " Partnership or collaboration: %(together)s of %(all)s.",
        children=formats.number(children),
        together=formats.number(together),
        all=formats.number(mix.activities),
    )


def lede(total: Tally | None) -> str:
    """The one sentence that matters: learning at home."""
    if total is None:
        return _("There are fewer than %(number)s families here, so no numbers are shown.",
                 number=SMALLEST_SHOWN)  # fmt: skip
    return ngettext(
        "%(home)s of one family told us this year what it does at home for learning.",
        "%(home)s of %(num)s families told us this year what they do at home for learning.",
        total.families,
        home=formats.number(min(total.home, total.families)),
    )


def counted(part: str, frame: Frame, breakdown: Breakdown | None = None) -> str:
    """How the part's numbers are counted: definition, sources, last event, what is hidden."""
    sentences = [str(DEFINITIONS[part]), _sources(part), _last(part, frame)]
    if breakdown is not None:
        sentences.append(_hiding(breakdown))
    return " ".join(sentences)


def language_name(tag: str) -> str:
    """The language as the reader's own language calls it; the tag where nobody has a name."""
    if tag == UNKNOWN_LANGUAGE:
        return _("Language not known")
    form = tag.replace("-", "_")
    for names in (chosen_language().locale.languages, Locale.parse("en").languages):
        for wanted in (form, form.partition("_")[0]):
            if wanted in names:
                return str(names[wanted])
    return tag


def _band_bars(breakdown: Breakdown, count: Callable[[Tally], int], kind: str) -> list[Bar]:
    bars = []
    for band, label in BANDS.items():
        if band in breakdown.groups:
            tally = breakdown.groups[band]
            share = None if tally is None else tally.share_of_families(count(tally))
            value = "" if share is None else formats.percent(share)
            bars.append(Bar(label=label, share=share, value=value, kind=kind))
    return bars


def _mix_bars(
    counts: Mapping[str, int], labels: Mapping[str, LazyString], activities: int
) -> list[Bar]:
    return [
        Bar(
            label=label,
            share=counts.get(name, 0) / activities if activities else 0.0,
            value=formats.number(counts.get(name, 0)),
        )
        for name, label in labels.items()
    ]


def _sources(part: str) -> str:
    names = [events.event_type(one).type.removeprefix("org.tuhono.") for one in SOURCES[part]]
    return _("Counted from the events %(events)s.", events=things_in_text(names))


def _last(part: str, frame: Frame) -> str:
    at = frame.last[part]
    if at is None:
        return _("There was none yet.")
    return _("Last one: %(time)s.", time=formats.day_and_time(at, frame.zone))


def _hiding(breakdown: Breakdown) -> str:
    rule = _("Groups of fewer than %(number)s families are not shown.", number=SMALLEST_SHOWN)
    if breakdown.hides_some:
        rule = " ".join(
            (rule, _("Others are not shown either, so that no small group can be worked out."))
        )
    return rule


def _by_name(row: tuple[bool, str, Tally | None]) -> tuple[bool, str]:
    """Those without a name last; a macron changes no letter's place."""
    return row[0], normalize("NFD", row[1]).casefold()
