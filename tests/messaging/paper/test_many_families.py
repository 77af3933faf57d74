"""Thousands are invited: a page at a time, whom nothing reaches first."""

import pytest

from services.messaging.paper import families, queries
from shared import ids
from shared.events.invitations import InvitationIssued
from shared.tenancy import scope_of
from tests.messaging.invitations import an_activity, an_answer, an_invitation
from tests.messaging.mailboxes import send
from tests.messaging.world import Family, World


@pytest.fixture
def invited(world: World, family: Family) -> list[InvitationIssued]:
    """Ana and Ben are reached by nothing and Ben has answered, the others by mail."""
    activity = an_activity()
    world.tell(family.school_id, activity)
    found = []
    for name in ("Zoe", "Ben", "Cai", "Ana"):
        one = Family.made_in(world, family.school_id, given_name=name)
        if name in {"Ana", "Ben"}:
            world.reach(family.school_id, one.guardian_id)
        found.append(an_invitation(activity, one.guardian_id, one.child_id))
    world.tell(family.school_id, *found, an_answer(found[1], "no"))
    send()
    return found


def names(family: Family, activity_id: str, number: int) -> tuple[list[str], bool]:
    with scope_of(family.school_id):
        page = families.families_page(activity_id, None, number=number)
    return [one.name.partition(" ")[0] for one in page.families], page.has_more


def test_whom_nothing_reaches_comes_first_and_the_others_by_name_on_pages(
    family: Family, invited: list[InvitationIssued], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "SHOWN", 3)
    activity_id = invited[0].activity_id
    assert names(family, activity_id, 1) == (["Ana", "Ben", "Cai"], True)
    assert names(family, activity_id, 2) == (["Zoe"], False)
    with scope_of(family.school_id):
        page = families.families_page(activity_id, None)
        assert [one.needs_sheet for one in page.families] == [True, False, False]


def test_the_school_is_told_how_many_wait_for_paper(
    family: Family, invited: list[InvitationIssued]
) -> None:
    with scope_of(family.school_id):
        [waiting] = queries.waiting_activities("en", None)
        assert (waiting.activity_id, waiting.families) == (invited[0].activity_id, 1)
        assert queries.waiting_activities("en", frozenset({ids.new_id()})) == []
        own = frozenset(invited[0].class_ids)
        assert [one.families for one in queries.waiting_activities("en", own)] == [1]


def test_only_invitations_to_the_activity_are_printed(
    family: Family, invited: list[InvitationIssued]
) -> None:
    elsewhere = family.is_invited()
    chosen = [invited[0].invitation_id, elsewhere.invitation_id, "made-up"]
    with scope_of(family.school_id):
        found = families.chosen_families(invited[0].activity_id, None, chosen)
    assert [one.invitation_id for one in found] == [invited[0].invitation_id]
