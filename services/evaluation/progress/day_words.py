"""What the pages call what was noted of a child's days: facts in words, no sums of blame."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from babel.lists import format_list

from services.evaluation.progress.models import Attendance
from services.evaluation.progress.showing import Day, Tally
from shared.web.formats import number, time_of_day
from shared.web.languages import LazyString, _, chosen_language, lazy_, ngettext

CATEGORIES: Mapping[str, LazyString] = {
    "present": lazy_("Here"),
    "absent": lazy_("Away"),
    "tardy": lazy_("Late"),
    "earlyDeparture": lazy_("Left early"),
    "partial": lazy_("Part of the day"),
}
ICONS = {"present": "check", "absent": "info"}
# On a small tile the one that says most stands for the day.
_WEIGHT = ("absent", "partial", "tardy", "earlyDeparture", "present")


def category(mark: Attendance) -> str:
    """What was noted, in one to three words."""
    return str(CATEGORIES.get(mark.category, mark.category))


def leading(day: Day) -> Attendance | None:
    """The mark that stands for the day."""
    known = [one for one in day.marks if one.category in _WEIGHT]
    return min(known, key=lambda one: _WEIGHT.index(one.category), default=None)


def icon(mark: Attendance) -> str:
    """The picture beside it; the words carry it."""
    return ICONS.get(mark.category, "clock")


def at(text: str, mark: Attendance, zone: str) -> str:
    """A time of day as told, ``09:10``, as the language writes it; as it is if it is none."""
    try:
        moment = datetime.combine(mark.on, time.fromisoformat(text), ZoneInfo(zone))
    except ValueError:
        return text
    return time_of_day(moment, zone)


def details(mark: Attendance, zone: str) -> list[str]:
    """When the child came or left, for how long, and whether a reason is known."""
    found = []
    if mark.arrived:
        found.append(_("Came at %(time)s", time=at(mark.arrived, mark, zone)))
    if mark.left:
        found.append(_("Left at %(time)s", time=at(mark.left, mark, zone)))
    if mark.minutes and not (mark.arrived or mark.left):
        found.append(ngettext("%(num)s minute", "%(num)s minutes", mark.minutes))
    if mark.is_excused:
        found.append(_("The school knows why"))
    elif mark.category == "absent":
        found.append(_("No reason known yet"))
    return found


def needs_reason(mark: Attendance) -> bool:
    """Whether a word from home would help: away, and the school does not know why."""
    return mark.category == "absent" and not mark.is_excused


def summary(tally: Tally) -> str:
    """``2 days away, late once``, of a term; a whole sentence when nothing was noted."""
    if tally.is_empty:
        return _("Nothing was noted: never away, never late")
    parts = []
    if tally.away:
        parts.append(ngettext("%(num)s day away", "%(num)s days away", tally.away))
    if tally.late:
        parts.append(ngettext("late once", "late %(num)s times", tally.late))
    if tally.early:
        parts.append(ngettext("left early once", "left early %(num)s times", tally.early))
    if tally.part:
        parts.append(ngettext("one part day", "%(num)s part days", tally.part))
    if tally.lessons:
        parts.append(ngettext("one lesson", "%(num)s lessons", tally.lessons))
    return format_list(parts, locale=chosen_language().locale)


def reasons(tally: Tally) -> str:
    """Of how many days away the reason is known; empty without days away."""
    if not tally.away:
        return ""
    if tally.excused == tally.away:
        return ngettext(
            "The school knows the reason for the day away.",
            "The school knows the reason for each day away.",
            tally.away,
        )
    return ngettext(
        "The school does not know the reason for the day away yet.",
        "The school knows the reason for %(known)s of the %(num)s days away.",
        tally.away,
        known=number(tally.excused),
    )
