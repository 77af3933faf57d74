"""What a mark means and what homes hear of it: pure rules."""

from typing import Any

import pytest

from services.evaluation.progress import rules
from services.evaluation.progress.rules import (
    AttendanceStep,
    Code,
    Mark,
    Outcome,
    ResultStep,
)
from shared.events.progress import AttendanceCategory, ResultStanding

ABSENT, TARDY = AttendanceCategory.ABSENT, AttendanceCategory.TARDY
PRESENT, LEFT = AttendanceCategory.PRESENT, AttendanceCategory.EARLY_DEPARTURE


def make_mark(category: AttendanceCategory = ABSENT, **changes: Any) -> Mark:
    values: dict[str, Any] = {"is_excused": None, "in_session": True, "notify": True}
    return Mark(category=category, **{**values, **changes})


def make_outcome(status: str = "fully graded", **changes: Any) -> Outcome:
    values: dict[str, Any] = {"score": 8.0, "text_score": ""}
    flags = {"incomplete": False, "late": False, "missing": False}
    return Outcome(status=status, **{**values, **flags, **changes})


def told_after(*marks: Mark | None) -> tuple[list[AttendanceStep], rules.Told | None]:
    steps, told = [], None
    for mark in marks:
        step, told = rules.next_attendance_step(told, mark)
        steps.append(step)
    return steps, told


@pytest.mark.parametrize("category", [PRESENT, LEFT, AttendanceCategory.PARTIAL])
def test_only_who_is_absent_or_tardy_is_told_of(category: AttendanceCategory) -> None:
    assert told_after(make_mark(category)) == ([AttendanceStep.NOTHING], None)


@pytest.mark.parametrize("later", [make_mark(PRESENT), make_mark(TARDY), None])
def test_a_later_mark_is_a_correction_and_not_a_second_absence(later: Mark | None) -> None:
    steps, _ = told_after(make_mark(), later, later)

    assert steps == [
        AttendanceStep.RECORDED,
        AttendanceStep.CORRECTED,
        AttendanceStep.NOTHING,
    ]


def test_an_absence_that_was_taken_back_and_told_again_is_a_correction_too() -> None:
    steps, told = told_after(make_mark(), None, make_mark())

    assert steps[-1] is AttendanceStep.CORRECTED
    assert told is not None
    assert told["category"] == "absent"


def test_an_excuse_that_comes_later_is_told() -> None:
    steps, _ = told_after(make_mark(is_excused=False), make_mark(is_excused=True))

    assert steps[-1] is AttendanceStep.CORRECTED


def test_from_present_to_gone_early_nothing_is_told() -> None:
    steps, _ = told_after(make_mark(), make_mark(PRESENT), make_mark(LEFT), None)

    assert steps[2:] == [AttendanceStep.NOTHING, AttendanceStep.NOTHING]


def test_who_was_never_alerted_needs_no_all_clear() -> None:
    _, told = told_after(make_mark(notify=False), make_mark(PRESENT))

    assert told is not None
    assert told["notify"] is False


def test_a_code_that_alerts_after_one_that_does_not_alerts() -> None:
    steps, told = told_after(make_mark(notify=False), make_mark(notify=True))

    assert steps[-1] is AttendanceStep.CORRECTED
    assert told is not None
    assert told["notify"] is True


def test_a_home_that_was_alerted_hears_that_there_was_no_school() -> None:
    steps, told = told_after(make_mark(), make_mark(in_session=False, notify=False))

    assert steps[-1] is AttendanceStep.CORRECTED
    assert told is not None
    assert (told["in_session"], told["notify"]) == (False, True)


@pytest.mark.parametrize(
    ("code", "excused", "mark"),
    [
        (Code(), None, make_mark()),
        (Code(), True, make_mark(is_excused=True)),
        (Code(is_excused=False), True, make_mark(is_excused=False)),
        (Code(notify=False), None, make_mark(notify=False)),
        (Code(is_absence=False, is_excused=True), None, make_mark(PRESENT, is_excused=True)),
    ],
)
def test_the_table_of_codes_has_the_last_word(code: Code, excused: bool | None, mark: Mark) -> None:
    assert rules.mark_of(ABSENT, code, excused=excused, in_session=True) == mark


