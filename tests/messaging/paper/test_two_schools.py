"""Paper at one school shows nothing of another, nor of classes and children not theirs."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from services.messaging.paper import families, queries
from services.messaging.paper.models import PaperSheet
from services.messaging.paper.use_cases import key_in, print_sheets
from shared import ids
from shared.access import Principal
from shared.events.evaluation import EnrollmentChanged, EnrollmentRole, Role
from shared.events.invitations import InvitationIssued
from shared.tenancy import scope, scope_of
from tests.messaging.world import Family, World
from tests.web_client import Browser, browser


def signed_in(app: Flask, person: str, *schools: str) -> Browser:
    principal = Principal(
        account_id=ids.new_id(),
        person_ids=(person,),
        schools=schools,
        sid=ids.new_id(),
        language="en",
    )
    return browser(app, principal)


def on_paper(family: Family) -> tuple[InvitationIssued, str]:
    """An invitation whose sheet came back; with the sheet's code."""
    invitation = family.is_invited()
    with scope_of(family.school_id):
        print_sheets(invitation.activity_id, [invitation.invitation_id])
        sheet = PaperSheet.objects.get()
        key_in(sheet, "yes", 1, 1, "somebody")
    return invitation, sheet.code


@pytest.mark.row("X17")
def test_who_leads_here_and_is_a_guardian_there_sees_nothing_of_there(
    app: Flask, world: World, family: Family
) -> None:
    here, there = world.make_school("Here"), family.school_id
    invitation, code = on_paper(family)
    leader = world.make_person(here, Role.PRINCIPAL)
    world.make_guardian(there, person_id=leader)
    office = signed_in(app, leader, here, there)
    at = f"/messages/s/{here}/paper"
    for page in (at, f"{at}/answer"):
        shown = office.get(page)
        assert shown.status_code == 200
        assert "Number game evening" not in shown.get_data(as_text=True)
        assert "/activities/" not in shown.get_data(as_text=True)
    assert office.get(f"{at}/activities/{invitation.activity_id}").status_code == 404
    assert office.get(f"{at}/sheets/{invitation.activity_id}").status_code == 404
    keyed = {"code": code, "answer": "no", "idempotency_key": ids.new_id()}
    assert office.post(f"{at}/answer", data=keyed).status_code == 422
    with scope(read=[here, there], write=here):
        assert queries.keyed_in("en", None) == []
        assert queries.sheet_with(code) is None


def test_a_teacher_sees_the_keyed_answers_of_the_own_classes_only(
    app: Flask, world: World, family: Family
) -> None:
    invitation, _ = on_paper(family)
    teacher = world.make_person(family.school_id, Role.TEACHER, given_name="Losa")
    here = signed_in(app, teacher, family.school_id)
    address = f"/messages/s/{family.school_id}/paper/answer"
    assert "Mele Fifita" not in here.get(address).get_data(as_text=True)
    teaches = EnrollmentChanged(
        enrollment_id=ids.new_id(),
        class_id=invitation.class_ids[0],
        person_id=teacher,
        role=EnrollmentRole.TEACHER,
        primary=True,
        active=True,
        begins_on=datetime(2026, 1, 1, tzinfo=UTC).date(),
    )
    world.tell(family.school_id, teaches)
    assert "Mele Fifita" in here.get(address).get_data(as_text=True)


@pytest.mark.row("R11")
def test_a_sheet_names_the_invited_children_that_are_still_theirs(
    world: World, family: Family
) -> None:
    invitation, _ = on_paper(family)
    school = family.school_id
    other = world.make_person(school, Role.STUDENT, given_name="Ana")
    world.make_guardian_link(school, family.guardian_id, other)
    with scope_of(school):
        [[sheet], _] = queries.printed_sheets(invitation.activity_id, None)
    assert sheet.children == ("Sione",)
    world.make_guardian_link(school, family.guardian_id, family.child_id, active=False)
    with scope_of(school):
        assert queries.printed_sheets(invitation.activity_id, None) == ([], False)
        assert families.families_page(invitation.activity_id, None).families == ()
