"""Whatever is kept about families is known to the eraser, or says why it stays."""

from collections.abc import Callable
from typing import Any

import pytest
from mongoengine.fields import DictField, ListField, StringField

from services.invitations.check_in.models import Attendance
from services.invitations.conferences.models import Talk
from services.invitations.home_practice.models import HomePractice
from services.invitations.homework.models import HelpRequest, HomeworkReply
from services.invitations.invitations.models import Invitation
from services.invitations.participation.models import Offer
from services.invitations.privacy import forgetting
from services.invitations.privacy.holdings import HOLDINGS, KEPT, WITH_OTHERS, document_names
from services.invitations.roster.models import DOCUMENTS as ROSTER
from services.invitations.service import DOCUMENTS
from services.invitations.sign_ups.models import SignUp
from services.invitations.visits.models import Visit
from services.invitations.ways.models import WayProposal

TABLES = "services/invitations/privacy/holdings.py"
# How fields are called that hold the ids of guardians and students, and of no staff.
OF_FAMILIES = ("guardian_id", "student_id", "ambassador_id", "first_student_id")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.__name__)
def test_every_collection_is_erased_or_says_why_it_stays(document: Any) -> None:
    known = document_names().get(document._get_collection_name())
    assert known is document, f"name it in {TABLES}"


def test_the_tables_name_no_collection_that_is_gone() -> None:
    ours = {one._get_collection_name() for one in DOCUMENTS}
    assert set(document_names()) == ours
    assert not {one.document for one in HOLDINGS} & (set(KEPT) | set(WITH_OTHERS))


@pytest.mark.parametrize(
    "document", [one for one in DOCUMENTS if one not in ROSTER], ids=lambda one: one.__name__
)
def test_every_field_with_ids_of_families_is_known(document: Any) -> None:
    fields = {one for one in document._fields if one.startswith(OF_FAMILIES)}
    known = {name for one in HOLDINGS if one.document is document for name in one.persons}
    assert fields <= known, f"name them in {TABLES}"


@pytest.mark.parametrize(
    "holding",
    [one for one in HOLDINGS if one.made or one.forget],
    ids=lambda one: one.document.__name__,
)
def test_what_is_asked_per_person_has_an_index(holding: Any) -> None:
    specs = [one["fields"] for one in holding.document._meta["index_specs"]]
    by = {fields[1][0] for fields in specs if len(fields) > 1}
    assert set(holding.persons) <= by


FORGETTING: dict[Any, Any] = {
    Attendance: lambda row, _: forgetting.attendance(row),
    HelpRequest: forgetting.help_request,
    HomePractice: forgetting.home_practice,
    HomeworkReply: forgetting.homework_reply,
    Invitation: forgetting.invitation,
    Offer: forgetting.offer,
    SignUp: forgetting.sign_up,
    Talk: forgetting.talk,
    Visit: forgetting.visit,
    WayProposal: forgetting.proposal,
}
STAYS: dict[Any, set[str]] = {
    Attendance: {"activity_id", "mode", "recorded_by"},
    HelpRequest: {"homework_id", "answered_by"},
    HomePractice: {"kind", "agreed"},
    HomeworkReply: {"homework_id", "way", "helped", "channel"},
    Invitation: {
        *("activity_id", "class_ids", "grades", "answer", "place", "needs", "channel", "reach"),
        "way",
    },
    Offer: {"kind", "seen", "state", "accepted_by"},
    SignUp: {"slot_id", "activity_id", "channel"},
    Talk: {
        *("conference_id", "host_id", "state", "slot_id", "past_slot_ids", "channel"),
        "came_noted_by",
    },
    Visit: {
        *("host_ids", "company", "purpose", "language", "begun_by", "state", "turn"),
        *("place_kind", "came_ids"),
    },
    WayProposal: {"language", "state", "answer_language", "answered_by", "way_id"},
}
"""Fields with text that stay when a row is nobody's: codes, and ids of what is no family's."""
SHAPES: dict[str, Callable[[str], dict[str, Any]]] = {
    "deliveries": lambda word: {word: {"status": "delivered"}},
    "reason": lambda word: {"kind": "child", "what": [word]},
}


@pytest.mark.parametrize("document", FORGETTING, ids=lambda one: one.__name__)
def test_what_stays_of_a_row_is_decided_field_by_field(document: Any) -> None:
    fields = {name: field for name, field in document._fields.items() if name != "id"}
    full = {name: _canary(name, field) for name, field in fields.items()}
    row = {name: value for name, value in full.items() if value is not None}
    left = FORGETTING[document]({**row, "state": "accepted"}, lambda: "new")
    staying = {name for name, value in left.items() if f"canary {name}" in repr(value)}
    expected = STAYS[document] - {"state"} | {"school_id"} | ({"family_key"} & set(row))
    assert staying == expected, "does it name a family? see forgetting.py, then STAYS"


def test_every_document_that_is_made_nobodys_is_tried() -> None:
    whole = {one.document for one in HOLDINGS if one.made and one.forget is not forgetting.gone}
    assert set(FORGETTING) == whole


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda one: one.document.__name__)
def test_a_holding_names_fields_that_there_are(holding: Any) -> None:
    named = {name.partition(".")[0] for name in (*holding.persons, *holding.made)}
    assert named <= set(holding.document._fields)


def _canary(name: str, field: Any) -> Any:
    """A value of the field's shape that can be looked for; None where it holds no text."""
    word = f"canary {name}"
    if isinstance(field, StringField):
        return word
    if isinstance(field, ListField):
        inner = _canary(name, field.field) if field.field is not None else word
        return None if inner is None else [inner]
    if isinstance(field, DictField):
        shape = SHAPES.get(name)
        return {"words": word} if shape is None else shape(word)
    return None
