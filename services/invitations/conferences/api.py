"""Programs read and book a guardian's talks; the session decides whose."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.conferences import showing
from services.invitations.conferences.booking import book, release
from services.invitations.conferences.models import Talk
from services.invitations.conferences.queries import (
    Need,
    conference_for_family,
    conferences_for_family,
    load_own_talk,
)
from services.invitations.conferences.rules import Entry, Format, Kind, TalkState, Window
from shared import clock
from shared.access import ANY_FAMILY, SIGNED_IN, allow, purpose, required_principal
from shared.errors import NotFound
from shared.events.conferences import ReleaseReason, TalkMode
from shared.tenancy import writing_to
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint, SentSchema, code_of, identifier

blueprint = Blueprint(
    "Conferences",
    __name__,
    url_prefix="/api/invitations/conferences",
    description="Conferences, their free times and a guardian's talks",
)
GUARDIAN = purpose("answer", "slot") | SIGNED_IN


class FreeSlotSchema(SentSchema):
    """A time that can be booked."""

    slot_id = fields.String(attribute="id")
    host_id = fields.String()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()


class TalkSchema(SentSchema):
    """Where a family stands with one host about one child; times are null without a booking."""

    conference_id = fields.String()
    host_id = fields.String()
    student_id = fields.String()
    state = code_of(TalkState)
    slot_id = fields.String(allow_none=True)
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)


class AskedSchema(SentSchema):
    """A child and a host: the talk so far, whether booking is open, and the free times."""

    student_id = fields.String()
    host_id = fields.String()
    window = code_of(Window)
    talk = fields.Nested(TalkSchema, allow_none=True)
    free = fields.List(fields.Nested(FreeSlotSchema))


class ConferenceSchema(SentSchema):
    """A conference with those whom the guardian can meet."""

    conference_id = fields.String()
    kind = code_of(Kind)
    form = code_of(Format)
    mode = code_of(TalkMode)
    opens_at = fields.AwareDateTime()
    closes_at = fields.AwareDateTime()
    asked = fields.List(fields.Nested(AskedSchema))


class WantedSchema(Schema):
    """A slot for one child with one host."""

    student_id = identifier(required=True)
    host_id = identifier(required=True)
    slot_id = identifier(required=True)


class BookingSchema(Schema):
    """The slots to book, all or none."""

    slots = fields.List(
        fields.Nested(WantedSchema), required=True, validate=validate.Length(min=1, max=12)
    )


TALK, TALKS = TalkSchema(), TalkSchema(many=True)


@blueprint.get("/")
@blueprint.response(200, ConferenceSchema(many=True))
@allow(ANY_FAMILY)
def list_conferences() -> list[dict[str, Any]]:
    """The conferences to come for the guardian's children, with free times."""
    now = clock.now()
    offered = conferences_for_family(required_principal().person_ids, now)
    pages = [showing.booking_page(one, needs, now) for one, needs in offered]
    return [_conference(one) for one in pages]


@blueprint.post("/<conference_id>/bookings")
@blueprint.arguments(BookingSchema)
@blueprint.response(200, TALKS)
@idempotent
@allow(ANY_FAMILY)
def book_slots(values: dict[str, Any], conference_id: str) -> list[dict[str, Any]]:
    """Book slots, or move booked talks there."""
    now = clock.now()
    conference, needs = conference_for_family(conference_id, required_principal().person_ids, now)
    wanted = [(_need(one, needs), one["slot_id"]) for one in values["slots"]]
    with writing_to(conference.school_id):
        talks = book(conference, wanted, Entry(at=now))
    # What is kept under the key is the answer as it is sent.
    return [dict(TALK.dump(one)) for one in talks]


@blueprint.get("/slots/<slot_id>")
@blueprint.response(200, TALK)
@allow(GUARDIAN)
def get_talk(slot_id: str) -> Talk:
    """The own talk that has this slot, or had it."""
    talk, _ = load_own_talk(slot_id, required_principal().person_ids, clock.now())
    return talk


@blueprint.delete("/slots/<slot_id>")
@blueprint.response(204)
@idempotent
@allow(GUARDIAN)
def release_slot(slot_id: str) -> tuple[str, int]:
    """Give an own time back."""
    now = clock.now()
    talk, _ = load_own_talk(slot_id, required_principal().person_ids, now)
    with writing_to(talk.school_id):
        release(talk, ReleaseReason.FAMILY, Entry(at=now))
    return "", 204


def _need(wanted: dict[str, str], needs: list[Need]) -> Need:
    pair = (wanted["student_id"], wanted["host_id"])
    found = next((one for one in needs if (one.student_id, one.host_id) == pair), None)
    if found is None:
        raise NotFound("need")
    return found


def _conference(page: showing.BookingPage) -> dict[str, Any]:
    one = page.conference
    return {
        "conference_id": one.id,
        **{name: getattr(one, name) for name in ("kind", "form", "mode", "opens_at", "closes_at")},
        "asked": [
            {
                "student_id": asked.need.student_id,
                "host_id": asked.need.host_id,
                "window": asked.window.value,
                "talk": asked.talk,
                "free": [slot for _, slots in asked.days for slot in slots],
            }
            for asked in page.asked
        ],
    }
