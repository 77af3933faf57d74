"""After a visit: that it took place, what was learnt in both sides' words, and what follows.

The family reads every note, corrects it, and says of each whether a next teacher may read it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from services.invitations.visits.models import Note, Visit, WrongMoment
from services.invitations.visits.queries import own_visit
from services.invitations.visits.rules import Entry, Held, Side
from services.invitations.visits.use_cases import record_cancelled
from shared import ids, outbox, store
from shared.errors import Invalid, NotFound
from shared.events.visits import CancelReason, PlaceKind, VisitHeld
from shared.tenancy import writing_to
from shared.web.languages import lazy_


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a family says to a note: the words as they should be, and who may read them."""

    words: str
    may_read: bool


@store.atomic
def note_held(visit: Visit, held: Held, *, entry: Entry) -> None:
    """The visit took place; what was learnt is for the family to read, correct and confirm.

    Raises:
        Invalid: it has not begun yet, or it is not said who of its hosts came.
        WrongMoment: it was not agreed, or is over.
    """
    if visit.starts_at is None or visit.starts_at > entry.at:
        raise WrongMoment
    if not held.came_ids or not set(held.came_ids) <= set(visit.host_ids):
        raise Invalid({"came_ids": [lazy_("Say who came from school")]})
    visit.hold(held, entry)
    if held.words:
        visit.add_note(_note(Side.STAFF, entry.by, held.words, held.language, entry.at), entry.at)
    outbox.record(
        visit,
        VisitHeld(
            visit_id=visit.id,
            guardian_id=visit.guardian_id,
            student_ids=tuple(visit.student_ids),
            host_ids=tuple(visit.came_ids),
            place_kind=PlaceKind(visit.place_kind),
        ),
    )
    store.save(visit)


@store.atomic
def note_not_held(visit: Visit, *, entry: Entry) -> None:
    """Something came between; it can be proposed again, and says nothing about the family.

    Raises:
        WrongMoment: it was not agreed, or is still to come.
    """
    if visit.starts_at is None or visit.starts_at > entry.at:
        raise WrongMoment
    visit.miss(entry)
    record_cancelled(visit, CancelReason.NOT_HELD)
    store.save(visit)


@store.atomic
def add_staff_note(visit: Visit, words: str, language: str, *, by: str, now: datetime) -> None:
    """Staff add what else was learnt.

    Raises:
        WrongMoment: the visit was not held.
    """
    visit.add_note(_note(Side.STAFF, by, words, language, now), now)
    store.save(visit)


@store.atomic
def add_family_note(
    visit_id: str, said: Said, language: str, *, person_ids: Collection[str], now: datetime
) -> None:
    """The family adds something of its own; that needs nobody's confirmation.

    Raises:
        NotFound: as ``own_visit``.
        WrongMoment: the visit was not held.
    """
    visit, _ = own_visit(visit_id, person_ids, now)
    note = _note(Side.FAMILY, visit.guardian_id, said.words, language, now)
    note.confirmed_at, note.may_read = now, said.may_read
    with writing_to(visit.school_id):
        visit.add_note(note, now)
        store.save(visit)


@store.atomic
def answer_note(
    visit_id: str, note_id: str, said: Said, *, person_ids: Collection[str], now: datetime
) -> None:
    """The family confirms a note, as it is or as it corrects it, and says who may read it.

    The words before stay with the note; both sides see them.

    Raises:
        NotFound: as ``own_visit``, or there is no such note.
    """
    visit, _ = own_visit(visit_id, person_ids, now)
    note = visit.note_of(note_id)
    if note is None:
        raise NotFound("note")
    if said.words != note.words:
        note.earlier = [*note.earlier, {"words": note.words, "at": now}]
        note.words = said.words
    note.confirmed_at, note.may_read = now, said.may_read
    visit.changed_at = now
    with writing_to(visit.school_id):
        store.save(visit)


@store.atomic
def promise_follow_up(visit: Visit, words: str, due_on: date, *, by: str, today: date) -> None:
    """Staff write down what they promised, and until when.

    Raises:
        Invalid: the day has passed.
        WrongMoment: the visit was not held.
    """
    if due_on < today:
        raise Invalid({"due_on": [lazy_("Choose today or a later day")]})
    visit.promise(words, due_on, by)
    store.save(visit)


@store.atomic
def finish_follow_up(visit: Visit, *, now: datetime) -> None:
    """What was promised is done; harmless when it was done before.

    Raises:
        WrongMoment: nothing was promised.
    """
    if visit.follow_up is None:
        raise WrongMoment
    if visit.follow_up.done_at is None:
        visit.follow_up.done_at = now
        store.save(visit)


def _note(side: Side, by: str, words: str, language: str, now: datetime) -> Note:
    return Note(id=ids.new_id(), side=side.value, by=by, words=words, language=language, at=now)
