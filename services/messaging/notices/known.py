"""What letters are made from, and whether there is still something to say when they are sent.

A mail may wait for days while the mail server is away. Meanwhile a time was given back, a place
went on, somebody answered: then what was planned is not said any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.messaging.calendars.models import Appointment, appointment_id
from services.messaging.contacts.queries import emails_anywhere, emails_of, numbers_of
from services.messaging.deliveries.models import Delivery
from services.messaging.notices.models import (
    CancelledActivity,
    KnownActivity,
    KnownAnswer,
    KnownSignUp,
)
from services.messaging.notices.rules import (
    ABOUT_INVITATIONS,
    HAS_OWN_TIME,
    NAMES_CHILDREN,
    ONLY_WHILE_IT_STANDS,
    TO_FAMILIES,
    Notice,
    comes,
)
from services.messaging.roster.models import RosterOrg, RosterPerson
from services.messaging.roster.queries import children_of, full_name, records_of
from shared import clock
from shared.events.channels import Channel
from shared.tenancy import projection_id

# MongoDB keeps whole milliseconds.
_KEPT_TO = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the letters of one school are made from, by id; ``authors`` are names."""

    org: RosterOrg
    people: dict[str, RosterPerson]
    authors: dict[str, str]
    activities: dict[str, KnownActivity]
    cancelled: dict[str, CancelledActivity]
    answers: dict[str, KnownAnswer]
    sign_ups: dict[str, KnownSignUp]
    appointments: dict[str, Appointment]
    children_of: dict[str, frozenset[str]]
    emails: dict[str, str]
    numbers: dict[str, str]


def known_for(deliveries: Sequence[Delivery], org: RosterOrg) -> Known:
    """All that is known of what these deliveries of the school are about, in a few reads."""
    school_id = org.school_id
    to = {one.person_id for one in deliveries}
    anywhere = {one.person_id for one in deliveries if one.notice == Notice.SIGN_IN_LINK}
    by_text = {one.person_id for one in deliveries if one.channel == Channel.SMS}
    wanted = _told_of(deliveries, "activity_id")
    found = Appointment.objects(id__in=[_appointment_of(one) for one in deliveries])
    appointments = {one.id: one for one in found}
    authors = _told_of(deliveries, "author_id")
    named = {child for one in deliveries for child in one.details.get("student_ids", ())}
    named |= {host for one in appointments.values() for host in one.host_ids}
    here = RosterPerson.objects(id__in=_ids(school_id, to | named | authors), active=True)
    people = {one.person_id: one for one in here}
    activities = KnownActivity.objects(id__in=_ids(school_id, wanted), erased=False)
    cancelled = CancelledActivity.objects(id__in=_ids(school_id, wanted), erased=False)
    invited = {_invitation_of(one) for one in deliveries}
    answers = KnownAnswer.objects(id__in=_ids(school_id, invited), erased=False)
    promised = _told_of(deliveries, "sign_up_id")
    sign_ups = KnownSignUp.objects(id__in=_ids(school_id, promised), erased=False)
    return Known(
        org=org,
        people=people,
        authors=_names(authors, people),
        activities={one.activity_id: one for one in activities},
        cancelled={one.activity_id: one for one in cancelled},
        answers={one.invitation_id: one for one in answers},
        sign_ups={one.sign_up_id: one for one in sign_ups},
        appointments=appointments,
        children_of=children_of(to, school_id, clock.now()),
        emails=emails_anywhere(anywhere) | emails_of(to, school_id),
        numbers=numbers_of(by_text, school_id) if by_text else {},
    )


def has_nothing_to_say(delivery: Delivery, known: Known) -> bool:
    """Whether what it is about is not there, not theirs, does not take place, or is so no more."""
    notice, details = Notice(delivery.notice), delivery.details
    activity_id = str(details.get("activity_id"))
    return (
        delivery.person_id not in known.people
        or (notice in ABOUT_INVITATIONS and activity_id not in known.activities)
        or (notice in ONLY_WHILE_IT_STANDS and activity_id in known.cancelled)
        or (notice in HAS_OWN_TIME and appointment_of(delivery, known) is None)
        or (notice in TO_FAMILIES and not _is_theirs(delivery, known))
        or (notice in NAMES_CHILDREN and not children_named(delivery, known))
        or (notice is Notice.MESSAGE_WRITTEN and str(details.get("author_id")) not in known.authors)
        or not (_answer_stands(notice, delivery, known) and _time_stands(delivery, known))
    )


