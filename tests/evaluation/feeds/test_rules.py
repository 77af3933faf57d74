"""How much may end with nobody looking, and when a source is late."""

from datetime import UTC, datetime

import pytest

from services.evaluation.feeds.rules import (
    Loss,
    SourceSettings,
    are_too_many_changes,
    held_populations,
    late_since,
    populations_of,
)
from services.evaluation.feeds.setting_faults import faults_of

ZONE = "Pacific/Auckland"
RULES = SourceSettings()


@pytest.mark.parametrize(
    ("missing", "active", "is_too_much"),
    [(5, 5, False), (6, 60, False), (6, 59, True), (10, 100, False), (11, 100, True)],
)
def test_ten_per_cent_and_five_records_may_go(missing: int, active: int, is_too_much: bool) -> None:
    assert Loss(missing=missing, active=active).is_too_much(RULES) is is_too_much


def test_a_sources_own_shares_count() -> None:
    strict = SourceSettings(deactivation_share=0.01, deactivation_floor=0)
    assert Loss(missing=2, active=100).is_too_much(strict)
    assert not Loss(missing=1, active=100).is_too_much(strict)


def test_a_record_is_judged_with_all_with_its_group_and_with_its_schools() -> None:
    found = populations_of([("students", "north"), ("staff", "south")])
    assert found == ["@", "staff@", "students@", "staff@south", "students@north"]


def test_a_population_within_one_that_is_held_is_not_named_again() -> None:
    much, little = Loss(missing=50, active=100), Loss(missing=1, active=100)
    of_a_group = {"@": little, "students@": much, "students@north": much, "staff@north": much}
    assert held_populations(of_a_group, RULES) == ["students@", "staff@north"]
    assert held_populations({"@": much, "students@": much}, RULES) == ["@"]


def test_three_quarters_of_the_records_may_change() -> None:
    assert not are_too_many_changes(75, 100, RULES)
    assert are_too_many_changes(76, 100, RULES)
    assert not are_too_many_changes(4, 4, RULES)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """That moment in November 2026, when Auckland is 13 hours ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("loaded", "now", "late"),
    [
        # 06:00 on the 20th in Auckland is 17:00 UTC on the 19th.
        (at(19, 12), at(19, 18), None),
        (at(18, 12), at(19, 18), at(19, 17)),
        (at(18, 12), at(19, 16), None),
        (at(18, 20), at(19, 18), at(19, 17)),
        (at(19, 23), at(20, 10), None),
        (None, at(19, 18), at(19, 17)),
    ],
)
def test_a_source_is_late_when_the_mornings_load_has_not_come(
    loaded: datetime | None, now: datetime, late: datetime | None
) -> None:
    assert late_since(SourceSettings(expected_by="06:00"), loaded, now, ZONE) == late


def test_a_source_is_late_by_hours_since_its_last_load() -> None:
    weekly = SourceSettings(expected_every_hours=168)
    assert late_since(weekly, at(10, 0), at(16, 23), ZONE) is None
    assert late_since(weekly, at(10, 0), at(17, 1), ZONE) == at(17, 0)
    assert late_since(weekly, None, at(17, 1), ZONE) is None


def test_nothing_expected_is_never_late() -> None:
    assert late_since(RULES, None, at(19, 18), ZONE) is None


def test_a_setting_that_cannot_be_used_is_named() -> None:
    wrong = SourceSettings(
        expected_by="6 o'clock",
        expected_every_hours=-1,
        deactivation_share=10,
        deactivation_floor=-1,
        change_share=2,
        bulk_with_status="maybe",
        school="x" * 300,
    )
    assert set(faults_of(wrong)) == {
        "expected_by",
        "expected_every_hours",
        "deactivation_share",
        "deactivation_floor",
        "change_share",
        "bulk_with_status",
        "school",
    }
    assert faults_of(RULES) == {}
    assert faults_of(SourceSettings(expected_by="06:00", expected_every_hours=24)) == {}
