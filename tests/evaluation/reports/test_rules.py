"""What families who left the roll did is told of a large group, or of nobody."""

from services.evaluation.reports.numbers import Mix, Numbers, Tally
from services.evaluation.reports.rules import Breakdown, district_report_of, report_of
from shared.small_counts import SMALLEST_SHOWN

LEFT = Tally(invited=1, reached=1, answered=1, came=1, came_invited=1, invitations=1)


def test_the_total_does_not_give_away_a_family_that_left() -> None:
    report = report_of(numbers_of({"to-3": tally(40), "4-6": tally(20), "unknown": LEFT}))
    assert report.total is not None
    for breakdown in (report.by_band, report.by_language):
        assert report.total.came - came(breakdown) >= SMALLEST_SHOWN


def test_the_districts_sum_does_not_give_away_one_schools_family_that_left() -> None:
    one = numbers_of({"to-3": tally(40), "4-6": LEFT})
    other = numbers_of({"to-3": tally(30), "4-6": tally(25)})
    report = district_report_of({"one": one, "other": other})
    assert report.by_band.groups["4-6"] is None


def test_families_that_left_make_no_small_school_large_enough() -> None:
    left = Tally(invited=12, came=12)
    assert report_of(numbers_of({"to-3": tally(5), "4-6": left})).total is None


def test_many_families_that_left_are_shown_as_a_group_of_their_own() -> None:
    left = Tally(invited=12, came=12)
    report = report_of(numbers_of({"to-3": tally(40), "4-6": left}))
    assert report.by_band.groups["4-6"] == left


def tally(families: int) -> Tally:
    return Tally(families=families, invited=families, came=families)


def numbers_of(groups: dict[str, Tally]) -> Numbers:
    return Numbers(by_band=groups, by_language=groups, practices=0, mix=Mix())


def came(breakdown: Breakdown) -> int:
    return sum(shown.came for shown in breakdown.groups.values() if shown is not None)
