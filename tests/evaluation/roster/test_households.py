"""Which guardians share a household: pure rules, no store."""

from services.evaluation.roster.households import Said, household_id, households_around
from shared.events.evaluation import ConfirmedBy

A_AND_B = frozenset({"a", "b"})


def test_guardians_who_both_live_with_the_child_share_a_household() -> None:
    assert households_around({"a": "true", "b": "true", "c": "false", "d": ""}, []) == {
        A_AND_B: ConfirmedBy.FEED
    }


def test_a_child_of_two_homes_has_two_households() -> None:
    homes = {"a": "Kowhai St", "b": "Kowhai St", "c": "the farm", "d": "the farm", "e": "true"}

    assert set(households_around(homes, [])) == {A_AND_B, frozenset({"c", "d"})}


def test_nobody_is_put_together_by_guess() -> None:
    assert households_around({"a": "", "b": ""}, []) == {}


def test_the_school_may_say_what_no_feed_does() -> None:
    said = [Said(guardians=A_AND_B, is_shared=True)]

    assert households_around({"a": "", "b": "false", "c": ""}, said) == {
        A_AND_B: ConfirmedBy.SCHOOL
    }
    assert households_around({"a": ""}, said) == {}, "only guardians of the child"


def test_who_was_split_is_in_no_household_together() -> None:
    said = [Said(guardians=A_AND_B, is_shared=False)]

    assert households_around({"a": "true", "b": "true", "c": "true"}, said) == {}


def test_the_same_guardians_are_the_same_household() -> None:
    assert household_id("d", ["b", "a"]) == household_id("d", A_AND_B)
    assert household_id("d", ["a", "b"]) != household_id("other", A_AND_B)
