"""Assignments and results told by a feed: what schools keep of them and what homes are told."""

import pytest

from services.evaluation.roster.changes import Record
from shared import store
from shared.events.progress import (
    ResultPosted,
    ResultStanding,
    ResultWithdrawn,
)
from tests.evaluation.progress.conftest import (
    NORTH,
    Feed,
    results,
    told,
    told_with_envelopes,
)


def tell_scale(feed: Feed, *steps: str, link: str = "lineItemScoreScales") -> None:
    feed.tell("scoreScales", Record("letters", {"scoreScaleValue": list(steps)}))
    is_item = link == "lineItemScoreScales"
    column, name = ("lineItemSourcedId", "sums") if is_item else ("resultSourcedId", "r1")
    fields = {column: name, "scoreScaleSourcedId": "letters"}
    feed.tell(link, Record("link", fields, (name, "letters")))
    feed.publish()


@pytest.mark.row("S25")
def test_a_mark_is_kept_and_told(gradebook: Feed) -> None:
    gradebook.result(comment="Well thought", late="true")

    (kept,) = results()
    assert (kept.school_id, kept.student_id) == (gradebook.north, gradebook.ids.person("ben"))
    assert (kept.score, kept.comment, kept.late) == (8.0, "Well thought", True)
    assert kept.is_posted
    ((envelope, event),) = told_with_envelopes()
    assert (envelope.subject_id, envelope.version) == (kept.result_id, 1)
    assert isinstance(event, ResultPosted)
    assert (event.standing, event.score, event.maximum) == (ResultStanding.GRADED, "8", "10")
    assert (event.late, event.missing, event.again) == (True, False, False)
    assert "Well thought" not in repr(event)


def test_the_same_result_again_changes_and_tells_nothing(gradebook: Feed) -> None:
    gradebook.result()
    told()
    before = list(store.database()["results"].find())

    gradebook.result()

    assert list(store.database()["results"].find()) == before
    assert told() == []


def test_another_mark_is_told_again(gradebook: Feed) -> None:
    gradebook.result()
    gradebook.result(score="9.5")

    assert [(one.score, one.again) for one in told()] == [("8", False), ("9.5", True)]
    assert [one.version for one in results()] == [2]


def test_another_comment_is_kept_and_not_told(gradebook: Feed) -> None:
    gradebook.result()
    told()

    gradebook.result(comment="See me")

    assert told() == []
    assert [one.comment for one in results()] == ["See me"]


@pytest.mark.parametrize(
    "cells",
    [
        {"scoreStatus": "partially graded"},
        {"scoreStatus": "submitted"},
        {"scoreStatus": "not submitted", "score": "0"},
        {"scoreStatus": "exempt", "score": ""},
        {"score": ""},
    ],
)
def test_what_is_no_mark_is_kept_and_not_told(gradebook: Feed, cells: dict[str, str]) -> None:
    gradebook.result(**cells)

    assert told() == []
    assert len(results()) == 1


def test_more_than_the_maximum_is_legal(gradebook: Feed) -> None:
    gradebook.result(score="300")

    assert [(one.score, one.maximum) for one in told()] == [("300", "10")]


def test_zero_is_a_mark_and_blank_is_none(gradebook: Feed) -> None:
    gradebook.result("r1", score="0")
    gradebook.result("r2", score="", studentSourcedId="cleo")

    assert [one.score for one in told()] == ["0"]
    assert sorted(str(one.score) for one in results()) == ["0.0", "None"]


def test_missing_work_is_told_without_a_mark(gradebook: Feed) -> None:
    gradebook.result(scoreStatus="not submitted", score="0", missing="true")

    (event,) = told()
    assert (event.standing, event.score, event.missing) == (ResultStanding.PENDING, None, True)


def test_a_mark_taken_back_is_told(gradebook: Feed) -> None:
    gradebook.result()
    told()

    gradebook.result(status="deleted")

    assert [type(one) for one in told()] == [ResultWithdrawn]
    assert [one.active for one in results()] == [False]


@pytest.mark.parametrize("cells", [{"studentSourcedId": "cleo"}, {"lineItemSourcedId": "essay"}])
def test_a_mark_that_turns_out_to_be_another_is_withdrawn_and_told_anew(
    gradebook: Feed, cells: dict[str, str]
) -> None:
    gradebook.item("essay")
    told()
    gradebook.result()
    gradebook.result(**cells)

    first, withdrawn, posted = told()
    assert (type(withdrawn), type(posted)) == (ResultWithdrawn, ResultPosted)
    assert withdrawn.student_id == first.student_id == gradebook.ids.person("ben")
    assert withdrawn.assignment_id == first.assignment_id
    (kept,) = results()
    assert (posted.student_id, posted.assignment_id) == (kept.student_id, kept.assignment_id)
    assert (posted.student_id, posted.assignment_id) != (first.student_id, first.assignment_id)
    assert (posted.score, posted.again, kept.version) == ("8", False, 3)


@pytest.mark.parametrize("link", ["lineItemScoreScales", "resultScoreScales"])
def test_a_scale_gives_the_mark_its_label(gradebook: Feed, link: str) -> None:
    tell_scale(gradebook, "Beginning:5", "Secure:8", link=link)
    gradebook.result()

    assert [one.scale for one in results()] == ["Secure"]


@pytest.mark.parametrize("link", ["lineItemScoreScales", "resultScoreScales"])
def test_a_scale_that_comes_late_or_changes_reaches_the_marks(gradebook: Feed, link: str) -> None:
    gradebook.result()
    told()

    tell_scale(gradebook, "Secure:8", link=link)
    first = [one.scale for one in results()]
    tell_scale(gradebook, "Strong:8", link=link)

    assert (first, [one.scale for one in results()]) == (["Secure"], ["Strong"])
    assert told() == []


def test_nothing_is_told_of_a_student_whom_the_school_does_not_know(gradebook: Feed) -> None:
    gradebook.result(studentSourcedId="dan")

    assert len(results()) == 1
    assert told() == []


def test_a_result_stays_when_the_student_leaves_the_class(gradebook: Feed) -> None:
    gradebook.result()
    told()
    fields = {
        "classSourcedId": "north-1",
        "schoolSourcedId": NORTH,
        "userSourcedId": "ben",
        "role": "student",
    }
    gradebook.tell(
        "enrollments", Record("north-1-ben", fields, ("north-1", "ben"), is_deleted=True)
    )
    gradebook.publish()

    assert [one.active for one in results()] == [True]
    assert told() == []
