"""Who shares a household, by the supplement and by the school's decision, on a real MongoDB."""

from typing import Any

import pytest

from services.evaluation.roster.decisions import (
    confirm_household,
    split_household,
)
from services.evaluation.roster.models import (
    RosterHousehold,
)
from shared import store
from shared.errors import Invalid, NotFound
from shared.tenancy import scope_of
from tests.evaluation.roster.conftest import Told


class TestHouseholds:
    @pytest.fixture
    def shared(self, told: Told) -> Told:
        """Ben and Ema live with Ana and Bob; Ema also has Che, who lives elsewhere."""
        told.family("ben", "ana", "bob")
        told.family("ema", "ana", "bob", "che")
        for student in ("ben", "ema"):
            told.guardian(student, "ana", livesWith="true")
            told.guardian(student, "bob", livesWith="true")
        told.publish()
        return told

    def members(self, told: Told) -> list[tuple[Any, ...]]:
        return [
            (set(one.guardian_ids), set(one.student_ids), one.confirmed_by, one.active)
            for one in told.rows(RosterHousehold)
        ]

    def people(self, told: Told, *sourced_ids: str) -> set[str]:
        return {told.ids.person(one) for one in sourced_ids}

    def test_the_supplement_confirms_a_household(self, shared: Told) -> None:
        pair, children = self.people(shared, "ana", "bob"), self.people(shared, "ben", "ema")

        assert self.members(shared) == [(pair, children, "feed", True)]
        kinds = [one.type.split(".")[3] for one in shared.envelopes()]
        assert kinds.count("household") == 1

    def test_a_restriction_ends_it_for_that_child(self, shared: Told) -> None:
        shared.guardian("ema", "bob", livesWith="true", restriction="true")
        shared.publish()

        pair = self.people(shared, "ana", "bob")
        assert self.members(shared) == [(pair, self.people(shared, "ben"), "feed", True)]

        shared.end("users", "ben")
        shared.publish()
        assert self.members(shared) == [(pair, set(), "feed", False)]

    def test_the_newest_word_counts_for_some_of_a_household_too(self, shared: Told) -> None:
        three = self.people(shared, "ana", "bob", "che")
        pair = self.people(shared, "ana", "bob")
        with scope_of(shared.north):
            confirm_household(shared.north, three)
            known = next(one for one in RosterHousehold.objects() if set(one.guardian_ids) == pair)
            split_household(shared.north, known.household_id)
        assert not any(one.active for one in shared.rows(RosterHousehold))
        shared.guardian("ema", "che", livesWith="true")
        shared.publish()
        assert not any(one.active for one in shared.rows(RosterHousehold))

        with scope_of(shared.north):
            confirm_household(shared.north, three)
        shared.guardian("ema", "che", livesWith="false")
        shared.publish()
        assert any(
            one.active and set(one.guardian_ids) == three for one in shared.rows(RosterHousehold)
        )

    def test_a_school_may_confirm_and_split(self, shared: Told) -> None:
        apart = self.people(shared, "ana", "che")
        with scope_of(shared.north):
            identifier = confirm_household(shared.north, apart)
        assert (apart, self.people(shared, "ema"), "school", True) in self.members(shared)

        with scope_of(shared.north):
            split_household(shared.north, identifier)
            with pytest.raises(NotFound):
                split_household(shared.north, identifier)
        assert (apart, set(), "school", False) in self.members(shared)
        actions = [row["action"] for row in store.database()["audit"].find()]
        assert actions[-2:] == ["household-confirmed", "household-split"]

    def test_what_the_school_decided_outlasts_the_next_feed(self, shared: Told) -> None:
        pair = self.people(shared, "ana", "bob")
        (known,) = shared.rows(RosterHousehold)
        with scope_of(shared.north):
            split_household(shared.north, known.household_id)
            confirm_household(shared.north, self.people(shared, "ana", "che"))

        shared.person("ema", "student", preferredGivenName="Em")
        shared.guardian("ben", "bob", livesWith="true", relation="father")
        shared.publish()

        assert (pair, set(), "feed", False) in self.members(shared)
        together = self.people(shared, "ana", "che")
        assert (together, self.people(shared, "ema"), "school", True) in self.members(shared)

    def test_those_without_a_common_child_are_refused(self, shared: Told) -> None:
        with scope_of(shared.north):
            with pytest.raises(Invalid):
                confirm_household(shared.north, self.people(shared, "ana"))
            shared.family("zoe", "yan")
            shared.publish()
            with pytest.raises(Invalid):
                confirm_household(shared.north, self.people(shared, "ana", "yan"))
