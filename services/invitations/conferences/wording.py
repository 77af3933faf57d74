"""What pages of conferences call things."""

from collections.abc import Iterable, Mapping

from services.invitations.conferences.models import Conference
from services.invitations.conferences.rules import Format, Kind, TalkState
from services.invitations.conferences.suggesting import Plan
from services.invitations.roster.models import RosterClass, RosterPerson
from shared.events import Picked, pick
from shared.events.channels import Channel
from shared.events.conferences import TalkMode
from shared.web.formats import time_of_day
from shared.web.languages import LANGUAGES, LazyString, _, chosen_language, lazy_, ngettext

Words = Mapping[str, LazyString]

KINDS: Words = {
    Kind.ROUND.value: lazy_("Conferences"),
    Kind.SHORT_TALKS.value: lazy_("Short talks"),
}
MODES: Words = {
    TalkMode.IN_PERSON.value: lazy_("In person"),
    TalkMode.ONLINE.value: lazy_("By video"),
    TalkMode.PHONE.value: lazy_("By phone: the teacher calls"),
}
FORMS: Words = {
    Format.FAMILY.value: lazy_("Family and teacher talk"),
    Format.STUDENT_LED.value: lazy_("The student leads"),
}
FORMS_EXPLAINED: Words = {
    Format.FAMILY.value: lazy_("The family’s points come first."),
    Format.STUDENT_LED.value: lazy_("The student prepares, invites and presents own work."),
}
STATES: Words = {
    TalkState.BOOKED.value: lazy_("Booked"),
    TalkState.RELEASED.value: lazy_("No time yet"),
    TalkState.NOT_NEEDED.value: lazy_("No talk needed"),
    TalkState.PHONE.value: lazy_("Please phone"),
}
OFFLINE: Words = {
    Channel.PAPER.value: lazy_("On paper"),
    Channel.PHONE.value: lazy_("By phone"),
}
DOERS: Words = {
    "school": lazy_("School"),
    "family": lazy_("Family"),
    "student": lazy_("Student"),
}
WEEKDAYS: Words = {
    "0": lazy_("Monday"),
    "1": lazy_("Tuesday"),
    "2": lazy_("Wednesday"),
    "3": lazy_("Thursday"),
    "4": lazy_("Friday"),
}


def text_of(conference: Conference, name: str) -> Picked:
    """A conference's ``title`` or ``relevance`` in the reader's language if there is."""
    return pick(conference.texts(name), chosen_language().tag)


def place_of(conference: Conference, host_id: str) -> Picked:
    """Where the host is, in the reader's language if there is; may be empty."""
    return pick(conference.place_of(host_id), chosen_language().tag)


def options(words: Words, explained: Words | None = None) -> list[tuple[object, ...]]:
    """The choices of a form: value, label, and a small line where there is one."""
    small = explained or {}
    return [
        (value, label, *([small[value]] if value in small else []))
        for value, label in words.items()
    ]


def class_options(listed: Iterable[tuple[RosterClass, int]]) -> list[tuple[object, ...]]:
    """Classes with how many teachers each has."""
    return [
        (
            one.class_id,
            one.title,
            ngettext("%(num)s teacher", "%(num)s teachers", teachers)
            if teachers
            else _("no teacher known"),
        )
        for one, teachers in listed
    ]


def language_options(tags: Iterable[str]) -> list[tuple[str, str]]:
    """Languages, each in its own script."""
    return [(tag, LANGUAGES[tag].name) for tag in tags]


def called(named: Mapping[str, RosterPerson], person_id: str | None) -> str:
    """The name a person goes by; empty when nobody is known."""
    return named[person_id].called if person_id and person_id in named else ""


def full_name(named: Mapping[str, RosterPerson], person_id: str | None) -> str:
    """A person's whole name; empty when nobody is known."""
    return named[person_id].full_name if person_id and person_id in named else ""


def times_of(plan: Plan, zone: str) -> list[str]:
    """When each talk of a plan begins, by the school's clock."""
    return [time_of_day(one.span.starts_at, zone) for one in plan.options]


def doer_options() -> list[tuple[object, ...]]:
    """Who does what was agreed."""
    return options(DOERS)
