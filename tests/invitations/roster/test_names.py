"""Whom a name that somebody types means: with or without marks, from its beginning."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invitations.roster.queries import people_called
from services.invitations.roster.rules import is_called, may_begin, words_asked
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room

LETTERS = st.text(alphabet="aAāßﬁkK’'-. 7\x00\u0301", max_size=8)
NAMES = st.lists(LETTERS, min_size=1, max_size=3)


@given(names=NAMES, typed=LETTERS)
def test_whoever_is_called_so_is_among_those_the_store_gives(names: list[str], typed: str) -> None:
    asked = words_asked(typed)
    if is_called(names, asked):
        pattern = re.compile(may_begin(asked), re.IGNORECASE)
        assert any(pattern.search(one) for one in names)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("rawiri", True),
        ("Rāwiri te", True),
        ("KURA", True),
        ("te-kura", True),
        ("awiri", False),
        ("rawiri kauri", False),
        ("o’", False),
        ("(.*", False),
        ("\0", False),
        ("ra" * 40_000, False),
    ],
)
def test_the_schools_people_are_found_by_name(room: Room, typed: str, is_found: bool) -> None:
    with scope_of(room.school_id):
        child = room.world.make_child(
            room.school_id, room.class_id, given_name="Rāwiri", family_name="Te Kura"
        )
        assert (child in people_called(typed, room.school_id)) is is_found
