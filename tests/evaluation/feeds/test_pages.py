"""The district's pages about feeds: open to its staff only, and honest about what happened."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from deploy.demo.bundle import zipped
from services.evaluation.app import create_app
from services.evaluation.feeds.models import FeedRun
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from shared import store
from shared.loops import run_next_job
from shared.settings import Settings
from shared.web import catalogues
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.web_client import Browser, browser, make_principal, with_signing_key


@pytest.fixture
def app(evaluation_store: Settings, tmp_path: Path) -> Flask:
    catalogues.compile_stale()
    return create_app(with_signing_key(evaluation_store, tmp_path))


@pytest.fixture
def sign_in(app: Flask, evaluation_store: Settings, load: Load) -> Callable[..., Browser]:
    load(bundles.make_files())
    ids = Ids(evaluation_store.district_id, "sis")

    def signed_in(user: str, *orgs: str) -> Browser:
        schools = tuple(
            evaluation_store.district_id if org == bundles.DISTRICT else ids.org(org)
            for org in orgs
        )
        principal = make_principal(person_ids=(ids.person(user),), schools=schools)
        return browser(app, principal)

    return signed_in


@pytest.fixture
def staff(sign_in: Callable[..., Browser]) -> Browser:
    return sign_in("leader-district", bundles.DISTRICT)


def send(client: Browser, package: bytes, **values: str) -> TestResponse:
    form: dict[str, Any] = {"source": "sis", "do": "check", "idempotency_key": "key-1", **values}
    form["file"] = (BytesIO(package), "roster.zip")
    return client.post("/evaluation/feeds", data=form, content_type="multipart/form-data")


def work() -> None:
    while run_next_job(SERVICE, "worker"):
        pass


PATHS = ["/evaluation/feeds", "/evaluation/feeds/some-run", "/evaluation/feeds/some-run/progress"]


@pytest.mark.parametrize("path", [*PATHS, "/evaluation/feeds/some-run/findings.csv"])
@pytest.mark.parametrize(
    ("user", "org"),
    [("teacher-north", bundles.NORTH), ("leader-north", bundles.NORTH), ("ana", bundles.SOUTH)],
)
def test_only_the_districts_staff_sees_feeds(
    path: str, user: str, org: str, sign_in: Callable[..., Browser]
) -> None:
    assert sign_in(user, org).get(path).status_code == 403


def test_a_teacher_cannot_upload(sign_in: Callable[..., Browser]) -> None:
    client = sign_in("teacher-north", bundles.NORTH)

    answer = send(client, zipped(bundles.make_files()), do="load")

    assert answer.status_code == 403
    assert store.database()["feed_runs"].count_documents({}) == 1


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    answer = browser(app).get("/evaluation/feeds")

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/account/sign-in")


def test_a_check_then_a_load_of_the_very_file(staff: Browser) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", givenName="Benjamin")
    checked = send(staff, zipped(files))
    work()
    page = staff.get(checked.headers["Location"]).get_data(as_text=True)
    assert "Check of roster.zip" in page
    assert "Would change" in page
    assert "Load this file" in page
    assert not name_is_known("Benjamin")

    loaded = staff.post(f"{checked.headers['Location']}/load", data={"idempotency_key": "key-2"})
    work()

    assert loaded.status_code == 303
    page = staff.get(loaded.headers["Location"]).get_data(as_text=True)
    assert "Everything is loaded." in page
    assert name_is_known("Benjamin")


def test_a_double_tap_uploads_once(staff: Browser) -> None:
    first = send(staff, zipped(bundles.make_files()))
    second = send(staff, zipped(bundles.make_files()))

    assert first.headers["Location"] == second.headers["Location"]
    assert store.database()["feed_runs"].count_documents({"is_dry_run": True}) == 1


def test_what_is_wrong_stands_on_the_page_and_in_the_download(staff: Browser) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", agentSourcedIds="ghost")
    checked = send(staff, zipped(files))
    work()

    page = staff.get(checked.headers["Location"]).get_data(as_text=True)
    table = staff.get(f"{checked.headers['Location']}/findings.csv")

    assert "The related person is not in this file" in page
    assert "Link is skipped" in page
    assert "users.csv" in page
    assert table.mimetype == "text/csv"
    text = table.get_data().decode("utf-8-sig")
    assert "warning,users.csv,7,agentSourcedIds,agent_unknown,ben," in text


def test_a_broken_file_is_refused_on_the_page(staff: Browser) -> None:
    answer = send(staff, b"not a zip", do="load")
    work()

    page = staff.get(answer.headers["Location"]).get_data(as_text=True)

    assert "Nothing was changed" in page
    assert "The file is not a zip, or it is cut off" in page
    assert "Load this file" not in page


def test_a_form_without_a_file_is_shown_again(staff: Browser) -> None:
    answer = staff.post("/evaluation/feeds", data={"source": "sis", "do": "check"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose a file" in page
    assert 'value="sis"' in page


def test_a_source_with_a_wrong_name_is_shown_again(staff: Browser) -> None:
    answer = send(staff, zipped(bundles.make_files()), source="Our System")

    assert answer.status_code == 422
    assert "lower-case letters" in answer.get_data(as_text=True)


def test_a_run_under_way_shows_how_far_it_is_with_and_without_scripts(staff: Browser) -> None:
    answer = send(staff, zipped(bundles.make_files()), do="load")

    page = staff.get(answer.headers["Location"]).get_data(as_text=True)

    assert "<progress" in page
    assert "hx-sse:connect" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Running now" in staff.get("/evaluation/feeds").get_data(as_text=True)


def test_the_stream_ends_when_the_run_does(staff: Browser) -> None:
    answer = send(staff, zipped(bundles.make_files()), do="load")
    work()

    stream = staff.get(f"{answer.headers['Location']}/progress")

    assert stream.mimetype == "text/event-stream"
    text = stream.get_data(as_text=True)
    assert text.startswith("data: ")
    assert text.endswith("event: feed-finished\ndata: .\n\n")


def test_a_held_run_says_so_first(load: Load, sign_in: Callable[..., Browser]) -> None:
    client = sign_in("leader-district", bundles.DISTRICT)
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))
    load(bundles.make_files())

    page = client.get("/evaluation/feeds").get_data(as_text=True)

    assert "One run waits for you." in page
    assert "Held since" in page


def test_a_second_run_of_a_source_is_told_to_wait(staff: Browser) -> None:
    send(staff, zipped(bundles.make_files()), do="load")

    answer = send(staff, zipped(bundles.make_files()), do="load", idempotency_key="key-9")

    assert answer.status_code == 409
    assert "has a run under way" in answer.get_data(as_text=True)


def test_another_districts_run_does_not_exist(staff: Browser) -> None:
    run = FeedRun._get_db()["feed_runs"].find_one()
    store.database()["feed_runs"].update_one({"_id": run["_id"]}, {"$set": {"school_id": "x"}})

    assert staff.get(f"/evaluation/feeds/{run['_id']}").status_code == 404


def name_is_known(name: str) -> bool:
    return store.database()["roster_people"].find_one({"given_name": name}) is not None
