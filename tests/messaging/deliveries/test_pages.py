"""What leaders and coordinators see of their school's mail."""

from datetime import date

import pytest
from flask import Flask

from services.messaging.deliveries.use_cases import plan_sign_in_link
from shared.events.evaluation import Role
from tests.messaging.mailboxes import Mailboxes, send
from tests.messaging.world import Family, World
from tests.web_client import browser, make_principal


def page_of(app: Flask, school: str, person_id: str) -> tuple[int, str]:
    principal = make_principal(person_ids=(person_id,), schools=(school,))
    answer = browser(app, principal).get(f"/messages/s/{school}/deliveries")
    return answer.status_code, answer.text


def test_states_stand_in_words_with_their_base(app: Flask, world: World, family: Family) -> None:
    other = Family.made_in(world, family.school_id, given_name="Wiremu", family_name="Rāwiri")
    world.reach(family.school_id, other.guardian_id)
    coordinator = world.make_person(family.school_id, Role.TEACHER)
    world.appoint(family.school_id, coordinator, date(2026, 1, 1))
    status, page = page_of(app, family.school_id, coordinator)
    assert status == 200
    assert "No mail yet" in page
    family.is_invited()
    other.is_invited()
    send()
    page = page_of(app, family.school_id, coordinator)[1]
    for said in ("2 mails so far", "Arrived", "No way to reach them", "1 of 2", "Wiremu Rāwiri"):
        assert said in page


def test_sign_in_links_are_not_listed(app: Flask, world: World, family: Family) -> None:
    leader = world.make_person(family.school_id, Role.PRINCIPAL)
    plan_sign_in_link(family.guardian_id, family.school_id, language="en", next_path="/")
    send()
    assert "No mail yet" in page_of(app, family.school_id, leader)[1]


def test_another_schools_mail_is_never_listed(
    app: Flask, world: World, family: Family, mailboxes: Mailboxes
) -> None:
    leader = world.make_person(family.school_id, Role.PRINCIPAL)
    other = Family.made_in(world, world.make_school("CANARY College"), given_name="Canary")
    other.is_invited()
    send()
    mailboxes.only(other.address)
    assert "canary" not in page_of(app, family.school_id, leader)[1].lower()
    assert page_of(app, other.school_id, leader)[0] == 403


@pytest.mark.parametrize("role", [Role.TEACHER, Role.GUARDIAN, Role.STUDENT])
def test_others_may_not_see_it(app: Flask, world: World, family: Family, role: Role) -> None:
    assert page_of(app, family.school_id, world.make_person(family.school_id, role))[0] == 403
