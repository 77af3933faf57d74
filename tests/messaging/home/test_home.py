"""The home page of each role, and of those who are not signed in."""

import pytest
from flask import Flask

from shared.access import Purpose
from shared.events.evaluation import Role
from shared.settings import Settings
from tests.messaging.world import World
from tests.web_client import Browser, browser, make_principal


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


def home(app: Flask, person_id: str, *schools: str, language: str = "en") -> str:
    principal = make_principal(person_ids=(person_id,), schools=schools, language=language)
    answer = browser(app, principal).get("/")
    assert answer.status_code == 200
    return answer.text


def test_strangers_see_what_this_is_and_the_way_in(phone: Browser) -> None:
    answer = phone.get("/")
    assert answer.status_code == 200
    assert "Home and school, together" in answer.text
    assert 'href="/account/sign-in"' in answer.text
    assert "/fragments/" not in answer.text


def test_no_cache_keeps_it(phone: Browser, app: Flask) -> None:
    answer = phone.get("/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"HX-Request", "HX-Request-Type"} <= set(answer.vary)


def test_a_guardian_is_greeted_in_their_own_language(app: Flask, world: World, school: str) -> None:
    mele = world.make_guardian(school, languages=("to", "en"))
    assert '<span lang="to">Mālō e lelei</span>, <bdi>Mele</bdi>' in home(app, mele, school)


def test_the_other_services_parts_are_put_in_by_the_front_door(
    app: Flask, world: World, school: str
) -> None:
    page = home(app, world.make_guardian(school), school)
    for service in ("invitations", "evaluation"):
        assert f'<!--# block name="{service}" -->' in page
        assert f'virtual="/{service}/fragments/home" stub="{service}"' in page


def test_children_are_left_to_evaluations_part_which_has_words_when_it_is_late(
    app: Flask, world: World, school: str
) -> None:
    page = home(app, world.make_guardian(school), school)
    assert "Sione" not in page
    _, stub = page.split('<!--# block name="evaluation" -->')
    stub = stub.split("<!--# endblock -->")[0]
    assert "Learning and days at school take longer than usual." in stub
    assert '<a href="/evaluation/children">Open them on their own page</a>' in stub


def test_who_is_no_family_waits_for_no_child(app: Flask, world: World, school: str) -> None:
    page = home(app, world.make_person(school, Role.TEACHER), school)
    assert '<!--# block name="evaluation" --><!--# endblock -->' in page


def test_a_leader_who_is_a_parent_has_the_reports_first_and_the_childrens_words(
    app: Flask, world: World, school: str
) -> None:
    losa = world.make_person(school, Role.PRINCIPAL, Role.PARENT, given_name="Losa")
    child = world.make_person(school, Role.STUDENT, given_name="Tai")
    world.make_guardian_link(school, losa, child)
    page = home(app, losa, school)
    assert page.count('virtual="/evaluation/fragments/home"') == 1
    assert page.index('block name="evaluation"') < page.index('block name="invitations"')
    assert "Learning and days at school take longer than usual." in page


def test_the_mark_after_the_greeting_is_the_languages_own(
    app: Flask, world: World, school: str
) -> None:
    huda = world.make_guardian(school, given_name="Huda", languages=("ar",))
    assert "</span>، <bdi>Huda</bdi>" in home(app, huda, school, language="ar")


@pytest.mark.parametrize(
    ("role", "said", "leads"),
    [(Role.TEACHER, "Teacher", False), (Role.PRINCIPAL, "Leader", True)],
)
def test_staff_see_their_school_and_what_they_are_there(
    app: Flask, world: World, school: str, role: Role, said: str, leads: bool
) -> None:
    page = home(app, world.make_person(school, role, given_name="Losa"), school)
    main = page.split("<main")[1]
    assert "Kōwhai Street School" in main
    assert said in main
    assert (f"/messages/s/{school}/deliveries" in main) is leads
    assert (f"/messages/s/{school}/unreachable" in main) is leads


def test_district_staff_and_students_have_a_home_too(app: Flask, world: World, school: str) -> None:
    district = world.make_school("Awanui Valley", world.district_id)
    officer = world.make_person(district, Role.DISTRICT_ADMINISTRATOR, given_name="Tama")
    student = world.make_person(school, Role.STUDENT, given_name="Ana")
    assert "District" in home(app, officer, district).split("<main")[1]
    assert "Ana" in home(app, student, school)


def test_who_came_by_a_link_for_one_thing_is_led_back_to_it(
    app: Flask, world: World, school: str
) -> None:
    mele = world.make_guardian(school)
    purpose = Purpose(action="answer", subject="invitation/one")
    principal = make_principal(person_ids=(mele,), schools=(school,), purpose=purpose)
    page = browser(app, principal).get("/").text
    assert 'href="/invitations/i/one"' in page
    assert "Sione" not in page


def test_it_speaks_the_readers_language(app: Flask, world: World, school: str) -> None:
    huda = world.make_guardian(school, given_name="Huda", languages=("ar",))
    page = home(app, huda, school, language="ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert "مرحبًا" in page


def test_the_district_is_named_as_a_district(app: Flask, world: World, settings: Settings) -> None:
    world.make_school("Awanui Valley", school_id=settings.district_id)
    person = world.make_person(settings.district_id, Role.DISTRICT_ADMINISTRATOR)
    main = home(app, person, settings.district_id).split("<main")[1]
    assert "Your district</h2>" in main
    assert "Your school" not in main
