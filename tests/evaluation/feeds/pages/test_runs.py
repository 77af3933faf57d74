"""A run's page: checked first, then loaded exactly so, followed, with its findings in words."""

from deploy.demo.bundle import zipped
from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.feeds.pages.progress import _Pace
from shared import store
from tests import bundles
from tests.evaluation.feeds.pages.conftest import Desk, work


def test_a_check_then_a_load_of_the_very_file(staff: Desk) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", givenName="Benjamin")
    checked = staff.send_and_wait(files)
    page = staff.see(checked)
    assert "Check of roster.zip" in page
    assert "Would change" in page
    assert "Load exactly this file" in page
    assert not _is_known("Benjamin")

    loaded = staff.press(f"{checked}/load")
    work()

    assert loaded.status_code == 303
    assert "Everything is loaded." in staff.see(loaded.headers["Location"])
    assert _is_known("Benjamin")


def test_counts_stand_by_file_and_kind(staff: Desk) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", givenName="Benjamin")

    page = staff.see(staff.send_and_wait(files, do="load"))

    assert "users.csv" in page
    assert "full list · 7 rows" in page
    assert "Relations" in page
    assert "tuhono.people.csv" in page


def test_what_is_wrong_stands_on_the_page_and_in_the_download(staff: Desk) -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", agentSourcedIds="ghost")
    checked = staff.send_and_wait(files)

    page = staff.see(checked)
    table = staff.client.get(f"{checked}/findings.csv")

    assert "The related person is not in this file" in page
    assert "Link is skipped" in page
    assert "Add the missing record, or take out what refers to it." in page
    assert "<code" in page
    assert "agent_unknown" in page
    assert table.mimetype == "text/csv"
    text = table.get_data().decode("utf-8-sig")
    assert "warning,users.csv,7,agentSourcedIds,agent_unknown,ben," in text
    assert text.splitlines()[0].endswith(",what,done,advice")
    assert '"Add the missing record, or take out what refers to it."' in text
    assert "ghost" not in text


def test_an_identifier_is_no_formula_for_a_spreadsheet(staff: Desk) -> None:
    files = bundles.edit_rows(
        bundles.make_files(),
        "enrollments.csv",
        lambda rows: [*rows, {**rows[0], "sourcedId": "@SUM(A1)", "beginDate": "soon"}],
    )
    checked = staff.send_and_wait(files)

    text = staff.client.get(f"{checked}/findings.csv").get_data().decode("utf-8-sig")

    assert ",'@SUM(A1)" in text or "@SUM" not in text


def test_a_broken_file_is_refused_on_the_page(staff: Desk) -> None:
    answer = staff.send(b"not a zip", do="load")
    work()

    page = staff.see(answer.headers["Location"])

    assert "Nothing was changed" in page
    assert "The file is not a zip, or it is cut off" in page
    assert "Load exactly this file" not in page


def test_a_run_under_way_shows_how_far_it_is_with_and_without_scripts(staff: Desk) -> None:
    answer = staff.send(zipped(bundles.make_files()), do="load")

    page = staff.see(answer.headers["Location"])

    assert "<progress" in page
    assert "hx-sse:connect" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Running now" in staff.see("/evaluation/feeds")


def test_the_stream_ends_when_the_run_does(staff: Desk) -> None:
    answer = staff.send(zipped(bundles.make_files()), do="load")
    work()

    stream = staff.client.get(f"{answer.headers['Location']}/progress")

    assert stream.mimetype == "text/event-stream"
    text = stream.get_data(as_text=True)
    assert text.startswith("data: ")
    assert text.endswith("event: feed-finished\ndata: .\n\n")


def test_the_time_left_follows_the_pace_of_the_phase() -> None:
    run, pace = FeedRun(state=RunState.LOADING.value, done=100, total=1_100), _Pace()
    assert pace.seconds_left(run, 0.0) is None
    run.done = 300

    assert pace.seconds_left(run, 10.0) == 40

    run.state, run.done = RunState.PUBLISHING.value, 5
    assert pace.seconds_left(run, 11.0) is None


def test_another_districts_run_does_not_exist(staff: Desk) -> None:
    run = store.database()["feed_runs"].find_one()
    assert run is not None
    store.database()["feed_runs"].update_one({"_id": run["_id"]}, {"$set": {"school_id": "x"}})

    assert staff.client.get(f"/evaluation/feeds/{run['_id']}").status_code == 404


def _is_known(name: str) -> bool:
    return store.database()["roster_people"].find_one({"given_name": name}) is not None
