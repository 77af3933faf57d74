"""What can happen to a talk: both sides prepare it, it takes place, both keep what was agreed.

Words stay here: no event carries them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from services.invitations.conferences.led import conferences_led_by, preparation_id, preparation_of
from services.invitations.conferences.models import Preparation, Talk
from services.invitations.conferences.queries import (
    load_hosted_talk,
    load_own_talk,
)
from services.invitations.conferences.rules import Entry
from shared import audit, store
from shared.errors import Conflict, NotFound
from shared.tenancy import writing_to
from shared.web.languages import lazy_


class NothingWritten(Conflict):
    """There is nothing to confirm yet. HTTP 409."""


@store.atomic
def set_agenda(
    slot_id: str, hopes: str, items: list[str], *, person_ids: Collection[str], now: datetime
) -> Talk:
    """Keep what the family hopes for and wants to talk about; it stands first on the sheet.

    Source: teacher tips T4 (S85, S90).

    Raises:
        NotFound: as ``load_own_talk``.
    """
    talk, _ = load_own_talk(slot_id, person_ids, now)
    with writing_to(talk.school_id):
        talk.set_agenda(hopes, items)
        store.save(talk)
    return talk


@store.atomic
def set_host_items(
    talk_id: str, items: list[str], *, school_id: str, person_ids: Collection[str]
) -> None:
    """Keep what the host wants to talk about; the family sees it before the talk.

    Raises:
        NotFound: as ``load_hosted_talk``.
    """
    talk = load_hosted_talk(talk_id, school_id, person_ids)
    talk.set_host_items(items)
    store.save(talk)


@store.atomic
def note_arrival(talk: Talk, *, came: bool | None, led_by_student: bool, by: str) -> None:
    """Note that the family came, or booked and did not; None takes it back."""
    if not talk.is_booked:
        raise NotFound("talk")
    talk.note_arrival(came=came, led_by_student=led_by_student, by=by)
    store.save(talk)


@store.atomic
def write_down(talk: Talk, notes: str, actions: list[dict[str, str]], *, now: datetime) -> None:
    """Keep what was said and agreed; the family is asked anew whether it is right."""
    if (talk.notes, list(talk.actions)) != (notes, actions):
        talk.write_down(notes, actions, now)
        store.save(talk)


@store.atomic
def confirm(
    slot_id: str, *, agrees: bool, comment: str, person_ids: Collection[str], now: datetime
) -> None:
    """A guardian says whether what was written is right. Source: teacher tips T4 (S90).

    Raises:
        NotFound: as ``load_own_talk``.
        NothingWritten: the host has written nothing yet.
    """
    talk, guardian_id = load_own_talk(slot_id, person_ids, now)
    with writing_to(talk.school_id):
        _confirm(talk, guardian_id, Entry(at=now), agrees=agrees, comment=comment)


@store.atomic
def confirm_on_behalf(talk: Talk, entry: Entry, *, agrees: bool, comment: str) -> None:
    """Enter what a family said by phone or on paper; who did it and when stays with it.

    Source: product.md R9.
    """
    _confirm(talk, talk.guardian_id, entry, agrees=agrees, comment=comment)
    audit.append("talk.confirmed-on-behalf", f"talk/{talk.id}", {"channel": entry.channel.value})


@store.atomic
def prepare(
    conference_id: str, words: Mapping[str, str], *, person_ids: Collection[str], now: datetime
) -> None:
    """Keep what the student prepares for the talks they lead. Source: teacher tips T5 (S93).

    ``words``: ``invitation``, ``proud``, ``show``, ``next_step``.

    Raises:
        NotFound: the student leads no such conference.
    """
    own = [pair for pair in conferences_led_by(person_ids, now) if pair[0].id == conference_id]
    if not own:
        raise NotFound("conference")
    student_id, school_id = own[0][1], own[0][0].school_id
    with writing_to(school_id):
        preparation = preparation_of(conference_id, student_id) or Preparation(
            id=preparation_id(conference_id, student_id),
            school_id=school_id,
            conference_id=conference_id,
            student_id=student_id,
        )
        preparation.prepare(words, now)
        store.save(preparation)


def _confirm(talk: Talk, guardian_id: str, entry: Entry, *, agrees: bool, comment: str) -> None:
    if not talk.written_at:
        raise NothingWritten("nothing-written", lazy_("There is nothing to confirm yet."))
    talk.confirm(guardian_id, entry, agrees=agrees, comment=comment)
    store.save(talk)
