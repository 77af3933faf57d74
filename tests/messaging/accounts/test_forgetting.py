"""When a school is removed, the accounts of those go whom no other school knows, and no others."""

from services.messaging.accounts.forgetting import forget_strangers
from services.messaging.accounts.models import Account
from services.messaging.accounts.use_cases import account_for, join_person
from services.messaging.service import SERVICE
from shared import store
from shared.consumer import process_batch
from shared.events.evaluation import PersonChanged, Role
from shared.tenancy import platform_collection, scope_of
from tests.messaging.world import World
from tests.shared.messages import tombstone_of


def test_who_is_at_this_school_only_is_forgotten(world: World) -> None:
    north, south = world.make_school("North"), world.make_school("South")
    here, both = world.make_guardian(north), world.make_guardian(north, south)
    accounts = [account(one) for one in (here, both)]
    assert forget(north) == 1
    assert known(accounts) == [accounts[1]]


def test_an_account_that_also_stands_for_somebody_elsewhere_stays(world: World) -> None:
    north, south = world.make_school("North"), world.make_school("South")
    first, second = world.make_guardian(north), world.make_guardian(south)
    joined = account(first)
    join_person(joined, second)
    assert forget(north) == 0
    assert known([joined]) == [joined]


def test_it_does_not_matter_whether_the_roster_was_erased_before(world: World) -> None:
    north = world.make_school("North")
    person_id = world.make_person(north, Role.TEACHER)
    own = account(person_id)
    gone = PersonChanged(
        person_id=person_id,
        given_name="",
        family_name="",
        roles=(),
        grades=(),
        languages=(),
        active=False,
    )
    process_batch(SERVICE, [tombstone_of(gone, school_id=north, version=9)])
    assert forget(north) == 1
    assert known([own]) == []


def account(person_id: str) -> str:
    return str(store.atomic(account_for)(person_id, language="en").id)


def forget(school_id: str) -> int:
    with scope_of(school_id):
        return forget_strangers(school_id, 100)


def known(account_ids: list[str]) -> list[str]:
    found = platform_collection(Account._get_collection_name()).find({"_id": {"$in": account_ids}})
    return sorted((row["_id"] for row in found), key=account_ids.index)
