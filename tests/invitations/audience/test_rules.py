"""Whom an audience holds, why, and how far somebody may reach: pure rules."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.invitations.audience.circle import Circle, invitees_of, reach_of
from services.invitations.audience.rules import (
    Audience,
    Bounds,
    Kind,
    Reason,
    within_bounds,
)

TEACHER = Bounds(class_ids=frozenset({"room-7"}), student_ids=frozenset({"sione"}))
LEADER = Bounds(class_ids=frozenset({"room-7", "room-8"}), whole_school=True)


def circle(**changes: Any) -> Circle:
    """Mele with Sione in room 7 and Ana in room 8; Huda with Yusuf in room 7; both in year 4."""
    known: Mapping[str, Any] = {
        "children": {"mele": {"sione", "ana"}, "huda": {"yusuf"}},
        "classes": {
            "sione": frozenset({"room-7"}),
            "ana": frozenset({"room-8"}),
            "yusuf": frozenset({"room-7"}),
        },
        "grades": {"sione": ["4"], "ana": ["6"], "yusuf": ["4"]},
        "languages": {"mele": "to", "huda": "ar"},
        "interests": {"mele": frozenset({"music"})},
    }
    return Circle(**{**known, **changes})


def asked(audience: Audience, **changes: Any) -> dict[str, tuple[tuple[str, ...], Reason]]:
    found = invitees_of(audience, circle(**changes))
    return {one.guardian_id: (one.student_ids, one.reason) for one in found}


@pytest.mark.row("S112", "S4")
@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (
            Audience(class_ids=("room-7",)),
            {
                "mele": (("sione",), Reason(kind=Kind.CLASS, what=("room-7",))),
                "huda": (("yusuf",), Reason(kind=Kind.CLASS, what=("room-7",))),
            },
        ),
        (
            Audience(grades=("6",)),
            {"mele": (("ana",), Reason(kind=Kind.GRADE, what=("6",)))},
        ),
        (
            Audience(student_ids=("yusuf",)),
            {"huda": (("yusuf",), Reason(kind=Kind.CHILD, what=("yusuf",)))},
        ),
        (
            Audience(interests=("music",)),
            {"mele": (("ana", "sione"), Reason(kind=Kind.INTEREST, what=("music",)))},
        ),
        (
            Audience(interests=("music",), within=("room-7",)),
            {"mele": (("sione",), Reason(kind=Kind.INTEREST, what=("music",)))},
        ),
        (
            Audience(class_ids=("room-8",), student_ids=("sione",)),
            {"mele": (("ana", "sione"), Reason(kind=Kind.CHILD, what=("sione",)))},
        ),
        (
            Audience(everyone=True),
            {
                "mele": (("ana", "sione"), Reason(kind=Kind.SCHOOL)),
                "huda": (("yusuf",), Reason(kind=Kind.SCHOOL)),
            },
        ),
    ],
)
def test_each_guardian_is_asked_with_the_children_meant_and_the_nearest_reason(
    audience: Audience, expected: dict[str, Any]
) -> None:
    assert asked(audience) == expected


def test_who_left_is_not_asked() -> None:
    everyone = Audience(everyone=True)
    assert asked(everyone, languages={"mele": "to"}).keys() == {"mele"}
    assert asked(everyone, classes={"yusuf": frozenset({"room-7"})}).keys() == {"huda"}
    assert asked(everyone, grades={"ana": ["6"]})["mele"][0] == ("ana",)


def test_a_household_is_one_family_and_rest_is_counted() -> None:
    both = {
        "children": {"mele": {"sione"}, "tevita": {"ana"}},
        "languages": {"mele": "to", "tevita": "to"},
    }
    home = {"mele": {"mele", "tevita"}, "tevita": {"mele", "tevita"}}
    found = reach_of(
        Audience(everyone=True), circle(**both, housemates=home, resting=frozenset({"mele"}))
    )
    assert (found.families, found.guardians, found.children) == (1, 2, 2)
    assert (found.languages, found.resting) == (("to",), 1)


@pytest.mark.parametrize(
    ("audience", "bounds", "expected"),
    [
        (Audience(class_ids=("room-7",)), TEACHER, Audience(class_ids=("room-7",))),
        (Audience(class_ids=("room-8",)), TEACHER, None),
        (Audience(student_ids=("sione",)), TEACHER, Audience(student_ids=("sione",))),
        (Audience(student_ids=("ana",)), TEACHER, None),
        (Audience(grades=("4",)), TEACHER, None),
        (Audience(everyone=True), TEACHER, None),
        (
            Audience(interests=("music",)),
            TEACHER,
            Audience(interests=("music",), within=("room-7",)),
        ),
        (Audience(interests=("music",)), Bounds(class_ids=frozenset()), None),
        (
            Audience(interests=("music",), within=("room-7", "room-8")),
            TEACHER,
            Audience(interests=("music",), within=("room-7",)),
        ),
        (Audience(grades=("4",), everyone=True), LEADER, Audience(grades=("4",), everyone=True)),
        (Audience(class_ids=("elsewhere",)), LEADER, None),
    ],
)
def test_a_teacher_reaches_own_families_and_a_leader_the_school(
    audience: Audience, bounds: Bounds, expected: Audience | None
) -> None:
    assert within_bounds(audience, bounds) == expected


def test_an_audience_is_kept_and_read_again() -> None:
    audience = Audience(class_ids=("a",), interests=("music",), within=("a",), everyone=True)
    assert Audience.from_dict(audience.as_dict()) == audience
    assert Audience.from_dict({"class_ids": ["a"]}) == Audience(class_ids=("a",))
    assert Audience().is_empty


@pytest.mark.parametrize(("told", "shown"), [(9, 0), (10, 10)])
def test_who_would_rather_take_part_elsewhere_is_counted_unless_they_are_few(
    told: int, shown: int
) -> None:
    guardians = [f"guardian-{number}" for number in range(12)]
    found = reach_of(
        Audience(everyone=True),
        circle(
            children={one: {"sione"} for one in guardians},
            languages=dict.fromkeys(guardians, "to"),
            elsewhere=frozenset([*guardians[:told], "somebody-else"]),
        ),
    )
    assert found.elsewhere == shown
