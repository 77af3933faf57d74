"""What staff do with a conference: open it, make its times, name places, let some book first."""

from collections.abc import Collection, Mapping
from datetime import datetime

from services.invitations.conferences.away import visits_of
from services.invitations.conferences.models import Conference, Diary, Slot
from services.invitations.conferences.queries import teaching_of
from services.invitations.conferences.rules import (
    Fault,
    Kind,
    Opening,
    Span,
    faults,
    slot_spans,
    spans_of,
)
from services.invitations.roster.queries import classes_taught, school, students_of
from shared import audit, ids, jobs, outbox, store
from shared.errors import Invalid, Refused
from shared.events import texts_as_dict, written
from shared.events.conferences import ConferenceOpened
from shared.tenancy import write_scope
from shared.web.languages import lazy_

MAKING = "conference-slots"
WITHDRAWING = "conference-withdrawal"
_MESSAGES = {
    Fault.PAST: lazy_("Choose a day and a time that are still to come"),
    Fault.ENDS_FIRST: lazy_("The end comes after the start"),
    Fault.TOO_LONG: lazy_("Choose an end within the same day"),
    Fault.OVERLAP: lazy_("This is at the same time as another day: choose another"),
    Fault.NO_SLOT: lazy_("No talk of this length fits in the times above"),
    Fault.TOO_MANY: lazy_("These are more than 250 times for one teacher: choose fewer"),
    Fault.CLOSES_FIRST: lazy_("Booking ends after it begins: choose a later day"),
    Fault.CLOSES_LATE: lazy_("Booking ends on the last day of talks or before"),
}


@store.atomic
def open_conference(
    opening: Opening, *, person_ids: Collection[str], leads: bool, now: datetime
) -> str:
    """Open a conference of the school in scope and begin to make its times; returns its id.

    Who leads the school opens it for every class and all of its teachers, a teacher for own ones.
    Source: teacher tips T4 and T2: conferences (S90), short talks (S71).

    Raises:
        Invalid: a time does not fit, or nobody teaches the classes.
        Refused: none of these persons teaches all of the classes today.
    """
    wrong = faults(opening, now)
    if wrong:
        raise Invalid({name: [_MESSAGES[fault]] for name, fault in wrong.items()})
    school_id = write_scope()
    opener = _opener(opening, person_ids, leads=leads, now=now)
    teaching = teaching_of(opening.class_ids, school_id, school(school_id).day_of(now))
    if not (leads or opening.with_colleagues):
        teaching = [one for one in teaching if one["host_id"] == opener]
    if not teaching:
        raise Invalid({"class_ids": [lazy_("No teacher of these classes is known today")]})
    conference = _conference(opening, teaching, opener, now)
    conference.school_id = school_id
    conference.job_id = jobs.enqueue(
        MAKING, school_id=school_id, args={"conference_id": conference.id}, key=conference.id
    )
    store.save(conference)
    audit.append("conference.opened", f"conference/{conference.id}")
    return str(conference.id)


def make_slots(conference: Conference, host_id: str) -> int:
    """Make the free times of one host; returns how many. Ids are derived, so nothing repeats.

    Where the host has a time of a round, a booked one or an agreed visit, none is made; free times
    of the host's weekly short talks give way to a round.
    """
    take_turn(host_id, conference.school_id)
    spans = slot_spans(
        conference.spans("days"),
        conference.spans("breaks"),
        slot_minutes=conference.slot_minutes,
        pause_minutes=conference.pause_minutes,
    )
    kept = _make_way(conference, host_id, spans)
    wanted = [span for span in spans if not any(span.overlaps(one) for one in kept)]
    slots = [_slot(conference, host_id, span) for span in wanted]
    store.insert_many(slots)
    return len(slots)


@store.atomic
def announce_conference(conference: Conference) -> None:
    """Every time is there: let families see it."""
    conference.state = "open"
    outbox.record(
        conference,
        ConferenceOpened(
            conference_id=conference.id,
            title=conference.texts("title"),
            class_ids=tuple(conference.class_ids),
            host_ids=tuple(conference.host_ids),
            opens_at=conference.opens_at,
            closes_at=conference.closes_at,
        ),
    )
    store.save(conference)


@store.atomic
def choose_first(
    conference: Conference, student_ids: Collection[str], first_at: datetime | None, now: datetime
) -> None:
    """Let the families of these children book earlier than the others; nobody else learns of it.

    Raises:
        Invalid: the earlier time is not before the others'.
    """
    if student_ids and (first_at is None or first_at >= conference.opens_at):
        raise Invalid({"first_on": [lazy_("Choose a day before booking opens for all")]})
    today = school(conference.school_id).day_of(now)
    known = set(students_of(conference.class_ids, conference.school_id, today))
    conference.first_student_ids = sorted(set(student_ids) & known)
    conference.first_at = first_at if student_ids else None
    store.save(conference)
    audit.append(
        "conference.first-chosen",
        f"conference/{conference.id}",
        {"children": len(conference.first_student_ids)},
    )


