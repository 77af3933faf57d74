"""A batch takes effect once, in any order, and what cannot be handled stands in nobody's way."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from shared import parking, store
from shared.consumer import process_batch, replay_parked, run_waiting
from shared.envelope import Message
from shared.events.channels import Channel
from shared.events.evaluation import PersonChanged, Role
from shared.events.invitations import Answer, InvitationAnswered, InvitationOpened, Place
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.shared.messages import message_of, tombstone_of
from tests.shared.sample import SERVICE, KnownPerson, times

SCHOOL = "school-a"


@pytest.fixture(autouse=True)
def sample_store(open_store: Callable[[Service], Settings]) -> Iterator[None]:
    open_store(SERVICE)
    with scope_of(SCHOOL):
        yield


def test_an_event_delivered_twice_takes_effect_once() -> None:
    message = message_of(opened("i1"), school_id=SCHOOL)
    process_batch(SERVICE, [message, message])
    process_batch(SERVICE, [message])
    assert times(SCHOOL, "opened/i1") == 1


def test_a_projection_keeps_the_newest_version() -> None:
    newer, older = person("Mele", version=3), person("Old", version=2)
    process_batch(SERVICE, [newer])
    process_batch(SERVICE, [older, newer])
    assert KnownPerson.objects.get(person_id="g").given_name == "Mele"


def test_an_erased_person_is_not_brought_back_by_an_older_event() -> None:
    process_batch(SERVICE, [person("Mele", version=1)])
    process_batch(SERVICE, [tombstone(version=3)])
    process_batch(SERVICE, [person("Mele", version=2)])
    stored = KnownPerson._get_collection().find_one({})
    assert stored == {"_id": f"{SCHOOL}/g", "school_id": SCHOOL, "version": 3, "erased": True}


def test_a_reaction_waits_for_the_record_it_needs() -> None:
    process_batch(SERVICE, [message_of(answered("i1"), school_id=SCHOOL)])
    assert times(SCHOOL, "answered/i1") == 0
    process_batch(SERVICE, [person("Mele", version=1)])
    assert times(SCHOOL, "answered/i1") == 1
    assert waiting() == 0


def test_the_same_event_again_while_it_waits_takes_effect_once() -> None:
    message = message_of(answered("i1"), school_id=SCHOOL)
    process_batch(SERVICE, [message])
    process_batch(SERVICE, [message])
    process_batch(SERVICE, [person("Mele", version=1), message])
    assert times(SCHOOL, "answered/i1") == 1


def test_a_waiting_reaction_that_missed_its_wake_up_is_swept() -> None:
    process_batch(SERVICE, [message_of(answered("i1"), school_id=SCHOOL)])
    KnownPerson._get_collection().insert_one(
        {"_id": f"{SCHOOL}/g", "school_id": SCHOOL, "version": 1, "person_id": "g"}
    )
    run_waiting(SERVICE, parking.waiting_longer_than(0))
    assert (times(SCHOOL, "answered/i1"), waiting()) == (1, 0)


def test_a_later_event_of_a_waiting_record_waits_behind_it() -> None:
    first, second = answered("i1"), dataclasses.replace(answered("i1"), guardian_id="known")
    process_batch(SERVICE, [person("Ana", version=1, person_id="known")])
    process_batch(SERVICE, [message_of(first, school_id=SCHOOL)])
    process_batch(SERVICE, [message_of(second, school_id=SCHOOL, version=2)])
    assert waiting() == 2
    process_batch(SERVICE, [person("Mele", version=1)])
    assert (times(SCHOOL, "answered/i1"), waiting()) == (2, 0)


def test_poison_parks_its_key_and_the_rest_flows() -> None:
    bad = message_of(dataclasses.replace(opened("i1"), activity_id="bad"), school_id=SCHOOL)
    behind = message_of(opened("i1"), school_id=SCHOOL, version=2)
    process_batch(SERVICE, [bad, message_of(opened("i2"), school_id=SCHOOL), behind])
    assert times(SCHOOL, "opened/i2") == 1
    assert times(SCHOOL, "opened/i1") == 0
    assert [row["error"] for row in parking.parked_rows()] == [
        "builtins.RuntimeError",
        parking.BEHIND,
    ]


def test_replay_goes_on_after_the_bug_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = message_of(dataclasses.replace(opened("i1"), activity_id="bad"), school_id=SCHOOL)
    process_batch(SERVICE, [bad, message_of(opened("i1"), school_id=SCHOOL, version=2)])
    assert replay_parked(SERVICE, parking.parked_rows()) == 0
    mended = [
        dataclasses.replace(one, function=lambda *_: None) for one in SERVICE.reactions[OPENED]
    ]
    monkeypatch.setitem(SERVICE.reactions, OPENED, mended)
    monkeypatch.setattr(SERVICE.handlers[0], "reactions", mended)
    assert replay_parked(SERVICE, parking.parked_rows()) == 2
    assert parking.parked_rows() == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda one: dataclasses.replace(one, value=b"{not json"),
        lambda one: dataclasses.replace(one, value=b'["a list"]'),
        lambda one: dataclasses.replace(one, value=b"{}"),
        lambda one: dataclasses.replace(one, headers={}),
        lambda one: dataclasses.replace(one, key=f"other-school/{one.key.partition('/')[2]}"),
        lambda one: dataclasses.replace(
            one, headers=one.headers | {"ce_type": one.headers["ce_type"][:-2] + b"v9"}
        ),
    ],
    ids=["bad-json", "no-object", "no-fields", "no-envelope", "foreign-school", "unknown-major"],
)
def test_an_unreadable_event_is_parked_and_the_next_one_flows(
    broken: Callable[[Message], Message],
) -> None:
    good = message_of(opened("i2"), school_id=SCHOOL)
    process_batch(SERVICE, [broken(message_of(opened("i1"), school_id=SCHOOL)), good])
    assert len(parking.parked_rows()) == 1
    assert times(SCHOOL, "opened/i2") == 1


def test_events_of_two_schools_in_one_batch_stay_apart() -> None:
    process_batch(
        SERVICE,
        [person("Mele", version=1), message_of(person_event("Ana"), school_id="school-b")],
    )
    assert [one.given_name for one in KnownPerson.objects] == ["Mele"]
    with scope_of("school-b"):
        assert [one.given_name for one in KnownPerson.objects] == ["Ana"]


OPENED = "org.tuhono.invitations.invitation.opened.v1"


def opened(invitation_id: str) -> InvitationOpened:
    return InvitationOpened(invitation_id=invitation_id, activity_id="a", guardian_id="g")


def answered(invitation_id: str) -> InvitationAnswered:
    return InvitationAnswered(
        invitation_id=invitation_id,
        activity_id="a",
        guardian_id="g",
        answer=Answer.YES,
        place=Place.SEAT,
        adults=1,
        children=1,
        needs=(),
        channel=Channel.WEB,
        on_behalf=False,
    )


def person_event(name: str, person_id: str = "g") -> PersonChanged:
    return PersonChanged(
        person_id=person_id,
        given_name=name,
        family_name="Fifita",
        preferred_name="",
        roles=(Role.GUARDIAN,),
        grades=(),
        languages=("to",),
        active=True,
    )


def person(name: str, *, version: int, person_id: str = "g") -> Message:
    return message_of(person_event(name, person_id), school_id=SCHOOL, version=version)


def tombstone(*, version: int) -> Message:
    return tombstone_of(person_event("Mele"), school_id=SCHOOL, version=version)


def waiting() -> int:
    return store.database()[parking.WAITING].count_documents({})
