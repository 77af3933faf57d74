"""Whom no mail reaches, and who may know it."""

from datetime import date

import pytest
from flask import Flask

from services.messaging.contacts.rules import chosen_language, effective_email
from shared.events.evaluation import ContactPointsChanged, Role
from tests.messaging.world import Family, World
from tests.web_client import browser, make_principal


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


def page_of(app: Flask, school: str, person_id: str) -> tuple[int, str]:
    principal = make_principal(person_ids=(person_id,), schools=(school,))
    answer = browser(app, principal).get(f"/messages/s/{school}/unreachable")
    return answer.status_code, answer.text


def test_a_guardian_without_address_is_listed_with_child_and_phone(
    app: Flask, world: World, school: str
) -> None:
    leader = world.make_person(school, Role.PRINCIPAL, given_name="Aroha")
    reached = Family.made_in(world, school, given_name="Mele")
    missing = Family.made_in(world, school, given_name="Wiremu", family_name="Rāwiri")
    world.tell(
        school,
        ContactPointsChanged(
            person_id=missing.guardian_id, emails=("not an address",), phones=("+64211",)
        ),
    )
    status, page = page_of(app, school, leader)
    assert status == 200
    for said in ("Wiremu Rāwiri", "Sione", "tel:+64211", "One person waits"):
        assert said in page
    assert "Mele" not in page
    world.reach(school, missing.guardian_id, "wiremu@home.example")
    assert "Everybody is reached" in page_of(app, school, leader)[1]
    assert reached.address not in page


def test_who_stands_for_nobody_today_is_not_listed(app: Flask, world: World, school: str) -> None:
    leader = world.make_person(school, Role.PRINCIPAL, given_name="Aroha")
    family = Family.made_in(world, school, given_name="Wiremu")
    world.reach(school, family.guardian_id)
    world.make_guardian_link(school, family.guardian_id, family.child_id, valid_to=date(2020, 1, 1))
    assert "Wiremu" not in page_of(app, school, leader)[1]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.GUARDIAN, Role.STUDENT])
def test_others_may_not_see_it(app: Flask, world: World, school: str, role: Role) -> None:
    status, page = page_of(app, school, world.make_person(school, role))
    assert status == 403
    assert "Kōwhai" not in page.split("</header>")[1].split("<footer")[0]


def test_another_schools_families_are_never_listed(app: Flask, world: World, school: str) -> None:
    leader = world.make_person(school, Role.PRINCIPAL)
    other = Family.made_in(world, world.make_school("CANARY College"), given_name="Canary")
    world.reach(other.school_id, other.guardian_id)
    assert "canary" not in page_of(app, school, leader)[1].lower()
    assert page_of(app, other.school_id, leader)[0] == 403


@pytest.mark.parametrize(
    ("emails", "address"),
    [
        ((), None),
        (("",), None),
        (("nobody",), None),
        (("a@b",), None),
        (("bad\r\nBcc: x@y.example",), None),
        (("two words@home.example", " mele@home.example "), "mele@home.example"),
    ],
)
def test_the_first_address_that_can_be_one_is_used(
    emails: tuple[str, ...], address: str | None
) -> None:
    assert effective_email(emails) == address


@pytest.mark.parametrize(
    ("wishes", "chosen"),
    [(["to", "mi"], "mi"), (["ar-EG"], "ar"), (["", "to"], "en"), ([], "en")],
)
def test_the_first_wish_that_we_speak_is_chosen(wishes: list[str], chosen: str) -> None:
    assert chosen_language(wishes, ("en", "mi", "ar"), "en") == chosen
