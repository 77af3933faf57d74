"""What can happen to a slot: a family takes it, gives it back, moves, or does without.

Every change takes a turn in the guardian's line, so that nobody is in two talks at once and two
guardians of a household do not both book; of two that want one slot, the second sees it taken.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.conferences.away import is_away
from services.invitations.conferences.models import Conference, Slot, Talk
from services.invitations.conferences.queries import (
    Need,
    family_of,
    is_gone,
    load_conference,
    talk_with,
)
from services.invitations.conferences.rules import Entry, TalkState, Window, window_at
from services.invitations.conferences.use_cases import take_turn
from shared import audit, ids, outbox, store
from shared.errors import Conflict, NotFound
from shared.events.conferences import ReleaseReason, SlotBooked, SlotReleased, TalkMode
from shared.web.languages import lazy_


class SlotTaken(Conflict):
    """Somebody else was quicker. HTTP 409."""

    def __init__(self) -> None:
        """The same whoever took it."""
        message = lazy_("Another family took this time just now. Choose another one.")
        super().__init__("slot-taken", message)


class TwoAtOnce(Conflict):
    """The guardian has another talk at that time. HTTP 409."""

    def __init__(self) -> None:
        """The same whatever the other talk is."""
        message = lazy_("You have another talk at that time. Choose another time.")
        super().__init__("two-talks-at-once", message)


class BookingClosed(Conflict):
    """Times cannot be booked or changed now. HTTP 409."""

    def __init__(self) -> None:
        """The same before booking begins and after it ended."""
        message = lazy_(
            "Booking is not open now. Speak to the school office: there is often a way."
        )
        super().__init__("booking-closed", message)


@store.atomic
def book(conference: Conference, wanted: Sequence[tuple[Need, str]], entry: Entry) -> list[Talk]:
    """Take these slots, one for each child and host, all or none; a booked talk moves there.

    Which needs are the asker's is the caller's question.
    Source: product.md §5: siblings next to each other, two appointments for two households.

    Raises:
        NotFound: a slot is none of the conference and the host.
        BookingClosed, SlotTaken, TwoAtOnce: as they say.
    """
    for need, slot_id in wanted:
        _must_be_open(conference, need.student_id, entry)
        if is_gone(_slot(slot_id, conference.id, need.host_id), need, entry.at):
            raise SlotTaken
    _take_turns(conference, [need for need, _ in wanted], entry)
    talks = []
    for need, slot_id in wanted:
        talk = _talk_of(conference, need, entry)
        slot = _slot(slot_id, conference.id, need.host_id)
        if talk.slot_id != slot.id:
            _move(talk, slot, conference, need.guardian_id, entry)
        _must_start_later(slot, entry)
        talks.append(talk)
    _no_two_at_once(talks)
    if entry.entered_by:
        _note_on_behalf("slot.booked-on-behalf", conference, entry)
    return talks


@store.atomic
def release(talk: Talk, reason: ReleaseReason, entry: Entry) -> None:
    """Give the talk's time back, until it begins; harmless when it has none.

    Also after booking has ended: who cannot come and says so leaves the time to others.

    Raises:
        BookingClosed: the talk has begun.
    """
    talk = _again(talk)
    if not talk.is_booked:
        return
    if talk.starts_at <= entry.at:
        raise BookingClosed
    conference = load_conference(talk.conference_id)
    leave(talk, reason)
    store.save(talk)
    if entry.entered_by:
        _note_on_behalf("slot.released-on-behalf", conference, entry)


@store.atomic
def do_without(
    conference: Conference, need: Need, state: TalkState, entry: Entry, *, note: str = ""
) -> Talk:
    """Note that the family needs no talk, or asks for a call; a booked time is given back.

    Raises:
        BookingClosed: it is over.
    """
    _take_turns(conference, [need], entry)
    _must_be_open(conference, need.student_id, entry)
    talk = _talk_of(conference, need, entry)
    if talk.is_booked:
        leave(talk, ReleaseReason.FAMILY)
    talk.do_without(state, need.guardian_id, entry, note)
    store.save(talk)
    if entry.entered_by:
        _note_on_behalf("slot.declined-on-behalf", conference, entry)
    return talk


@store.atomic
def withdraw_host(conference: Conference, host_id: str, now: datetime) -> int:
    """Take all of the host's times to come away; families with a booked one are told. How many.

    Safe to run again: what is away stays away.
    """
    take_turn(host_id, conference.school_id)
    theirs = Slot.objects(conference_id=conference.id, host_id=host_id, starts_at__gt=now)
    released = 0
    for slot in theirs.filter(talk_id__ne=None):
        talk = Talk.objects.get(id=slot.talk_id)
        leave(talk, ReleaseReason.WITHDRAWN)
        store.save(talk)
        released += 1
    Slot._get_collection().update_many(
        {
            "conference_id": conference.id,
            "host_id": host_id,
            "starts_at": {"$gt": now},
            "talk_id": None,
        },
        {"$set": {"closed": True}},
    )
    audit.append("conference.host-withdrawn", f"conference/{conference.id}", {"released": released})
    return released


@store.atomic
def tell_place(conference: Conference, host_id: str, now: datetime) -> None:
    """The host's place changed: tell the families with a time to come."""
    booked = Slot.objects(
        conference_id=conference.id, host_id=host_id, starts_at__gt=now, talk_id__ne=None
    )
    for slot in booked:
        slot.sequence += 1
        record_booked(slot, conference)
        store.save(slot)


