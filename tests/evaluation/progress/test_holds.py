"""A teacher holds a result until it was talked about (R12), and what homes see meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from services.evaluation.progress import queries, use_cases
from services.evaluation.progress.queries import HomeResult, Shown
from shared import context, store
from shared.errors import Conflict, NotFound
from shared.events.progress import ResultHeld, ResultPosted, ResultReleased, ResultWithdrawn
from shared.tenancy import scope_of
from tests.evaluation.progress.conftest import NOW, TODAY, Feed, assignments, results, told

Command = Callable[..., None]


@pytest.fixture
def gradebook(feed: Feed) -> Feed:
    feed.item()
    feed.result()
    told()
    return feed


@contextmanager
def at_school(feed: Feed, person: str, school_id: str = "") -> Iterator[dict[str, Any]]:
    """In scope as a request of this person's is; gives what the page passes on."""
    person_id = feed.ids.person(person)
    with scope_of(school_id or feed.north), context.acting(actor=person_id):
        yield {"person_ids": [person_id], "today": TODAY}


def result_id() -> str:
    return str(results()[0].result_id)


def shown_at_home(feed: Feed, student: str = "ben") -> list[tuple[Shown, float | None, str]]:
    return [(one.shown, one.score, one.comment) for one in seen_at_home(feed, student)]


def seen_at_home(feed: Feed, student: str = "ben") -> list[HomeResult]:
    with scope_of(feed.north):
        child = queries.child_progress(feed.north, feed.ids.person(student), TODAY)
    found = [one.result for one in child.work if one.result]
    assert [one for one in found if one.shown is Shown.PENDING] == [
        one.result for one in child.pending
    ]
    return found


@pytest.mark.row("S25", "R12")
def test_a_held_result_is_pending_at_home_until_it_is_released(gradebook: Feed) -> None:
    gradebook.result(comment="Let us talk")
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        held = told()
        pending = shown_at_home(gradebook)
        use_cases.release_result(result_id(), **by)

    assert [type(one) for one in held] == [ResultHeld]
    assert pending == [(Shown.PENDING, None, "")]
    (released,) = told()
    assert isinstance(released, ResultReleased)
    assert (released.score, released.maximum) == ("8", "10")
    assert shown_at_home(gradebook) == [(Shown.GRADED, 8.0, "Let us talk")]


def test_a_held_result_that_the_feed_changes_stays_held(gradebook: Feed) -> None:
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        told()
        gradebook.result(score="3")
        meanwhile = told()
        use_cases.release_result(result_id(), **by)

    assert meanwhile == []
    assert [one.score for one in told()] == ["3"]


def test_a_result_held_before_it_is_marked_is_told_as_held_when_it_is(gradebook: Feed) -> None:
    gradebook.result("r2", studentSourcedId="cleo", scoreStatus="submitted", score="")
    waiting = next(one for one in results() if one.student_id == gradebook.ids.person("cleo"))
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(waiting.result_id, **by)
    nothing = told()

    gradebook.result("r2", studentSourcedId="cleo")

    assert nothing == []
    assert [type(one) for one in told()] == [ResultHeld]
    assert shown_at_home(gradebook, "cleo") == [(Shown.PENDING, None, "")]


def test_a_held_assignment_holds_what_comes_later_too(gradebook: Feed) -> None:
    (assignment,) = assignments()
    with at_school(gradebook, "mere") as by:
        use_cases.hold_assignment(assignment.assignment_id, **by)
        first = told()
        gradebook.result("r2", studentSourcedId="cleo")
        second = told()
        use_cases.release_assignment(assignment.assignment_id, **by)

    assert [type(one) for one in (*first, *second)] == [ResultHeld, ResultHeld]
    assert [type(one) for one in told()] == [ResultReleased, ResultReleased]
    gradebook.result("r3", studentSourcedId="cleo", score="7")
    assert [type(one) for one in told()] == [ResultPosted]


def test_a_result_held_on_its_own_stays_held_when_the_work_is_released(gradebook: Feed) -> None:
    (assignment,) = assignments()
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        use_cases.hold_assignment(assignment.assignment_id, **by)
        use_cases.release_assignment(assignment.assignment_id, **by)

    assert [one.is_held for one in results()] == [True]


def test_the_feed_keeps_the_hold_on_the_work(gradebook: Feed) -> None:
    (assignment,) = assignments()
    with at_school(gradebook, "mere") as by:
        use_cases.hold_assignment(assignment.assignment_id, **by)

    gradebook.item(title="Sums again")

    assert [bool(one.hold) for one in assignments()] == [True]