def test_a_day_without_school_alerts_nobody() -> None:
    mark = rules.mark_of(ABSENT, Code(notify=True), excused=None, in_session=False)

    assert mark.notify is False


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        (make_outcome(), ResultStanding.GRADED),
        (make_outcome(score=0.0), ResultStanding.GRADED),
        (make_outcome(score=None, text_score="B"), ResultStanding.GRADED),
        (make_outcome(score=None), ResultStanding.PENDING),
        (make_outcome("exempt", score=None), ResultStanding.EXEMPT),
        (make_outcome("exempt", score=0.0), ResultStanding.EXEMPT),
        (make_outcome("partially graded"), ResultStanding.PENDING),
        (make_outcome("submitted"), ResultStanding.PENDING),
        (make_outcome("not submitted", score=0.0), ResultStanding.PENDING),
        (make_outcome("ext:peer reviewed"), ResultStanding.PENDING),
    ],
)
def test_only_what_is_fully_graded_is_a_mark(outcome: Outcome, standing: ResultStanding) -> None:
    assert outcome.standing is standing


@pytest.mark.parametrize("flag", ["missing", "late", "incomplete"])
def test_missing_work_is_told_without_a_mark(flag: str) -> None:
    content = rules.content_of(make_outcome("not submitted", score=0.0, **{flag: True}))

    assert content is not None
    assert (content["standing"], content["score"], content[flag]) == ("pending", None, True)


def test_work_that_is_not_graded_yet_is_not_told() -> None:
    assert rules.content_of(make_outcome("partially graded")) is None


MARK = rules.content_of(make_outcome())
OTHER = rules.content_of(make_outcome(score=9.5))
EXEMPT = rules.content_of(make_outcome("exempt"))


@pytest.mark.parametrize(
    ("story", "steps"),
    [
        ([(MARK, False), (MARK, False)], ["posted", "nothing"]),
        ([(MARK, False), (OTHER, False)], ["posted", "posted-again"]),
        ([(MARK, False), (None, False), (None, False)], ["posted", "withdrawn", "nothing"]),
        ([(None, True), (MARK, True), (OTHER, True)], ["nothing", "held", "nothing"]),
        ([(MARK, True), (OTHER, False)], ["held", "released"]),
        ([(MARK, False), (MARK, True), (MARK, False)], ["posted", "held", "released"]),
        ([(None, True), (None, False)], ["nothing", "nothing"]),
        ([(MARK, True), (None, True), (None, False)], ["held", "nothing", "nothing"]),
        ([(MARK, False), (MARK, True), (None, False)], ["posted", "held", "withdrawn"]),
        ([(EXEMPT, False), (MARK, False)], ["nothing", "posted"]),
        ([(MARK, False), (EXEMPT, False)], ["posted", "posted-again"]),
    ],
)
def test_what_homes_hear_of_a_result(
    story: list[tuple[rules.Told | None, bool]], steps: list[str]
) -> None:
    told: rules.Told | None = None
    heard = []
    for content, is_held in story:
        step, told = rules.next_result_step(told, content, is_held=is_held)
        heard.append(step)

    assert heard == [ResultStep(one) for one in steps]


@pytest.mark.parametrize(
    ("number", "text"), [(8.0, "8"), (9.5, "9.5"), (0.0, "0"), (None, None), (300.0, "300")]
)
def test_a_number_is_written_without_needless_digits(
    number: float | None, text: str | None
) -> None:
    assert rules.decimal_text(number) == text


@pytest.mark.parametrize(
    ("score", "scale", "label"),
    [
        (94.0, {"A+": "100", "A": "94"}, "A"),
        (65.0, {"60-69": "B", "70-79": "A"}, "B"),
        (70.0, {"60-69": "B", "70-79": "A"}, "A"),
        (69.5, {"60-69": "B", "70-79": "A"}, ""),
        (3.0, {"Beginning": "1", "Secure": "3"}, "Secure"),
        (None, {"A": "94"}, ""),
        (5.0, {}, ""),
    ],
)
def test_a_scale_gives_a_score_its_label(
    score: float | None, scale: dict[str, str], label: str
) -> None:
    assert rules.label_of(score, scale) == label
