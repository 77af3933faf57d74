"""What pages of every feature here call things: kinds, answers, supports, states."""

from collections.abc import Collection, Iterable, Mapping

from babel import Locale, UnknownLocaleError

from services.invitations.activities.models import Activity
from services.invitations.home_practice.queries import OwnChild
from services.invitations.invitations.queries import Tally
from services.invitations.roster.models import RosterPerson
from shared.events import Picked, pick
from shared.events.channels import Channel
from shared.events.invitations import (
    ActivityKind,
    Answer,
    AttendanceMode,
    Focus,
    PracticeKind,
    Support,
)
from shared.events.messaging import DeliveryStatus
from shared.web.languages import (
    LANGUAGES,
    Language,
    LazyString,
    _,
    chosen_language,
    lazy_,
    ngettext,
    pgettext,
)
from shared.web.lists import things_in_text

Words = Mapping[str, LazyString]

KINDS: Words = {
    ActivityKind.SUPPORTS_SCHOOL.value: lazy_("Supports the school"),
    ActivityKind.INFORMS_FAMILIES.value: lazy_("Informs families"),
    ActivityKind.PARTNERSHIP.value: lazy_("Partnership"),
    ActivityKind.COLLABORATION.value: lazy_("Collaboration"),
}
KINDS_EXPLAINED: Words = {
    ActivityKind.SUPPORTS_SCHOOL.value: lazy_("Fundraising, helping out"),
    ActivityKind.INFORMS_FAMILIES.value: lazy_("Reports, open evenings"),
    ActivityKind.PARTNERSHIP.value: lazy_("Families and teachers decide together"),
    ActivityKind.COLLABORATION.value: lazy_("Home and class learn from each other"),
}
KINDS_FOR_FAMILIES: Words = {
    ActivityKind.SUPPORTS_SCHOOL.value: lazy_("Helping the school"),
    ActivityKind.INFORMS_FAMILIES.value: lazy_("Good to know"),
    ActivityKind.PARTNERSHIP.value: lazy_("Deciding together"),
    ActivityKind.COLLABORATION.value: lazy_("Learning together"),
}
FOCUSES: Words = {
    Focus.LEARNING.value: lazy_("Learning"),
    Focus.WELLBEING.value: lazy_("Wellbeing"),
    Focus.SCHOOL_SUPPORT.value: lazy_("Support for the school"),
}
SUPPORTS: Words = {
    Support.INTERPRETER.value: lazy_("An interpreter"),
    Support.CHILD_CARE.value: lazy_("Someone to look after little ones"),
    Support.TRANSPORT.value: lazy_("A ride"),
    Support.FOOD.value: lazy_("Food"),
    Support.QUIET_SPACE.value: lazy_("A quiet room"),
    Support.VISUAL_SCHEDULE.value: lazy_("A plan in pictures"),
    Support.ONLINE.value: lazy_("Taking part by video"),
    Support.RECORDING.value: lazy_("A recording to see later"),
    Support.COST_HELP.value: lazy_("Help with the cost"),
}
ANSWERS: Words = {
    Answer.YES.value: lazy_("Yes"),
    Answer.MAYBE.value: lazy_("Maybe"),
    Answer.HELP.value: lazy_("Something would help"),
    Answer.NO.value: lazy_("Not this time"),
}
CHANNELS: Words = {
    Channel.WEB.value: lazy_("on the web page"),
    Channel.EMAIL.value: lazy_("by email"),
    Channel.SMS.value: lazy_("by text"),
    Channel.PAPER.value: lazy_("on paper"),
    Channel.PHONE.value: lazy_("by phone"),
}
REACH: Words = {
    "": lazy_("message on its way"),
    DeliveryStatus.SENDING.value: lazy_("message on its way"),
    DeliveryStatus.TEMPORARY_FAILURE.value: lazy_("message delayed, we try again"),
    DeliveryStatus.DELIVERED.value: lazy_("message arrived"),
    DeliveryStatus.PERMANENT_FAILURE.value: lazy_("message did not arrive"),
    DeliveryStatus.TECHNICAL_FAILURE.value: lazy_("message did not arrive"),
    DeliveryStatus.NO_CONTACT.value: lazy_("no working contact"),
    DeliveryStatus.NOT_NEEDED.value: lazy_("message not needed any more"),
}
MODES: Words = {
    AttendanceMode.IN_PERSON.value: lazy_("Here"),
    AttendanceMode.ONLINE.value: lazy_("By video"),
    AttendanceMode.AT_HOME.value: lazy_("At home"),
}
PRACTICES: Words = {
    PracticeKind.READING.value: lazy_("Reading"),
    PracticeKind.TALKING.value: lazy_("Talking, telling stories"),
    PracticeKind.MAKING.value: lazy_("Making, cooking, building"),
    PracticeKind.MATHS.value: lazy_("Numbers, games, money"),
    PracticeKind.CULTURE.value: lazy_("Our culture and faith"),
    PracticeKind.LANGUAGE.value: lazy_("Our own language"),
    PracticeKind.FAITH.value: lazy_("Prayer, church, mosque, temple"),
    PracticeKind.SPORT.value: lazy_("Sport and games"),
    PracticeKind.CARING.value: lazy_("Caring for others"),
    PracticeKind.OUTDOORS.value: lazy_("Outdoors"),
    PracticeKind.ROUTINE.value: lazy_("We kept a routine"),
    PracticeKind.SPACE.value: lazy_("We made a place to learn"),
    PracticeKind.MATERIALS.value: lazy_("We found what was needed"),
    PracticeKind.OTHER.value: lazy_("Something else"),
}


