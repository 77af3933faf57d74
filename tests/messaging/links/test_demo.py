"""``demo-links``: one link per role, chosen by role and relation, never in production."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask

from services.messaging.links.demo import demo_links
from shared.events.evaluation import Role
from tests.messaging.world import World
from tests.web_client import browser


@pytest.fixture
def district(world: World) -> None:
    school, college = world.make_school("Kōwhai"), world.make_school("College")
    world.make_school("Awanui Valley", world.district_id)
    world.make_guardian(school, given_name="Anahera")
    world.make_guardian(school, college, given_name="Mele")
    world.make_person(college, Role.TEACHER, given_name="Aroha")
    world.make_person(school, Role.TEACHER, given_name="Hana")
    coordinator = world.make_person(school, Role.TEACHER, given_name="Losa")
    world.appoint(school, coordinator, date(2026, 2, 1))
    world.make_person(school, Role.PRINCIPAL, given_name="Tane")
    world.make_person(world.district_id, Role.DISTRICT_ADMINISTRATOR, given_name="Ruth")


@pytest.mark.usefixtures("district")
def test_a_link_for_each_role_that_signs_in(app: Flask) -> None:
    result = CliRunner().invoke(demo_links, catch_exceptions=False)
    links = {one["role"]: one for one in json.loads(result.output)}
    names = {role: one["name"].split()[0] for role, one in links.items()}
    assert names == {
        "guardian": "Mele",
        "teacher": "Hana",
        "coordinator": "Losa",
        "leader": "Tane",
        "district": "Ruth",
        "student": "Sione",
    }
    for one in links.values():
        client = browser(app)
        assert client.post(one["url"].removeprefix("http://localhost")).status_code == 303
        assert one["name"] in client.get("/account").text


@pytest.mark.usefixtures("district", "app")
def test_a_preferred_name_is_chosen_where_it_has_the_role() -> None:
    names = ["--prefer", "Aroha Fifita", "--prefer", "Anahera Fifita"]
    result = CliRunner().invoke(demo_links, names, catch_exceptions=False)
    links = {one["role"]: one["name"] for one in json.loads(result.output)}
    assert links["teacher"] == "Aroha Fifita"
    assert links["guardian"] == "Anahera Fifita"
    assert links["leader"] == "Tane Fifita"


@pytest.mark.usefixtures("app")
def test_production_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUHONO_ENV", "production")
    result = CliRunner().invoke(demo_links)
    assert result.exit_code != 0
    assert "production" in result.output