def children_named(delivery: Delivery, known: Known) -> list[str]:
    """The children that may be named to the reader: those they stand for, or staff teach."""
    own = known.children_of.get(delivery.person_id, frozenset())
    to_staff = bool(delivery.details.get("to_staff"))
    return [one for one in delivery.details.get("student_ids", ()) if one in own or to_staff]


def appointment_of(delivery: Delivery, known: Known) -> Appointment | None:
    """The time that the notice is about, if it is about one."""
    if delivery.notice not in HAS_OWN_TIME:
        return None
    found = known.appointments.get(_appointment_of(delivery))
    return found if found is not None and found.starts_at is not None else None


def _is_theirs(delivery: Delivery, known: Known) -> bool:
    """Whether the reader still stands for a child it is about; for any when it names none."""
    own = known.children_of.get(delivery.person_id, frozenset())
    appointment = appointment_of(delivery, known)
    about = delivery.details.get("student_ids") or (appointment.student_ids if appointment else ())
    return bool(own & set(about) if about else own)


def _answer_stands(notice: Notice, delivery: Delivery, known: Known) -> bool:
    """Whether what it says of an answer is so: whoever answered meanwhile is not reminded."""
    answer = known.answers.get(_invitation_of(delivery))
    if answer is None:
        return True
    if notice is Notice.INVITATION_REMINDER:
        return False
    if notice is Notice.INVITATION_PROMOTED:
        return comes(answer.answer, answer.place) and _offer_stands(delivery, answer)
    if notice is Notice.ANSWER_NOTED:
        said = (delivery.details.get("answer"), delivery.details.get("place"))
        return said == (answer.answer, answer.place)
    return True


def _offer_stands(delivery: Delivery, answer: KnownAnswer) -> bool:
    """Whether the place is kept until then, and not theirs already, or is theirs at once."""
    said, known = delivery.details.get("accept_by"), answer.accept_by
    if not said or known is None:
        return not said and known is None
    until = datetime.fromisoformat(str(said))
    is_same = abs(until - _aware(known)) < _KEPT_TO
    return is_same and until > clock.now()


def _time_stands(delivery: Delivery, known: Known) -> bool:
    """Whether nothing was said later of the talk, the visit or the time to help."""
    details = delivery.details
    if "sign_up_id" in details:
        sign_up = known.sign_ups.get(str(details["sign_up_id"]))
        at = sign_up.starts_at if sign_up is not None else None
        return at is not None and _aware(at) == datetime.fromisoformat(str(details["starts_at"]))
    appointment = known.appointments.get(_appointment_of(delivery))
    if appointment is None or "sequence" not in details:
        return True
    return bool(appointment.sequence <= int(details["sequence"]))


def _names(person_ids: set[str], people: dict[str, RosterPerson]) -> dict[str, str]:
    """What they are called; who acts here and belongs to another school has a name there."""
    elsewhere = person_ids - people.keys()
    found = {one.person_id: one for one in records_of(elsewhere)} if elsewhere else {}
    return {one: full_name((people | found)[one]) for one in person_ids & (people | found).keys()}


def _told_of(deliveries: Iterable[Delivery], name: str) -> set[str]:
    return {str(one.details[name]) for one in deliveries if name in one.details}


def _invitation_of(delivery: Delivery) -> str:
    return str(delivery.about).removeprefix("invitation/")


def _appointment_of(delivery: Delivery) -> str:
    return appointment_id(delivery.school_id, str(delivery.about), delivery.person_id)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ids(school_id: str, record_ids: Iterable[str]) -> list[str]:
    return [projection_id(school_id, one) for one in record_ids]
