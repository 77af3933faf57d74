"""What ends a guardian link in a feed ends it in every service: three services on real stores."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.evaluation.roster.relations import stands_for
from services.invitations.roster import queries as invitations
from services.invitations.service import SERVICE as INVITATIONS
from services.messaging.roster.queries import is_welcome
from services.messaging.service import SERVICE as MESSAGING
from shared import store
from shared.consumer import process_batch
from shared.envelope import Message
from shared.settings import Settings
from shared.tenancy import scope
from tests.evaluation.roster.conftest import Told

Change = Callable[[Told], None]


@pytest.fixture
def family(district: Told, invitations_store: Settings, messaging_store: Settings) -> Told:
    """Ana, who stands for Ben in every service."""
    assert {invitations_store.service, messaging_store.service} == {"invitations", "messaging"}
    with store.use("evaluation"):
        district.family("ben", "ana")
    deliver(district)
    return district


def deliver(told: Told) -> None:
    """Publish what is marked and bring every event to both other services."""
    with store.use("evaluation"):
        told.publish()
        rows = list(store.database()["outbox"].find())
        store.database()["outbox"].delete_many({})
    messages = [
        Message(row["topic"], 0, number, row["key"], row["headers"], row["value"])
        for number, row in enumerate(rows)
    ]
    for service in (INVITATIONS, MESSAGING):
        with store.use(service.name):
            process_batch(service, messages)


def stands_in(told: Told) -> dict[str, bool]:
    """Where Ana stands for Ben now, by what each service asks."""
    ana, ben, school = told.ids.person("ana"), told.ids.person("ben"), told.north
    today = invitations.School(school_id=school, zone="Pacific/Auckland").day_of(told.now)
    with scope(read=[school]):
        with store.use("invitations"):
            invited = bool(invitations.guardians_of([ben], school, today))
            shown = bool(invitations.still_theirs(ana, [ben], school, told.now))
            listed = bool(invitations.children_of([ana], told.now))
        with store.use("messaging"):
            welcome = is_welcome(ana, school, told.ids.district_id, now=told.now)
        with store.use("evaluation"):
            child_page = stands_for([ana], ben, school, on=today) is not None
    return {
        "invited": invited,
        "invitation": shown,
        "list": listed,
        "purpose link": welcome,
        "child's page": child_page,
    }


def over_tomorrow(told: Told) -> None:
    told.guardian("ben", "ana", validTo="2026-11-25")
    told.publish()
    told.now += timedelta(days=1)


def over_tomorrow_and_turned(told: Told) -> None:
    over_tomorrow(told)
    told.turn()


def role_is_over(told: Told) -> None:
    told.role("ana", "parent", endDate="2026-11-20")


WAYS: dict[str, Change] = {
    "a restriction": lambda told: told.guardian("ben", "ana", restriction="true"),
    "data access withdrawn": lambda told: told.guardian("ben", "ana", dataAccess="false"),
    "no longer named": lambda told: told.end("agents", "ben|ana"),
    "the day, before any timer": over_tomorrow,
    "the day, once it turned": over_tomorrow_and_turned,
    "the role's end": role_is_over,
    "the role gone": lambda told: told.end("roles", "ana|north|parent"),
    "the account disabled": lambda told: told.person("ana", enabledUser="false"),
    "the guardian gone": lambda told: told.end("users", "ana"),
    "the child gone": lambda told: told.end("users", "ben"),
    "the child's place gone": lambda told: told.end("roles", "ben|north|student"),
}


@pytest.mark.row("R11")
@pytest.mark.parametrize("change", WAYS.values(), ids=list(WAYS))
def test_access_ends_in_every_service(family: Told, change: Change) -> None:
    assert stands_in(family) == dict.fromkeys(stands_in(family), True)

    with store.use("evaluation"):
        change(family)
    deliver(family)

    assert stands_in(family) == dict.fromkeys(stands_in(family), False)


@pytest.mark.row("R11")
def test_access_comes_back_with_the_link(family: Told) -> None:
    with store.use("evaluation"):
        family.guardian("ben", "ana", restriction="true")
    deliver(family)
    with store.use("evaluation"):
        family.guardian("ben", "ana", relation="mother")
    deliver(family)

    assert stands_in(family) == dict.fromkeys(stands_in(family), True)


@pytest.mark.row("R11")
def test_who_gets_no_post_is_not_invited_and_still_sees_the_child(family: Told) -> None:
    with store.use("evaluation"):
        family.guardian("ben", "ana", receivesMail="false")
    deliver(family)

    assert stands_in(family) == {**dict.fromkeys(stands_in(family), True), "invited": False}


def test_a_restricted_parent_of_one_child_still_sees_the_other(family: Told) -> None:
    with store.use("evaluation"):
        family.family("ema", "ana")
        family.guardian("ben", "ana", restriction="true")
    deliver(family)

    stands: Any = stands_in(family)
    assert (stands["invitation"], stands["child's page"]) == (False, False)
    ema = family.ids.person("ema")
    with scope(read=[family.north]), store.use("invitations"):
        theirs = invitations.children_of([family.ids.person("ana")], family.now)
    assert [one.student_id for one in theirs] == [ema]
