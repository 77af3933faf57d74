"""A round of conferences for tests: opened by use cases, its times made by the job."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.invitations.conferences.booking import book
from services.invitations.conferences.models import Conference, Slot, Talk
from services.invitations.conferences.queries import Need, load_conference, needs_of
from services.invitations.conferences.rules import Entry, Format, Kind, Opening, Span
from services.invitations.conferences.use_cases import open_conference
from shared import clock, context
from shared.events.conferences import TalkMode
from shared.tenancy import scope, scope_of, writing_to
from tests.invitations.world import run_jobs


def window(days: int = 9, *, hours: float = 1) -> Span:
    """Some time in so many days, beginning at the full minute."""
    begins = clock.now().replace(second=0, microsecond=0) + timedelta(days=days)
    return Span(starts_at=begins, ends_at=begins + timedelta(hours=hours))


def opening(class_ids: Collection[str], **changes: Any) -> Opening:
    """A round in nine days with six times of ten minutes, open for booking now."""
    windows = changes.get("windows") or (window(),)
    values: dict[str, Any] = {
        "kind": Kind.ROUND,
        "form": Format.FAMILY,
        "language": "en",
        "title": "Talk with us",
        "relevance": "What you know of your child helps us teach.",
        "mode": TalkMode.IN_PERSON,
        "place": "Room 7",
        "link": "",
        "class_ids": tuple(class_ids),
        "with_colleagues": True,
        "windows": windows,
        "breaks": (),
        "slot_minutes": 10,
        "pause_minutes": 0,
        "walking_minutes": 5,
        "opens_at": clock.now(),
        "closes_at": max(one.ends_at for one in windows),
    }
    return Opening(**{**values, **changes})


def open_round(
    school_id: str, class_ids: Collection[str], opener: str, *, leads: bool = True, **changes: Any
) -> Conference:
    """An open conference with all of its times."""
    with scope_of(school_id), context.acting(actor=opener):
        conference_id = open_conference(
            opening(class_ids, **changes), person_ids=[opener], leads=leads, now=clock.now()
        )
    run_jobs()
    return stored(school_id, conference_id)


def stored(school_id: str, conference_id: str) -> Conference:
    """The conference as it is stored now."""
    with scope_of(school_id):
        return load_conference(conference_id)


def slots(conference: Conference, host_id: str = "") -> list[Slot]:
    """All of its times in order, or one host's."""
    with scope_of(conference.school_id):
        found = Slot.objects(conference_id=conference.id)
        return list((found.filter(host_id=host_id) if host_id else found).order_by("starts_at"))


def talks(conference: Conference) -> list[Talk]:
    """What families said so far."""
    with scope_of(conference.school_id):
        return list(Talk.objects(conference_id=conference.id))


def needs(conference: Conference, guardian: str) -> list[Need]:
    """Whom the guardian can meet."""
    with scope(read=[conference.school_id]):
        return needs_of(conference, [guardian], clock.now())


def take(
    conference: Conference,
    guardian: str,
    chosen: Sequence[Slot],
    *,
    now: datetime | None = None,
    **entered: Any,
) -> list[Talk]:
    """The guardian books these slots, each for the first child that its host teaches."""
    by_host = {one.host_id: one for one in reversed(needs(conference, guardian))}
    wanted = [(by_host[slot.host_id], slot.id) for slot in chosen]
    with (
        scope(read=[conference.school_id]),
        context.acting(actor=guardian),
        writing_to(conference.school_id),
    ):
        return book(conference, wanted, Entry(at=now or clock.now(), **entered))
