"""Paper: sheets for whom nothing reaches, in their language, and the answer keyed in."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from services.messaging.paper.models import PaperSheet
from services.messaging.paper.rules import ALPHABET, code_of, read_code
from shared import ids, store
from shared.access import Principal
from shared.events.channels import Channel
from shared.events.evaluation import EnrollmentChanged, EnrollmentRole, Role
from shared.events.invitations import InvitationAnswerRefused as Refused
from shared.events.invitations import InvitationIssued, RefusalReason
from shared.tenancy import scope_of
from tests.messaging.invitations import an_answer
from tests.messaging.mailboxes import send
from tests.messaging.world import Family, World
from tests.web_client import Browser, browser


@pytest.fixture
def invitation(world: World, family: Family) -> InvitationIssued:
    """Of a family that nothing reaches."""
    world.reach(family.school_id, family.guardian_id)
    return family.is_invited()


@pytest.fixture
def office(app: Flask, world: World, family: Family) -> Browser:
    person = world.make_person(family.school_id, Role.TEACHER, given_name="Losa")
    world.appoint(family.school_id, person, date(2026, 1, 1))
    return signed_in(app, family.school_id, person)


def signed_in(app: Flask, school_id: str, person: str) -> Browser:
    principal = Principal(
        account_id=ids.new_id(),
        person_ids=(person,),
        schools=(school_id,),
        sid=ids.new_id(),
        language="en",
    )
    return browser(app, principal)


def printed(office: Browser, family: Family, invitation: InvitationIssued) -> str:
    """The page of the sheet that was made."""
    made = office.post(
        f"/messages/s/{family.school_id}/paper/activities/{invitation.activity_id}",
        data={"invitation_ids": [invitation.invitation_id], "idempotency_key": ids.new_id()},
    )
    assert made.status_code == 303
    return str(office.get(made.location).get_data(as_text=True))


def key_in(office: Browser, family: Family, code: str, **values: object) -> tuple[int, str]:
    data = {"code": code, "answer": "yes", "adults": 2, "children": 1, **values}
    answer = office.post(
        f"/messages/s/{family.school_id}/paper/answer",
        data={**data, "idempotency_key": ids.new_id()},
    )
    return answer.status_code, answer.get_data(as_text=True)


def code_on(page: str) -> str:
    [code] = re.findall(r'class="code" dir="ltr">([^<]+)<', page)
    return str(code)


def test_a_code_shows_every_wrong_or_swapped_character() -> None:
    code = code_of([3, 14, 15, 9, 26, 5])
    assert read_code(f" {code[:3]}-{code[3:].lower()} ") == code
    for place in range(len(code)):
        for other in set(ALPHABET) - {code[place]}:
            assert read_code(code[:place] + other + code[place + 1 :]) is None
    for place in range(len(code) - 2):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or read_code(swapped) is None
    assert read_code("") is None
    assert read_code("O01IL!?") is None


def test_the_list_ticks_whom_nothing_reaches(
    office: Browser, family: Family, invitation: InvitationIssued, world: World
) -> None:
    reached = Family.made_in(world, family.school_id, given_name="Ravi")
    reached.is_invited()
    send()
    page = office.get(f"/messages/s/{family.school_id}/paper").get_data(as_text=True)
    assert "One family is not reached" in page
    page = office.get(
        f"/messages/paper?about=invitation/{invitation.invitation_id}", follow_redirects=True
    ).get_data(as_text=True)
    assert "Mele Fifita" in page
    assert "checked" in page


def test_a_sheet_speaks_the_home_language_and_has_a_square_and_a_code(
    app: Flask, world: World
) -> None:
    school = world.make_school("Kura")
    family = Family.made_in(world, school, languages=("ar",))
    world.reach(school, family.guardian_id)
    invitation = family.is_invited()
    leader = world.make_person(school, Role.PRINCIPAL)
    page = printed(signed_in(app, school, leader), family, invitation)
    assert '<article class="paper stack" lang="ar" dir="rtl"' in page
    assert '<html lang="en"' in page
    assert "أمسية لعبة الأرقام" in page
    assert "<svg" in page
    assert "style=" not in page
    assert read_code(code_on(page))


def test_the_square_opens_the_invitation_without_a_password(
    office: Browser, family: Family, invitation: InvitationIssued, phone: Browser
) -> None:
    printed(office, family, invitation)
    from services.messaging.links.use_cases import mailed_address

    with scope_of(family.school_id):
        address = mailed_address(PaperSheet.objects.get().delivery_id)
    path = address.partition("localhost")[2]
    assert phone.get(path).status_code == 200
    opened = phone.post(path)
    assert opened.location == f"/invitations/i/{invitation.invitation_id}"


@pytest.mark.row("X17", "R9")
def test_a_keyed_answer_is_told_with_who_entered_it(
    office: Browser, family: Family, invitation: InvitationIssued
) -> None:
    code = code_on(printed(office, family, invitation))
    assert key_in(office, family, code.lower())[0] == 303
    [row] = [one for one in store.database()["outbox"].find() if "/reply/" in one["key"]]
    told = json.loads(row["value"])
    assert told["about"] == f"invitation/{invitation.invitation_id}"
    assert (told["choice"], told["adults"], told["children"]) == ("yes", 2, 1)
    assert told["person_id"] == told["on_behalf_of"] == family.guardian_id
    assert told["channel"] == "paper"
    assert told["entered_by"]


@pytest.mark.parametrize("outcome", ["noted", "refused"])
def test_the_office_sees_what_became_of_it(
    office: Browser, family: Family, invitation: InvitationIssued, outcome: str
) -> None:
    key_in(office, family, code_on(printed(office, family, invitation)))
    [keyed] = store.database()["replies"].find()
    by_paper: dict[str, Any] = {"channel": Channel.PAPER, "reply_id": keyed["_id"]}
    happened = {
        "noted": an_answer(invitation, "yes", **by_paper, on_behalf=True),
        "refused": Refused(
            invitation_id=invitation.invitation_id,
            activity_id=invitation.activity_id,
            guardian_id=family.guardian_id,
            reason=RefusalReason.CLOSED,
            **by_paper,
        ),
    }
    family.world.tell(family.school_id, happened[outcome])
    page = office.get(f"/messages/s/{family.school_id}/paper/answer").get_data(as_text=True)
    assert "Mele Fifita" in page
    said = {"noted": "Noted", "refused": "The time to answer is over"}
    assert said[outcome] in page


def test_a_wrong_code_is_said_at_its_field_and_changes_nothing(
    office: Browser, family: Family, invitation: InvitationIssued
) -> None:
    printed(office, family, invitation)
    status, page = key_in(office, family, "222 2222")
    assert status == 422
    assert "no sheet of your school" in page
    assert key_in(office, family, "x")[0] == 422
    assert [one for one in store.database()["outbox"].find() if "/reply/" in one["key"]] == []


def test_a_yes_needs_to_say_how_many(
    office: Browser, family: Family, invitation: InvitationIssued
) -> None:
    code = code_on(printed(office, family, invitation))
    assert key_in(office, family, code, adults=0, children=0)[0] == 422
    assert key_in(office, family, code, answer="no", adults=0, children=0)[0] == 303


def test_a_code_of_another_school_is_no_code_here(
    app: Flask, office: Browser, family: Family, invitation: InvitationIssued, world: World
) -> None:
    code = code_on(printed(office, family, invitation))
    there = world.make_school("Elsewhere")
    other = signed_in(app, there, world.make_person(there, Role.PRINCIPAL))
    answer = other.post(
        f"/messages/s/{there}/paper/answer",
        data={"code": code, "answer": "no", "idempotency_key": ids.new_id()},
    )
    assert answer.status_code == 422


def test_a_sheet_that_went_home_is_told_as_a_way(
    office: Browser, family: Family, invitation: InvitationIssued
) -> None:
    code = code_on(printed(office, family, invitation))
    printed(office, family, invitation)
    key_in(office, family, code)
    rows = list(store.database()["outbox"].find().sort("version"))
    told = [json.loads(one["value"]) for one in rows if "/delivery/" in one["key"]]
    on_paper = [one["status"] for one in told if one["channel"] == "paper"]
    assert on_paper == ["sending", "delivered"]


def test_a_teacher_sees_the_families_of_the_own_classes_only(
    app: Flask, world: World, family: Family, invitation: InvitationIssued
) -> None:
    teacher = world.make_person(family.school_id, Role.TEACHER)
    address = f"/messages/s/{family.school_id}/paper/activities/{invitation.activity_id}"
    here = signed_in(app, family.school_id, teacher)
    assert here.get(address).status_code == 404
    world.tell(
        family.school_id,
        EnrollmentChanged(
            enrollment_id=ids.new_id(),
            class_id=invitation.class_ids[0],
            person_id=teacher,
            role=EnrollmentRole.TEACHER,
            primary=True,
            active=True,
            begins_on=datetime(2026, 1, 1, tzinfo=UTC).date(),
        ),
    )
    assert here.get(address).status_code == 200


def test_families_and_strangers_do_not_see_paper(
    app: Flask, family: Family, invitation: InvitationIssued, phone: Browser
) -> None:
    address = f"/messages/s/{family.school_id}/paper"
    assert signed_in(app, family.school_id, family.guardian_id).get(address).status_code == 403
    assert phone.get(address).status_code == 303
