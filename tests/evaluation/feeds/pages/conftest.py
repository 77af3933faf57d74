"""The district's staff before the pages about feeds, without a screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from deploy.demo.bundle import zipped
from services.evaluation.app import create_app
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from shared.loops import run_next_job
from shared.settings import Settings
from shared.web import catalogues
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.web_client import Browser, browser, make_principal, with_signing_key

SignIn = Callable[..., "Desk"]


@dataclass
class Desk:
    """Somebody signed in, who opens pages, presses buttons and lets the worker work."""

    client: Browser
    keys: list[str] = field(default_factory=list)

    def see(self, path: str) -> str:
        """The page's text; it must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.get_data(as_text=True)

    def press(self, path: str, **values: Any) -> TestResponse:
        """Send a form; each press is a new command."""
        self.keys.append(f"key-{len(self.keys)}")
        return self.client.post(path, data={"idempotency_key": self.keys[-1], **values})

    def send(self, package: bytes, name: str = "roster.zip", **values: str) -> TestResponse:
        """Upload a package; it is checked unless ``do`` says otherwise."""
        form: dict[str, Any] = {"source": "sis", "do": "check", "idempotency_key": "key", **values}
        form["file"] = (BytesIO(package), name)
        return self.client.post("/evaluation/feeds", data=form, content_type="multipart/form-data")

    def send_and_wait(self, files: bundles.Files, **values: str) -> str:
        """Upload files as a package and let them be checked or loaded; the run's path."""
        self.keys.append(f"key-{len(self.keys)}")
        answer = self.send(zipped(files), **{"idempotency_key": self.keys[-1], **values})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        work()
        return answer.headers["Location"]


def work() -> None:
    """Do everything that a worker has to do."""
    while run_next_job(SERVICE, "worker"):
        pass


@pytest.fixture
def app(evaluation_store: Settings, tmp_path: Path) -> Flask:
    catalogues.compile_stale()
    return create_app(with_signing_key(evaluation_store, tmp_path))


@pytest.fixture
def ids(evaluation_store: Settings) -> Ids:
    return Ids(evaluation_store.district_id, "sis")


@pytest.fixture
def sign_in(app: Flask, evaluation_store: Settings, load: Load, ids: Ids) -> SignIn:
    load(bundles.make_files())

    def signed_in(user: str, *orgs: str) -> Desk:
        schools = tuple(
            evaluation_store.district_id if org == bundles.DISTRICT else ids.org(org)
            for org in orgs
        )
        principal = make_principal(person_ids=(ids.person(user),), schools=schools)
        return Desk(browser(app, principal))

    return signed_in


@pytest.fixture
def staff(sign_in: SignIn) -> Desk:
    return sign_in("leader-district", bundles.DISTRICT)


@pytest.fixture
def held(staff: Desk, load: Load) -> str:
    """The path of a run that held thirty students, their roles and their places."""
    load(bundles.make_files(bundles.with_students(bundles.make_small_district(), 30)))
    return f"/evaluation/feeds/{load(bundles.make_files()).id}"
