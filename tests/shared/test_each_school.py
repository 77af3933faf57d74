"""Timed work of many schools: one school's trouble is logged, counted, and its own."""

from collections.abc import Callable

import pytest
import structlog
from pymongo.errors import AutoReconnect

from shared.each_school import failures, in_each_school, in_school
from shared.errors import Conflict
from shared.events.evaluation import SchoolSuspended
from shared.jobs import Timer, due_timer
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import write_scope
from tests.shared.sample import SERVICE
from tests.shared.test_schools import A, B, decide

SCHOOLS = ("c", "a", "b")


@pytest.fixture(autouse=True)
def sample_store(open_store: Callable[[Service], Settings]) -> None:
    open_store(SERVICE)


def raising(error: Exception, done: list[str]) -> Callable[[str], None]:
    """Work that fails in the first school, and notes in whose scope it ran."""

    def work(school_id: str) -> None:
        done.append(write_scope())
        if school_id == "a":
            raise error

    return work


def test_each_school_has_its_turn_in_its_own_scope() -> None:
    done: list[str] = []
    in_each_school("t", SCHOOLS, raising(ValueError("kanarie"), done))
    assert done == ["a", "b", "c"]


def test_a_failure_is_counted_and_logged_without_what_it_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A logger that was used before keeps the processors of its first use.
    monkeypatch.setattr("shared.each_school.log", structlog.get_logger())
    with structlog.testing.capture_logs() as logged:
        for _ in range(2):
            in_each_school("t", SCHOOLS, raising(ValueError("kanarie"), []))
    assert failures() == {"t": 2}
    said = repr(logged)
    assert "school_failed" in said
    assert "kanarie" not in said
    timer = Timer("t", 3600, lambda: None)
    assert [due_timer(timer), due_timer(timer)] == [True, False], "the timer goes on"
    assert failures() == {"t": 2}


def test_what_another_changed_meanwhile_is_no_failure() -> None:
    done: list[str] = []
    in_each_school("t", SCHOOLS, raising(Conflict("changed-meanwhile"), done))
    assert (done, failures()) == (["a", "b", "c"], {})


def test_a_store_that_is_away_is_waited_for() -> None:
    done: list[str] = []
    with pytest.raises(AutoReconnect):
        in_each_school("t", SCHOOLS, raising(AutoReconnect("gone"), done))
    assert done == ["a"]


def test_a_piece_of_work_gives_back_what_came_of_it() -> None:
    assert in_school("t", "a", lambda: 3) == 3


def test_a_closed_school_has_no_turn() -> None:
    decide(A, SchoolSuspended(), 1)
    done: list[str] = []
    in_each_school("t", (A, B), lambda one: done.append(one))
    assert done == [B]
