"""The evaluation app on an empty store, with two schools and the people who read reports."""

from pathlib import Path

import pytest
from flask import Flask

from services.evaluation.app import create_app
from services.evaluation.roster.models import RosterPerson
from shared import clock
from shared.settings import Settings
from shared.tenancy import projection_id, scope_of
from shared.web import catalogues
from tests.evaluation.story import AT, Home, put_on_roll
from tests.web_client import Browser, browser, make_principal, with_signing_key

KOWHAI, AWANUI = "school-kowhai", "school-awanui"
LANGUAGES = ("en", "to", "en", "ar")


def homes(prefix: str, count: int, *, grades: tuple[str, ...]) -> list[Home]:
    """So many families, ``<prefix>-1`` with the child ``<prefix>-1-child`` and so on."""
    return [
        Home(
            guardians={f"{prefix}-{number}": LANGUAGES[number % len(LANGUAGES)]},
            children={f"{prefix}-{number}-child": grades[number % len(grades)]},
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture(autouse=True)
def the_day_of_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def app(evaluation_store: Settings, tmp_path: Path) -> Flask:
    """Kōwhai with 48 families, Awanui with 30; a principal, a teacher, somebody of the district."""
    with scope_of(KOWHAI):
        put_on_roll(KOWHAI, homes("k", 48, grades=("02", "05", "08")), name="Kōwhai Street School")
        add_staff(KOWHAI, "principal-k", "principal")
        add_staff(KOWHAI, "teacher-k", "teacher")
    with scope_of(AWANUI):
        put_on_roll(AWANUI, homes("a", 30, grades=("09", "11")), name="Awanui Valley College")
        add_staff(AWANUI, "principal-a", "principal")
    with scope_of(evaluation_store.district_id):
        add_staff(evaluation_store.district_id, "staff-d", "districtAdministrator")
    return create_app(with_signing_key(evaluation_store, tmp_path))


@pytest.fixture
def leader(app: Flask) -> Browser:
    return sign_in(app, "principal-k", KOWHAI)


@pytest.fixture
def district(app: Flask, evaluation_store: Settings) -> Browser:
    return sign_in(app, "staff-d", evaluation_store.district_id)


def sign_in(app: Flask, person_id: str, *schools: str) -> Browser:
    return browser(app, make_principal(person_ids=(person_id,), schools=schools))


def add_staff(school_id: str, person_id: str, role: str) -> None:
    RosterPerson._get_collection().insert_one(
        {
            "_id": projection_id(school_id, person_id),
            "school_id": school_id,
            "version": 1,
            "digest": "-",
            "person_id": person_id,
            "given_name": "Hana",
            "family_name": "Marsden",
            "preferred_name": "",
            "roles": [role],
            "grades": [],
            "languages": [],
            "active": True,
        }
    )
