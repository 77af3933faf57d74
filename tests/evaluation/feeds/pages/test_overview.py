"""All feeds on one page: for the district's staff only, and honest about how things stand."""

import re

import pytest
from flask import Flask

from deploy.demo.bundle import zipped
from services.evaluation.feeds.pages import standing
from services.evaluation.feeds.rules import SourceSettings
from services.evaluation.feeds.use_cases import set_source_settings
from shared import context, store
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.pages.conftest import Desk, SignIn, work
from tests.web_client import browser

FEEDS = "/evaluation/feeds"
PATHS = [
    "",
    "/some-run",
    "/some-run/progress",
    "/some-run/findings.csv",
    "/some-run/held.csv",
    "/some-run/approve",
    "/some-run/reject",
    "/some-run/undo",
    "/sources/sis",
    "/sources/sis/settings",
    "/missing",
    "/missing/some-school",
    "/missing/some-school/missing.csv",
    "/missing/some-school/guardians/somebody",
]


@pytest.mark.parametrize(
    ("user", "org"),
    [("teacher-north", bundles.NORTH), ("leader-north", bundles.NORTH), ("ana", bundles.SOUTH)],
)
def test_only_the_districts_staff_sees_feeds(user: str, org: str, sign_in: SignIn) -> None:
    desk = sign_in(user, org)

    answers = {path: desk.client.get(f"{FEEDS}{path}").status_code for path in PATHS}

    assert answers == dict.fromkeys(PATHS, 403)


@pytest.mark.parametrize(
    "path",
    ["load", "approve", "reject", "undo"],
)
def test_a_teacher_decides_nothing(path: str, sign_in: SignIn) -> None:
    desk = sign_in("teacher-north", bundles.NORTH)

    assert desk.press(f"{FEEDS}/some-run/{path}").status_code == 403
    assert desk.press(f"{FEEDS}/sources/sis/settings").status_code == 403


def test_a_teacher_cannot_upload(sign_in: SignIn) -> None:
    desk = sign_in("teacher-north", bundles.NORTH)

    answer = desk.send(zipped(bundles.make_files()), do="load")

    assert answer.status_code == 403
    assert store.database()["feed_runs"].count_documents({}) == 1


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    answer = browser(app).get(FEEDS)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/account/sign-in")


def test_all_is_well_only_where_it_is(staff: Desk) -> None:
    assert "Everything is up to date." in staff.see(FEEDS)

    staff.send(b"not a zip", do="load")
    work()

    page = staff.see(FEEDS)
    assert "The newest file of one source was not loaded." in page
    assert "Everything is up to date." not in page


def test_a_held_run_says_so_first(staff: Desk, held: str) -> None:
    page = staff.see(FEEDS)

    assert "One run waits for you." in page
    assert "This run would end 90 records" in page
    assert "30 of 38 are missing (79%)" in page
    assert f'href="{held}"' in page


def test_a_held_run_stays_in_sight_behind_later_runs_of_changes(
    staff: Desk, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "RUNS_LOOKED_AT", 2)
    for number in range(3):
        staff.send_and_wait(_changes_of_ben(f"Ben {number}"), do="load")

    for page in (staff.see(FEEDS), staff.see(f"{FEEDS}/sources/sis")):
        assert "Held" in page
    page = staff.see(FEEDS)
    assert "One run waits for you." in page
    assert f'href="{held}"' in page


def test_the_last_load_and_its_changes_stand_with_the_languages_own_mark(staff: Desk) -> None:
    assert re.search(r"Loaded [^,<]*(<[^>]*>)*[^,<]*(</[^>]*>)*, \d* ?\w+ change", staff.see(FEEDS))

    staff.client.set_cookie("lang", "ar")
    page = staff.see(FEEDS)
    assert 'dir="rtl"' in page
    assert ", " not in page.split("<main")[1].split('id="sources"')[1].split("</section>")[0]


def test_a_source_that_is_late_says_so(staff: Desk, evaluation_store: Settings) -> None:
    _expect_every_hour(evaluation_store)
    sources = store.database()["feed_sources"]
    sources.update_one(
        {"source": "sis"}, [{"$set": {"last_loaded_at": {"$add": ["$last_loaded_at", -2 * HOUR]}}}]
    )

    page = staff.see(FEEDS)

    assert "One source is late." in page
    assert "Every hour" in page
    assert "Due " in page


def test_a_load_that_was_undone_is_not_up_to_date(staff: Desk, load: Load) -> None:
    run = load(bundles.make_files(bundles.with_students(bundles.make_small_district(), 1)))
    staff.press(f"{FEEDS}/{run.id}/undo")
    work()

    assert "The newest load of one source was undone." in staff.see(FEEDS)


def test_a_double_tap_uploads_once(staff: Desk) -> None:
    first = staff.send(zipped(bundles.make_files()))
    second = staff.send(zipped(bundles.make_files()))

    assert first.headers["Location"] == second.headers["Location"]
    assert store.database()["feed_runs"].count_documents({"is_dry_run": True}) == 1


def test_a_form_without_a_file_is_shown_again(staff: Desk) -> None:
    answer = staff.client.post(FEEDS, data={"source": "sis", "do": "check"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose a file" in page
    assert '<option value="sis" selected>' in page


@pytest.mark.parametrize("name", ["Our System", ""])
def test_a_new_source_with_a_wrong_name_is_shown_again(staff: Desk, name: str) -> None:
    answer = staff.send(zipped(bundles.make_files()), source="", new_source=name)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "lower-case letters" in page
    assert 'href="#new_source"' in page


def test_a_new_source_is_known_from_its_first_file(staff: Desk) -> None:
    staff.send(zipped(bundles.make_files()), source="sis", new_source="library")
    work()

    assert '<option value="library"' in staff.see(FEEDS)


def test_by_the_letter_when_it_is_asked_for(staff: Desk) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", agentSourcedIds="ghost")

    path = staff.send_and_wait(files, strict="yes")

    assert "strict" in staff.see(path)
    assert "Left out" in staff.see(path)
    assert store.database()["feed_findings"].distinct("severity") == ["row"]


def test_a_second_run_of_a_source_is_told_to_wait(staff: Desk) -> None:
    staff.send(zipped(bundles.make_files()), do="load")

    answer = staff.send(zipped(bundles.make_files()), do="load", idempotency_key="key-9")

    assert answer.status_code == 409
    assert "has a run under way" in answer.get_data(as_text=True)


HOUR = 3_600_000


def _changes_of_ben(name: str) -> bundles.Files:
    """A package of changes alone: it tells nothing of who is held."""
    files = bundles.make_files()
    told = {"status": "active", "dateLastModified": "2026-11-20T08:00:00.000Z"}
    (ben,) = (row for row in bundles.rows_of(files, "users.csv") if row["sourcedId"] == "ben")
    return bundles.as_changes(files, {"users": [{**ben, "givenName": name, **told}]})


def _expect_every_hour(settings: Settings) -> None:
    with context.acting(), scope_of(settings.district_id):
        set_source_settings("sis", SourceSettings(expected_every_hours=1))
