"""What families told, for tests that begin there."""

from datetime import date, timedelta
from typing import Any

from services.invitations.invitations.rules import Entry
from services.invitations.participation import use_cases
from services.invitations.participation.rules import Part, Seen, Told, Whose
from shared import clock, context
from shared.events.participation import OfferKind
from shared.tenancy import scope
from tests.invitations.fixtures import Room


def whose(room: Room, guardian_id: str = "") -> Whose:
    return Whose(guardian_id=guardian_id or room.guardian, school_id=room.school_id)


def tell(room: Room, part: Part, *codes: str, guardian_id: str = "", **changes: Any) -> None:
    """The guardian tells these codes, to the child's teachers unless ``seen`` says otherwise."""
    told = Told(**{"codes": codes, "seen": Seen.TEACHERS, **changes})
    one = whose(room, guardian_id)
    with scope(read=[room.school_id]), context.acting(actor=one.guardian_id):
        use_cases.tell(one, part, told, entry=Entry(at=clock.now()))


def rest(room: Room, days: int = 14, guardian_id: str = "") -> date:
    """The guardian says "not now" for so many days."""
    until = clock.now().date() + timedelta(days=days)
    one = whose(room, guardian_id)
    with scope(read=[room.school_id]), context.acting(actor=one.guardian_id):
        use_cases.rest(one, until, entry=Entry(at=clock.now()))
    return until


def offer(room: Room, seen: Seen = Seen.TEACHERS, words: str = "") -> str:
    """The guardian offers to tell stories."""
    with scope(read=[room.school_id]), context.acting(actor=room.guardian):
        return use_cases.make_offer(
            whose(room), OfferKind.STORIES, words, seen, entry=Entry(at=clock.now())
        )
