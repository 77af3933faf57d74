"""What pages about privacy call things."""

from collections.abc import Mapping

from services.evaluation.privacy.rules import Asker, HoldReason, Identity, State
from shared.events.evaluation import Role
from shared.events.privacy import KeptBecause, PrivacyKind
from shared.web.languages import LazyString, lazy_

Words = Mapping[str, LazyString]

KINDS: Words = {
    PrivacyKind.EXPORT.value: lazy_("A copy of the data"),
    PrivacyKind.ERASE.value: lazy_("Erase the data"),
}
KINDS_EXPLAINED: Words = {
    PrivacyKind.EXPORT.value: lazy_("They download it themselves; here you see what there is"),
    PrivacyKind.ERASE.value: lazy_("Cannot be undone. You see first what goes and what stays"),
}
ASKERS: Words = {
    Asker.SELF.value: lazy_("The person"),
    Asker.GUARDIAN.value: lazy_("A guardian, for a child"),
    Asker.OFFICE.value: lazy_("The school office, after a mistake"),
    Asker.LAW.value: lazy_("A court or authority"),
}
IDENTITIES: Words = {
    Identity.IN_PERSON.value: lazy_("Known in person at school"),
    Identity.DOCUMENT.value: lazy_("Showed a document"),
    Identity.SIGNED_IN.value: lazy_("Asked from the own account"),
}
HOLD_REASONS: Words = {
    HoldReason.COURT.value: lazy_("A court order"),
    HoldReason.COMPLAINT.value: lazy_("A complaint that is open"),
    HoldReason.INVESTIGATION.value: lazy_("An investigation"),
}
STATES: Words = {
    State.WAITING.value: lazy_("Waiting"),
    State.LATE.value: lazy_("Late"),
    State.DONE.value: lazy_("Done"),
    State.HELD.value: lazy_("Refused: legal hold"),
}
STATE_KINDS = {
    State.WAITING.value: "",
    State.LATE.value: "bad",
    State.DONE.value: "school",
    State.HELD.value: "due",
}
SERVICES: Words = {"invitations": lazy_("Invitations")}
DATA: Words = {
    "invitations": lazy_("Invitations and answers"),
    "attendance": lazy_("Who came to what"),
    "sign-ups": lazy_("Help and things signed up for"),
    "talks": lazy_("Talks at conferences, with notes"),
    "preparations": lazy_("What students prepared for talks"),
    "visits": lazy_("Visits, with notes"),
    "photos-and-recordings": lazy_("Photos and recordings"),
    "home-practice": lazy_("Learning at home"),
    "homework-replies": lazy_("How homework went"),
    "help-requests": lazy_("Calls for help with homework"),
    "participation": lazy_("How they like to take part"),
    "offers": lazy_("Offers"),
    "proposals": lazy_("Proposals"),
    "named-in-lists": lazy_("Their name in lists"),
    "waiting-events": lazy_("What waited to be handled"),
    "roster": lazy_("Names, classes and who stands for whom"),
    "audit": lazy_("Who did what, in the audit log"),
}
KEPT: Words = {
    KeptBecause.LEGAL_HOLD.value: lazy_("under a legal hold"),
    KeptBecause.AUDIT.value: lazy_("kept for seven years"),
    KeptBecause.ROSTER.value: lazy_("comes from the school’s own system, and is corrected there"),
    KeptBecause.STAFF_WORK.value: lazy_("is the work of staff"),
}
GOES = (
    "invitations",
    *("attendance", "sign-ups", "talks", "visits", "preparations", "home-practice"),
    *("photos-and-recordings", "homework-replies", "participation", "offers", "proposals"),
)
ROLES: Words = {
    **{one.value: lazy_("Guardian") for one in (Role.GUARDIAN, Role.PARENT, Role.RELATIVE)},
    Role.STUDENT.value: lazy_("Student"),
}


def options(words: Words, explained: Words | None = None) -> list[tuple[object, ...]]:
    """The choices of a form: value, label, and a small line where there is one."""
    small = explained or {}
    return [
        (value, label, *([small[value]] if value in small else []))
        for value, label in words.items()
    ]


def data(name: str) -> str:
    """What a class of data is called; a new one by its code until it has a name here."""
    return str(DATA.get(name, name))


def roles(held: tuple[str, ...]) -> list[str]:
    """What somebody is to families' side of the school, each once."""
    return list(dict.fromkeys(str(ROLES[one]) for one in held if one in ROLES))
