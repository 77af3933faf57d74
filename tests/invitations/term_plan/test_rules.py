"""What a plan is made of, what is missing from it, which term a day is in."""

from datetime import date

import pytest

from services.invitations.term_plan.rules import Planned, Term, mix_of, term_from, term_of, week_of
from shared.events.invitations import ActivityKind, Focus


def line(kind: ActivityKind, focus: Focus = Focus.LEARNING, **changes: bool) -> Planned:
    return Planned(**{"kind": kind, "focus": focus, "is_idea": False, **changes})  # type: ignore[arg-type]


@pytest.mark.row("S3")
def test_a_plan_that_only_helps_and_tells_is_one_sided_and_says_what_is_missing() -> None:
    mix = mix_of([line(ActivityKind.SUPPORTS_SCHOOL), line(ActivityKind.INFORMS_FAMILIES)])
    assert mix.is_one_sided
    assert mix.missing == (ActivityKind.PARTNERSHIP, ActivityKind.COLLABORATION)


@pytest.mark.row("S3")
def test_one_idea_of_another_kind_is_enough_for_the_plan_to_be_more() -> None:
    mix = mix_of([line(ActivityKind.SUPPORTS_SCHOOL), line(ActivityKind.PARTNERSHIP, is_idea=True)])
    assert not mix.is_one_sided
    assert mix.missing == (ActivityKind.COLLABORATION, ActivityKind.INFORMS_FAMILIES)
    assert mix.ideas == 1


@pytest.mark.row("S3")
def test_an_empty_plan_is_not_blamed() -> None:
    assert not mix_of([]).is_one_sided


@pytest.mark.row("S10", "S62")
def test_learning_and_wellbeing_are_counted_together_and_variants_apart() -> None:
    kind = ActivityKind.COLLABORATION
    mix = mix_of(
        [
            line(kind, Focus.WELLBEING),
            line(kind, Focus.LEARNING, is_variant=True),
            line(kind, Focus.SCHOOL_SUPPORT),
        ]
    )
    assert (mix.about_children, mix.total, mix.variants) == (2, 3, 1)


def test_a_term_is_three_months_and_moves_over_the_year() -> None:
    term = term_of(date(2026, 11, 23))
    assert (term.begins_on, term.last_day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert term.later == Term(begins_on=date(2027, 1, 1))
    assert term.earlier.earlier.earlier.earlier == Term(begins_on=date(2025, 10, 1))


TERMS = (date(2026, 1, 28), date(2026, 4, 20), date(2026, 7, 20), date(2026, 10, 12))


@pytest.mark.parametrize(
    ("day", "begins_on", "last_day"),
    [
        (date(2026, 5, 3), date(2026, 4, 20), date(2026, 7, 19)),
        (date(2026, 7, 12), date(2026, 4, 20), date(2026, 7, 19)),
        (date(2026, 11, 23), date(2026, 10, 12), date(2027, 1, 11)),
        (date(2027, 2, 1), date(2027, 1, 12), date(2027, 4, 11)),
        (date(2026, 1, 10), date(2025, 10, 28), date(2026, 1, 27)),
        (date(2025, 9, 1), date(2025, 7, 28), date(2025, 10, 27)),
    ],
)
def test_a_school_that_told_its_terms_has_those_with_the_holidays_after_them(
    day: date, begins_on: date, last_day: date
) -> None:
    term = term_of(day, TERMS)
    assert (term.begins_on, term.last_day) == (begins_on, last_day)
    assert term.later.earlier == term
    assert term_from(term.key, date(2026, 5, 3), TERMS) == term


def test_a_year_nobody_told_of_has_terms_of_three_months() -> None:
    starts = (date(2026, 10, 12), date(2028, 1, 31))
    assert term_of(date(2026, 11, 1), starts).last_day == date(2027, 1, 11)
    assert term_of(date(2028, 1, 20), starts).last_day == date(2028, 1, 30)


def test_a_term_begins_at_midnight_of_the_schools_clock() -> None:
    begins_at, ends_at = term_of(date(2026, 11, 23)).span("Pacific/Auckland")
    assert begins_at.isoformat() == "2026-09-30T11:00:00+00:00"
    assert ends_at.isoformat() == "2026-12-31T11:00:00+00:00"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "x", "2026-10-10-01", "-1-01", "0001-01", "9999-12"]
)
def test_an_address_that_names_no_month_means_today(text: str) -> None:
    assert term_from(text, date(2026, 5, 3)).begins_on == date(2026, 4, 1)


@pytest.mark.parametrize("text", ["0001-01", "9999-12"])
def test_the_first_and_the_last_term_there_is_can_be_shown(text: str) -> None:
    term = term_from(text, date(2026, 5, 3))
    assert term.earlier.begins_on
    assert term.later.ends_on


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)