@store.atomic
def withdraw_conference(conference: Conference) -> None:
    """Call the conference off: nothing can be booked any more, and booked times are given back.

    Families with a booked time are told, host by host, by a job.
    """
    conference.state = "withdrawn"
    jobs.enqueue(
        WITHDRAWING,
        school_id=conference.school_id,
        args={"conference_id": conference.id},
        key=conference.id,
    )
    store.save(conference)
    audit.append("conference.withdrawn", f"conference/{conference.id}")


@store.atomic
def set_places(conference: Conference, places: Mapping[str, str]) -> list[str]:
    """Keep each host's place, in the conference's language; returns the hosts whose place changed.

    An empty place is the conference's own.
    """
    before = {host: conference.place_of(host) for host in conference.host_ids}
    conference.places = {
        host: words_of(conference.language, text)
        for host, text in places.items()
        if text and host in before
    }
    store.save(conference)
    return [host for host, place in before.items() if conference.place_of(host) != place]


def take_turn(person_id: str, school_id: str) -> None:
    """Take the next turn in a person's line: who changes their times at once runs again."""
    Diary._get_collection().update_one(
        {"_id": ids.derived_id("diary", school_id, person_id)},
        {"$inc": {"turn": 1}},
        upsert=True,
    )


def words_of(language: str, text: str) -> dict[str, dict[str, str]]:
    """What staff wrote, as documents keep it."""
    return texts_as_dict(written(language, text))


def _opener(opening: Opening, person_ids: Collection[str], *, leads: bool, now: datetime) -> str:
    if leads:
        return next(iter(person_ids))
    school_id = write_scope()
    today = school(school_id).day_of(now)
    for person_id in person_ids:
        taught = {one.class_id for one in classes_taught([person_id], school_id, today)}
        if set(opening.class_ids) <= taught:
            return person_id
    raise Refused("not-your-class", lazy_("You can invite the families of your own classes."))


def _conference(
    opening: Opening, teaching: list[dict[str, str]], opener: str, now: datetime
) -> Conference:
    return Conference(
        id=ids.new_id(),
        kind=opening.kind.value,
        form=opening.form.value,
        language=opening.language,
        title=words_of(opening.language, opening.title),
        relevance=words_of(opening.language, opening.relevance),
        mode=opening.mode.value,
        place=words_of(opening.language, opening.place),
        link=opening.link,
        class_ids=sorted({one["class_id"] for one in teaching}),
        host_ids=sorted({one["host_id"] for one in teaching}),
        teaching=teaching,
        days=_rows(opening.windows),
        breaks=_rows(opening.breaks),
        slot_minutes=opening.slot_minutes,
        pause_minutes=opening.pause_minutes,
        walking_minutes=opening.walking_minutes,
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        last_at=max(one.ends_at for one in spans_of(opening)),
        opened_by=opener,
        opened_at=now,
    )


def _rows(spans: Collection[Span]) -> list[Mapping[str, datetime]]:
    return [{"starts_at": one.starts_at, "ends_at": one.ends_at} for one in spans]


def _make_way(conference: Conference, host_id: str, spans: list[Span]) -> list[Span]:
    """The host's times that stay; free short talks at the same times are taken away."""
    if not spans:
        return []
    theirs = Slot.objects(
        host_id=host_id,
        closed__ne=True,
        starts_at__lt=spans[-1].ends_at,
        ends_at__gt=spans[0].starts_at,
    )
    weekly = {one.id for one in Conference.objects(host_ids=host_id, kind=Kind.SHORT_TALKS.value)}
    gone, kept = [], []
    for slot in theirs:
        gives_way = slot.conference_id in weekly and conference.kind == Kind.ROUND.value
        met = any(slot.span.overlaps(span) for span in spans)
        if gives_way and met and slot.talk_id is None:
            gone.append(slot.id)
        else:
            kept.append(slot.span)
    if gone:
        Slot._get_collection().delete_many({"_id": {"$in": gone}})
    return kept + visits_of([host_id], conference.school_id)[host_id]


def _slot(conference: Conference, host_id: str, span: Span) -> Slot:
    return Slot(
        id=ids.derived_id("slot", conference.id, host_id, span.starts_at.isoformat()),
        school_id=conference.school_id,
        conference_id=conference.id,
        host_id=host_id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
    )
