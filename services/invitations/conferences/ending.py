"""What happens to a time when its guardian does not stand for the child any more (R11)."""

from datetime import datetime

from mongoengine import Q

from services.invitations.conferences.booking import leave, record_booked
from services.invitations.conferences.models import Slot, Talk
from services.invitations.conferences.queries import family_of, load_conference
from services.invitations.conferences.rules import Entry, TalkState
from services.invitations.conferences.use_cases import take_turn
from services.invitations.roster.leaving import stands
from shared import store
from shared.events.channels import Channel
from shared.events.conferences import ReleaseReason


@store.atomic
def release_ended(talk_id: str, *, now: datetime) -> bool:
    """Give the time back if its guardian stands for the child no more; False when nothing ended.

    A talk is its household's: who still stands for the child there, and has no talk of their own
    at that time or with that host, keeps the time and is told.
    """
    talk: Talk | None = store.load(Talk, talk_id)
    if talk is None or not talk.is_booked or talk.starts_at <= now or _stands(talk, now):
        return False
    take_turn(talk.guardian_id, talk.school_id)
    slot_id, heir = talk.slot_id, _heir(talk, now)
    leave(talk, ReleaseReason.LINK_ENDED)
    if heir is not None:
        _pass_on(talk, slot_id, heir)
    store.save(talk)
    return True


def _heir(talk: Talk, now: datetime) -> str | None:
    """The household's guardian who takes the time over; each that is asked takes a turn."""
    family = family_of(talk.guardian_id, talk.student_id, talk.school_id, now)
    for one in family:
        if one != talk.guardian_id and stands(one, [talk.student_id], talk.school_id, now):
            take_turn(one, talk.school_id)
            if not _has_another(one, talk, now):
                return one
    return None


def _has_another(guardian_id: str, talk: Talk, now: datetime) -> bool:
    same_time = Q(starts_at__lt=talk.ends_at, ends_at__gt=talk.starts_at)
    same_talk = Q(
        conference_id=talk.conference_id,
        host_id=talk.host_id,
        student_id=talk.student_id,
        ends_at__gt=now,
    )
    booked = Talk.objects(guardian_id=guardian_id, state=TalkState.BOOKED.value)
    return booked.filter(same_time | same_talk).first() is not None


def _pass_on(talk: Talk, slot_id: str, guardian_id: str) -> None:
    """What the household answered, when and how, stays as it was."""
    slot = store.load(Slot, slot_id)
    assert slot is not None, "a booked talk has its slot"  # noqa: S101
    said = Entry(at=talk.answered_at, channel=Channel(talk.channel), entered_by=talk.entered_by)
    talk.book(slot, guardian_id, said)
    slot.take(talk)
    record_booked(slot, load_conference(talk.conference_id))
    store.save(slot)


def _stands(talk: Talk, now: datetime) -> bool:
    return stands(talk.guardian_id, [talk.student_id], talk.school_id, now)