def people(adults: int, children: int) -> str:
    """``1 adult and 2 children``."""
    parts = [
        ngettext("%(num)s adult", "%(num)s adults", adults) if adults else "",
        ngettext("%(num)s child", "%(num)s children", children) if children else "",
    ]
    return things_in_text([part for part in parts if part]) or _("nobody")


def text_of(activity: Activity, name: str) -> Picked:
    """An activity's ``title``, ``relevance`` or ``place`` in the reader's language if there is."""
    return pick(activity.texts(name), chosen_language().tag)


def language_name(tag: str) -> str:
    """A language in its own script; in English where CLDR lacks that, else its tag."""
    if tag in LANGUAGES:
        return LANGUAGES[tag].name
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return str(Locale.parse("en").languages.get(tag, tag))


def options(words: Words, explained: Words | None = None) -> list[tuple[object, ...]]:
    """The choices of a form: value, label, and a small line where there is one."""
    small = explained or {}
    return [
        (value, label, *([small[value]] if value in small else []))
        for value, label in words.items()
    ]


def answer_options() -> list[tuple[object, ...]]:
    """What a family can say, the help it may take in the same breath as yes."""
    return [
        (Answer.YES.value, _("Yes")),
        (Answer.MAYBE.value, _("Maybe, I will say later")),
        (
            Answer.HELP.value,
            _("I would like to. Something would help"),
            _("Another time, a ride, by phone …"),
        ),
        (Answer.NO.value, _("No, not this time")),
    ]


def quick_options() -> list[tuple[str, object]]:
    """The same as four buttons."""
    order = (Answer.YES, Answer.MAYBE, Answer.HELP, Answer.NO)
    return [(one.value, ANSWERS[one.value]) for one in order]


def need_options(offered: Collection[str]) -> list[tuple[object, ...]]:
    """The help a family can ask for: what is offered, and what most ask for anyway."""
    always = {Support.INTERPRETER.value, Support.CHILD_CARE.value, Support.TRANSPORT.value}
    return [
        (value, label, *([_("We offer this")] if value in offered else []))
        for value, label in SUPPORTS.items()
        if value in offered or value in always
    ]


def child_options(children: Iterable[RosterPerson]) -> list[tuple[str, str]]:
    """Children by their names."""
    return [(one.person_id, one.full_name) for one in children]


def own_child_options(children: Iterable[OwnChild]) -> list[tuple[str, str]]:
    """A family's own children by the names they go by."""
    return [(one.student_id, one.name) for one in children]


def mix_bars(mix: Mapping[str, int]) -> list[dict[str, object]]:
    """How many activities of each kind, as bars."""
    most = max([*mix.values(), 1])
    return [
        {"label": KINDS[kind], "share": count / most, "value": count, "kind": "school"}
        for kind, count in mix.items()
    ]


def language_options(languages: Iterable[Language]) -> list[tuple[str, str]]:
    """Languages, each in its own script."""
    return [(one.tag, one.name) for one in languages]


def language_names(tags: Iterable[str]) -> list[str]:
    """Languages, each in its own script."""
    return [language_name(tag) for tag in tags]


def answer_bars(tally: Tally) -> list[dict[str, object]]:
    """The answers of an activity's families as bars."""
    rows = (
        (pgettext("families", "Coming"), tally.coming, "home"),
        (_("On the waiting list"), tally.waiting, "home"),
        (_("Maybe"), tally.maybe, "home"),
        (_("Something would help"), tally.help, "home"),
        (_("Not this time"), tally.no, "home"),
        (_("No answer yet"), tally.silent, "waiting"),
    )
    return [
        {"label": label, "share": count / max(tally.families, 1), "value": count, "kind": kind}
        for label, count, kind in rows
        if count or label != rows[1][0]
    ]
