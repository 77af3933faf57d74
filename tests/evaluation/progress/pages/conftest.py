"""A child's page for the tests: a school, a college, and a family with one child."""

from pathlib import Path

import pytest
from flask import Flask

from services.evaluation.app import create_app
from shared import clock
from shared.settings import Settings
from shared.tenancy import scope_of
from shared.web import catalogues
from tests.evaluation.progress import school
from tests.evaluation.progress.pages.reading import COLLEGE, KOWHAI, NOW
from tests.web_client import with_signing_key


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture(autouse=True)
def the_day_of_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def app(evaluation_store: Settings, tmp_path: Path) -> Flask:
    """Sione in Room 7 with his mother Mele, two teachers of his and one who is not, a leader."""
    with scope_of(KOWHAI):
        school.add_school(KOWHAI)
        school.add_person(KOWHAI, "sione", "student", "Sione Fifita")
        school.add_person(KOWHAI, "mele", "parent", "Mele Fifita")
        school.add_person(KOWHAI, "neighbour", "parent", "Nan Porter")
        school.add_person(KOWHAI, "parata", "teacher", "Aroha Parata")
        school.add_person(KOWHAI, "dsouza", "teacher", "Melvin D’Souza")
        school.add_person(KOWHAI, "haddon", "teacher", "Beth Haddon")
        school.add_person(KOWHAI, "kereama", "principal", "Moana Kereama")
        school.add_person(KOWHAI, "tuilagi", "aide", "Losa Tuilagi")
        school.add_class(KOWHAI, "room-7", "Room 7", teachers={"dsouza": False, "parata": True})
        school.add_class(KOWHAI, "room-2", "Room 2", teachers={"haddon": True})
        school.enroll(KOWHAI, "room-7", "sione")
        school.add_link(KOWHAI, "mele", "sione")
    with scope_of(COLLEGE):
        school.add_school(COLLEGE, "Awanui Valley College")
        school.add_person(COLLEGE, "ana", "student", "Ana Zqkanari")
        school.add_person(COLLEGE, "lindqvist", "principal", "Per Lindqvist")
        school.add_class(COLLEGE, "9n", "9N", teachers={})
        school.enroll(COLLEGE, "9n", "ana")
    with scope_of(evaluation_store.district_id):
        school.add_person(evaluation_store.district_id, "zhang", "districtAdministrator")
    return create_app(with_signing_key(evaluation_store, tmp_path))
