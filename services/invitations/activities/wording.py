"""What pages call what an activity has: its way to begin, series, variant, changes."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from services.invitations.activities.looking import Shelf
from services.invitations.activities.models import Activity
from services.invitations.activities.rules import TimeOfDay
from services.invitations.activities.starting_points import TEMPLATES
from services.invitations.roster.models import RosterPerson
from shared.events.invitations import Way
from shared.web.languages import (
    LANGUAGES,
    LazyString,
    _,
    lazy_,
    ngettext,
    offered_languages,
    pgettext,
)
from shared.web.lists import names as names_in_marks

SHELVES: Mapping[str, LazyString] = {
    Shelf.COMING.value: lazy_("Coming up"),
    Shelf.PAST.value: lazy_("Took place"),
    Shelf.DRAFTS.value: lazy_("Drafts"),
    Shelf.CANCELLED.value: lazy_("Cancelled"),
}
NOTHING_ON: Mapping[str, LazyString] = {
    Shelf.COMING.value: lazy_(
        "Nothing yet. An activity begins with an invitation that families can answer."
    ),
    Shelf.PAST.value: lazy_("What took place stands here afterwards, to do again what went well."),
    Shelf.DRAFTS.value: lazy_("No drafts. While you write, press “Keep as a draft”."),
    Shelf.CANCELLED.value: lazy_("Nothing was cancelled."),
}
WAYS: Mapping[str, LazyString] = {
    Way.AT_HOME.value: lazy_("Doing it at home"),
    Way.RECORDED.value: lazy_("Seeing a recording"),
    Way.ONLINE.value: lazy_("By video"),
    Way.PHONE.value: lazy_("A phone call"),
}
TIMES_OF_DAY: Mapping[str, LazyString] = {
    TimeOfDay.BEFORE_SCHOOL.value: lazy_("Before school"),
    TimeOfDay.SCHOOL_HOURS.value: lazy_("During school hours"),
    TimeOfDay.AFTER_SCHOOL.value: lazy_("Right after school"),
    TimeOfDay.EVENING.value: lazy_("In the evening"),
    TimeOfDay.WEEKEND.value: lazy_("At the weekend"),
}
EVERY: Mapping[int, LazyString] = {
    0: lazy_("Only once"),
    7: lazy_("Every week"),
    14: lazy_("Every two weeks"),
}
CHANGED: Mapping[str, LazyString] = {
    "title": lazy_("the title"),
    "relevance": lazy_("how it helps children learn"),
    "place": lazy_("the place"),
    "starts_at": lazy_("when it begins"),
    "ends_at": lazy_("when it ends"),
    "answer_by": lazy_("the day to answer by"),
    "capacity": lazy_("the number of places"),
    "supports": lazy_("what we offer"),
}


def changes(what: Iterable[str]) -> list[object]:
    """What changed, in words."""
    return [CHANGED[one] for one in what if one in CHANGED]


def begun_with(activity: Activity) -> LazyString | None:
    """The template it began with."""
    found = TEMPLATES.get(activity.template)
    return found.name if found else None


def calling(activity: Activity, children: Sequence[str]) -> Markup:
    """What the invitation calls to its reader, with the children's names; empty for most (S114)."""
    found = TEMPLATES.get(activity.template)
    if found is None or found.calling is None or not children:
        return Markup("")
    return escape(str(found.calling)) % {"children": names_in_marks(children)}


def series(activity: Activity) -> str:
    """Its place in its series and the rhythm; empty for a single one."""
    if not activity.series_id:
        return ""
    place = _("%(number)s of %(count)s", number=activity.series_number, count=activity.series_count)
    rhythm = str(EVERY.get(activity.every_days, ""))
    return _("%(place)s, %(rhythm)s", place=place, rhythm=rhythm.lower()) if rhythm else place


def variant(activity: Activity) -> list[object]:
    """What is different from the activity it is a variant of."""
    of: Mapping[str, str] = activity.variant
    tag = of.get("language", "")
    language = LANGUAGES[tag].name if tag in LANGUAGES else tag
    told = (TIMES_OF_DAY.get(of.get("time", "")), language, of.get("interest", ""))
    return [one for one in told if one]


def every_options() -> list[tuple[object, ...]]:
    """How often it takes place."""
    return list(EVERY.items())


def time_options() -> list[tuple[object, ...]]:
    """When a variant takes place."""
    return list(TIMES_OF_DAY.items())


def way_options() -> list[tuple[object, ...]]:
    """How families take part that cannot come."""
    return list(WAYS.items())


def language_options() -> list[tuple[object, ...]]:
    """In which language a variant is held; families' own names for them."""
    return [(one.tag, one.name) for one in offered_languages()]


def person_options(people: Iterable[RosterPerson]) -> list[tuple[object, ...]]:
    """People by their names."""
    return [(one.person_id, one.full_name) for one in people]


def sessions_word(number: int) -> str:
    """``6 sessions``."""
    return ngettext("%(num)s session", "%(num)s sessions", number)


def state(activity: Activity) -> str:
    """What a list says of it beside its kind; empty for one that families know and is on."""
    if activity.is_cancelled:
        return pgettext("one activity", "Cancelled")
    return _("Not sent yet") if activity.is_held else ""
