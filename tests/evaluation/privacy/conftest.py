"""The district's staff before the pages about privacy, and invitations that answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from services.evaluation.app import create_app
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import RosterLink, RosterOrg, RosterPerson
from services.evaluation.roster.publishing import _ENDED
from services.evaluation.service import SERVICE
from shared import store
from shared.consumer import process_batch
from shared.envelope import read_envelope
from shared.events import event_type, load
from shared.events.evaluation import OrgKind, Role
from shared.events.privacy import DataCount, PrivacyFulfilled, PrivacyKind, PrivacyOutcome
from shared.settings import Settings
from shared.tenancy import scope_of
from shared.web import catalogues
from tests import bundles
from tests.shared.messages import message_of
from tests.web_client import Browser, browser, make_principal, with_signing_key

SignIn = Callable[[str], Browser]
HOME = "/evaluation/privacy/"
ZONE = "Pacific/Auckland"


@pytest.fixture
def ids(evaluation_store: Settings) -> Ids:
    """Two schools with a guardian of both, and staff, as their feed would have told them."""
    made = Ids(evaluation_store.district_id, "sis")
    schools = {
        made.org(bundles.NORTH): "North School",
        made.org(bundles.SOUTH): "South School",
        evaluation_store.district_id: "District",
    }
    north, south, district = schools
    people = {
        "ana": (Role.PARENT, (north, south)),
        "teacher-north": (Role.TEACHER, (north,)),
        "leader-north": (Role.PRINCIPAL, (north,)),
        "leader-district": (Role.DISTRICT_ADMINISTRATOR, (district,)),
    }
    for school_id, name in schools.items():
        kind = OrgKind.DISTRICT if school_id == district else OrgKind.SCHOOL
        _publish(RosterOrg, school_id, org_id=school_id, name=name, kind=kind.value, zone=ZONE)
    for user, (role, of) in people.items():
        named = {"person_id": made.person(user), "given_name": user.title()}
        for school_id in of:
            _publish(RosterPerson, school_id, roles=[role.value], family_name="Tester", **named)
    return made


def _publish(document: Any, school_id: str, **fields: Any) -> None:
    record_id = fields.get("org_id") or fields["person_id"]
    row = document(id=f"{school_id}/{record_id}", school_id=school_id, version=1, digest="d")
    for name, value in {**fields, "active": True}.items():
        setattr(row, name, value)
    with scope_of(school_id):
        store.insert_many([row])


@pytest.fixture
def sign_in(ids: Ids, evaluation_store: Settings, tmp_path: Path) -> SignIn:
    catalogues.compile_stale()
    app: Flask = create_app(with_signing_key(evaluation_store, tmp_path))
    schools = (ids.org(bundles.NORTH), ids.org(bundles.SOUTH), evaluation_store.district_id)

    def signed_in(user: str) -> Browser:
        return browser(app, make_principal(person_ids=(ids.person(user),), schools=schools))

    return signed_in


@pytest.fixture
def staff(sign_in: SignIn) -> Browser:
    return sign_in("leader-district")


def recorded(cls: type) -> list[tuple[str, Any]]:
    """School and event, of this class, in the order they were recorded."""
    wanted, found = event_type(cls).type, []
    for row in store.database()["outbox"].find().sort("_id", 1):
        envelope, data = read_envelope(row["headers"], row["value"])
        if envelope.type == wanted:
            found.append((envelope.school_id, load(wanted, data)))
    return found


def answer(
    school_id: str,
    request_id: str,
    person_id: str,
    *,
    outcome: PrivacyOutcome = PrivacyOutcome.DONE,
    **counts: int,
) -> None:
    """Invitations answers in a school."""
    event = PrivacyFulfilled(
        request_id=request_id,
        service="invitations",
        person_id=person_id,
        kind=PrivacyKind.ERASE,
        outcome=outcome,
        counts=tuple(DataCount(data=name, records=number) for name, number in counts.items()),
        kept=(),
    )
    process_batch(SERVICE, [message_of(event, school_id=school_id)])


def audited(action: str) -> list[dict[str, Any]]:
    """What the audit log holds of it."""
    return list(store.database()["audit"].find({"action": action}))


def leave(person_id: str, *school_ids: str) -> None:
    """The person leaves these schools: what is left of the record is as publishing leaves it."""
    ended = {name: list(value) if value == () else value for name, value in _LEFT.items()}
    for school_id in school_ids:
        row = {"_id": f"{school_id}/{person_id}"}
        assert store.database()["roster_people"].update_one(row, {"$set": ended}).matched_count


def link(school_id: str, guardian_id: str, student_id: str) -> None:
    """That they stood for the child there, as publishing leaves it when the child has left."""
    ended = RosterLink(
        id=f"{school_id}/link-{guardian_id}",
        school_id=school_id,
        version=2,
        digest="d",
        link_id=f"link-{guardian_id}",
        guardian_id=guardian_id,
        student_id=student_id,
        relation="parent",
        **_ENDED[RosterLink],
    )
    with scope_of(school_id):
        store.insert_many([ended])


def arrive(person_id: str, school_id: str) -> None:
    """The person is known to another school from now on."""
    named = {"person_id": person_id, "given_name": "Ana", "family_name": "Tester"}
    _publish(RosterPerson, school_id, roles=[Role.PARENT.value], **named)


_LEFT = _ENDED[RosterPerson]