HOLDS = pytest.mark.parametrize(
    "command",
    [
        use_cases.hold_result,
        use_cases.release_result,
        use_cases.hold_assignment,
        use_cases.release_assignment,
    ],
    ids=lambda one: one.__name__,
)


def subject_of(command: Command) -> str:
    if "result" in command.__name__:
        return result_id()
    return str(assignments()[0].assignment_id)


@HOLDS
@pytest.mark.parametrize("person", ["rua", "ben"])
def test_only_who_teaches_the_class_today_may(
    gradebook: Feed, command: Command, person: str
) -> None:
    with at_school(gradebook, person) as by, pytest.raises(NotFound):
        command(subject_of(command), **by)


@HOLDS
def test_a_teacher_of_another_school_may_not(gradebook: Feed, command: Command) -> None:
    with at_school(gradebook, "tama", gradebook.south) as by, pytest.raises(NotFound):
        command(subject_of(command), **by, leads=True)


def test_a_leader_of_the_school_may(gradebook: Feed) -> None:
    with at_school(gradebook, "rua") as by:
        use_cases.hold_result(result_id(), **by, leads=True)

    assert [one.is_held for one in results()] == [True]


def test_holding_twice_is_a_conflict(gradebook: Feed) -> None:
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        with pytest.raises(Conflict):
            use_cases.hold_result(result_id(), **by)
        use_cases.release_result(result_id(), **by)
        with pytest.raises(Conflict):
            use_cases.release_result(result_id(), **by)


def test_holds_are_audited_with_who_and_whose(gradebook: Feed) -> None:
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        use_cases.release_result(result_id(), **by)

    found = list(store.database()["audit"].find().sort("_id"))
    assert [one["action"] for one in found] == ["result.held", "result.released"]
    assert {one["actor"] for one in found} == {gradebook.ids.person("mere")}
    assert {one["details"]["student"] for one in found} == {gradebook.ids.person("ben")}


def test_a_teacher_sees_the_whole_class_held_or_not(gradebook: Feed) -> None:
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        (assignment,) = queries.assignments_of(
            gradebook.north, gradebook.ids.school_class("north-1"), since=TODAY
        )
        found = queries.class_results(gradebook.north, assignment.assignment_id, on=TODAY)

    assert [(one.given_name, one.result and one.result.score) for one in found] == [
        ("Ben", 8.0),
        ("Cleo", None),
    ]


@pytest.mark.row("R12")
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_held_result_told_again_under_another_id_is_held_too(
    gradebook: Feed, *, is_gone: bool
) -> None:
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
        told()
        if is_gone:
            gradebook.result("r1", status="deleted")
        gradebook.result("r2", score="3")
        meanwhile = [type(one) for one in told()]
        seen = shown_at_home(gradebook)
        twin = next(one for one in results() if one.score == 3.0)
        use_cases.release_result(twin.result_id, **by)

    assert ResultPosted not in meanwhile
    assert seen == [(Shown.PENDING, None, "")]
    assert {one.is_held for one in results()} == {False}
    assert [one.shown for one in seen_at_home(gradebook)] == [Shown.GRADED]


@pytest.mark.row("R12")
def test_of_two_results_of_the_same_work_a_held_one_makes_both_pending(gradebook: Feed) -> None:
    gradebook.result("r2", scoreStatus="submitted", score="")
    for held in results():
        collection = store.database()["results"]
        collection.update_many({}, {"$set": {"hold": None}})
        hold = {"by": "mere", "at": NOW, "of": "result"}
        collection.update_one({"_id": held.id}, {"$set": {"hold": hold}})

        assert shown_at_home(gradebook) == [(Shown.PENDING, None, "")]


def test_holding_one_of_two_results_of_the_same_work_holds_both(gradebook: Feed) -> None:
    gradebook.result("r2")
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)

    assert [one.is_held for one in results()] == [True, True]


@pytest.mark.row("R12")
def test_a_held_result_that_turns_out_to_be_anothers_is_not_held_for_them(
    gradebook: Feed,
) -> None:
    with at_school(gradebook, "mere") as by:
        use_cases.hold_result(result_id(), **by)
    told()

    gradebook.result(studentSourcedId="cleo")

    ben, cleo = gradebook.ids.person("ben"), gradebook.ids.person("cleo")
    assert [(type(one), one.student_id) for one in told()] == [
        (ResultWithdrawn, ben),
        (ResultPosted, cleo),
    ]
    assert [one.is_held for one in results()] == [False]