def _take_turns(conference: Conference, needs: Sequence[Need], entry: Entry) -> None:
    everybody: set[str] = set()
    for need in needs:
        everybody |= set(
            family_of(need.guardian_id, need.student_id, conference.school_id, entry.at)
        )
    for person_id in sorted(everybody):
        take_turn(person_id, conference.school_id)


def _must_be_open(conference: Conference, student_id: str, entry: Entry) -> None:
    """Staff enter what a family said on paper or by phone until the last talk."""
    by_staff = entry.entered_by is not None
    window = window_at(
        entry.at,
        opens_at=conference.opened_at if by_staff else conference.opens_at,
        closes_at=conference.last_at if by_staff else conference.closes_at,
        first_at=conference.first_for(student_id),
    )
    if window is not Window.OPEN or conference.state != "open":
        raise BookingClosed


def _must_start_later(slot: Slot, entry: Entry) -> None:
    if slot.starts_at <= entry.at:
        raise SlotTaken


def _talk_of(conference: Conference, need: Need, entry: Entry) -> Talk:
    """The family's talk with the host about the child; of short talks one that is over stays."""
    family = family_of(need.guardian_id, need.student_id, conference.school_id, entry.at)
    found = talk_with(need, conference.id, family, entry.at)
    if found is not None and not (found.is_booked and found.ends_at <= entry.at):
        return found
    # The next of the weekly talks: one id a guardian and as many as were over before.
    over = "" if found is None else found.id
    talk_id = ids.derived_id(
        "talk", conference.id, need.host_id, need.student_id, need.guardian_id, over
    )
    return Talk(
        id=talk_id if store.load(Talk, talk_id) is None else ids.new_id(),
        school_id=conference.school_id,
        conference_id=conference.id,
        host_id=need.host_id,
        student_id=need.student_id,
        guardian_id=need.guardian_id,
        state=TalkState.RELEASED.value,
        answered_at=entry.at,
        channel=entry.channel.value,
    )


def _slot(slot_id: str, conference_id: str, host_id: str) -> Slot:
    slot: Slot | None = store.load(Slot, slot_id)
    if slot is None or (slot.conference_id, slot.host_id) != (conference_id, host_id):
        raise NotFound("slot")
    return slot


def _move(talk: Talk, slot: Slot, conference: Conference, guardian_id: str, entry: Entry) -> None:
    if slot.talk_id is not None or slot.closed or is_away(slot):
        raise SlotTaken
    if talk.is_booked:
        leave(talk, ReleaseReason.MOVED)
    talk.book(slot, guardian_id, entry)
    slot.take(talk)
    record_booked(slot, conference)
    store.save(slot)
    store.save(talk)


def leave(talk: Talk, reason: ReleaseReason) -> None:
    """Free the talk's slot and say so; the caller saves the talk."""
    slot = store.load(Slot, talk.slot_id)
    assert slot is not None, "a booked talk has its slot"  # noqa: S101
    guardian_id = slot.guardian_id
    slot.free(ended=reason is ReleaseReason.LINK_ENDED)
    talk.leave_slot()
    outbox.record(
        slot,
        SlotReleased(
            slot_id=slot.id,
            conference_id=slot.conference_id,
            host_id=slot.host_id,
            guardian_id=guardian_id,
            reason=reason,
            sequence=slot.sequence,
        ),
    )
    store.save(slot)


def _no_two_at_once(talks: Collection[Talk]) -> None:
    """Nobody is in two talks at once, in whatever conference of whichever of their schools."""
    for talk in talks:
        others = Talk.objects(
            guardian_id=talk.guardian_id,
            state=TalkState.BOOKED.value,
            starts_at__lt=talk.ends_at,
            ends_at__gt=talk.starts_at,
        )
        if others.filter(id__ne=talk.id).first() is not None:
            raise TwoAtOnce


def _again(talk: Talk) -> Talk:
    take_turn(talk.guardian_id, talk.school_id)
    found: Talk | None = store.load(Talk, talk.id)
    if found is None:
        raise NotFound("talk")
    return found


def record_booked(slot: Slot, conference: Conference) -> None:
    """Say that the slot is a family's; the caller saves it."""
    outbox.record(
        slot,
        SlotBooked(
            slot_id=slot.id,
            conference_id=slot.conference_id,
            host_id=slot.host_id,
            guardian_id=slot.guardian_id,
            student_ids=(slot.student_id,),
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            place=conference.place_of(slot.host_id),
            mode=TalkMode(conference.mode),
            sequence=slot.sequence,
        ),
    )


def _note_on_behalf(action: str, conference: Conference, entry: Entry) -> None:
    audit.append(action, f"conference/{conference.id}", {"channel": entry.channel.value})
