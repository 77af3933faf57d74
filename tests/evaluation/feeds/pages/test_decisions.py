"""Deciding about a run: each asks first, happens once, and says what became of it."""

import pytest

from services.evaluation.roster.identity import Ids
from shared import store
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.pages.conftest import Desk, work


def active_students() -> int:
    return store.database()["roster_people"].count_documents({"roles": "student", "active": True})


def test_a_held_run_names_who_by_population_and_offers_both_ways(staff: Desk, held: str) -> None:
    page = staff.see(held)

    assert "This run would end 90 records" in page
    assert "30 of 38 are missing (79%)" in page
    assert "More than this source may end with nobody looking" in page
    assert "Student-0 Tester" in page
    assert f"{held}/approve" in page
    assert f"{held}/reject" in page


def test_the_download_of_what_is_held_names_nobody(staff: Desk, held: str) -> None:
    text = staff.client.get(f"{held}/held.csv").get_data().decode("utf-8-sig")

    assert text.count("\n") == 91
    assert "users,student-0," in text
    assert "Tester" not in text


def test_approving_asks_then_ends_them_once(staff: Desk, held: str) -> None:
    assert "End 90 records?" in staff.see(f"{held}/approve")
    assert active_students() == 32

    first = staff.press(f"{held}/approve")
    work()
    second = staff.press(f"{held}/approve")

    assert first.status_code == second.status_code == 303
    assert "What was held is ended." in staff.see(first.headers["Location"])
    assert second.headers["Location"] == held
    assert "Leader-District Tester" in staff.see(held)
    assert active_students() == 2
    assert "Everything is up to date." in staff.see("/evaluation/feeds")


def test_rejecting_asks_then_keeps_them(staff: Desk, held: str) -> None:
    assert "Keep 90 records?" in staff.see(f"{held}/reject")

    for _ in range(2):
        assert staff.press(f"{held}/reject").headers["Location"] == held

    page = staff.see(held)
    assert "What was held is kept as it was." in page
    assert "End them" not in page
    assert active_students() == 32


def test_after_a_decision_nothing_is_asked_again(staff: Desk, held: str) -> None:
    staff.press(f"{held}/reject")

    for question in ("approve", "reject"):
        assert staff.client.get(f"{held}/{question}").headers["Location"] == held


def test_undo_says_what_it_puts_back_and_does_it_once(staff: Desk, load: Load) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 3)
    run = f"/evaluation/feeds/{load(bundles.make_files(crowd)).id}"
    assert "Undo this load" in staff.see(run)
    assert "records that came new are ended." in staff.see(f"{run}/undo")
    assert active_students() == 5

    first = staff.press(f"{run}/undo")
    work()
    second = staff.press(f"{run}/undo")

    assert first.headers["Location"] == second.headers["Location"]
    assert "Everything is as it was before that load." in staff.see(first.headers["Location"])
    assert "This load was undone." in staff.see(run)
    assert active_students() == 2


def test_an_older_load_is_not_undone(staff: Desk, load: Load) -> None:
    district = bundles.make_small_district()
    older = f"/evaluation/feeds/{load(bundles.make_files(bundles.with_students(district, 1))).id}"
    load(bundles.make_files(bundles.with_students(district, 3)))

    assert "Undo this load" not in staff.see(older)
    assert staff.client.get(f"{older}/undo").headers["Location"] == older
    assert staff.press(f"{older}/undo").status_code == 409


def test_a_file_with_other_identifiers_is_put_aside(staff: Desk, load: Load, ids: Ids) -> None:
    crowd = bundles.make_files(bundles.with_students(bundles.make_small_district(), 30))
    load(crowd)
    run = f"/evaluation/feeds/{load(_renamed(crowd)).id}"

    page = staff.see(run)

    assert "under other identifiers" in page
    assert "Nothing of this file is loaded" in page
    assert "stay with the old ones" in staff.see(f"{run}/approve")
    staff.press(f"{run}/reject")
    assert "Put aside" in staff.see(run)
    assert active_students() == 32


@pytest.mark.parametrize("question", ["approve", "reject", "undo"])
def test_an_unknown_run_is_not_found(staff: Desk, question: str) -> None:
    assert staff.client.get(f"/evaluation/feeds/no-such-run/{question}").status_code == 404
    assert staff.press(f"/evaluation/feeds/no-such-run/{question}").status_code == 404


def _renamed(files: bundles.Files) -> bundles.Files:
    """The same people, as a system tells them that was set up anew."""

    def renamed(rows: list[bundles.Row], column: str) -> list[bundles.Row]:
        agents = "agentSourcedIds"
        return [
            {
                **row,
                column: f"new-{row[column]}",
                **({agents: f"new-{row[agents]}"} if row.get(agents) else {}),
            }
            for row in rows
        ]

    for name, column in (
        ("users.csv", "sourcedId"),
        ("roles.csv", "userSourcedId"),
        ("enrollments.csv", "userSourcedId"),
        ("tuhono.people.csv", "userSourcedId"),
    ):
        files = bundles.edit_rows(files, name, lambda rows, column=column: renamed(rows, column))  # type: ignore[misc]
    return files
