"""What waits or is parked runs once, in its record's order, whoever tries it again."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from shared import parking, store
from shared.consumer import process_batch, replay_parked, run_waiting
from shared.envelope import Envelope, Message
from shared.events.channels import Channel
from shared.events.evaluation import PersonChanged, Role
from shared.events.invitations import Answer, InvitationAnswered, InvitationOpened, Place
from shared.handlers import Handlers, WaitingFor
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import projection_id, scope_of
from tests.shared.messages import message_of
from tests.shared.sample import SERVICE, KnownPerson, times

SCHOOL = "school-a"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sample_store(open_store: Callable[[Service], Settings]) -> Iterator[None]:
    open_store(SERVICE)
    with scope_of(SCHOOL):
        yield


@pytest.fixture
def told() -> list[str]:
    """Which guardian each answer was handled for, in order; ``poison`` cannot be handled."""
    return []


@pytest.fixture
def service(told: list[str]) -> Service:
    """A service that needs each answer's guardian, and tells whom it handled."""
    handlers = Handlers("sample")
    handlers.project(PersonChanged, into=KnownPerson, fields=("person_id", "given_name"))

    @handlers.react(InvitationAnswered)
    def on_answered(event: InvitationAnswered, envelope: Envelope) -> None:
        known = KnownPerson.objects(id=projection_id(envelope.school_id, event.guardian_id)).first()
        if known is None:
            raise WaitingFor(KnownPerson, event.guardian_id)
        if known.given_name == "poison":
            raise RuntimeError("a handler's bug")
        told.append(event.guardian_id)

    return dataclasses.replace(SERVICE, handlers=[handlers])


def test_two_that_wake_the_same_waiting_reaction_let_it_take_effect_once() -> None:
    process_batch(SERVICE, [message_of(answered("g"), school_id=SCHOOL)])
    seen_by_the_sweep = parking.waiting_longer_than(0)
    process_batch(SERVICE, [person("g")])
    run_waiting(SERVICE, seen_by_the_sweep)
    assert times(SCHOOL, "answered/i1") == 1


def test_a_reaction_that_ran_meanwhile_is_not_put_back_to_wait() -> None:
    process_batch(SERVICE, [message_of(answered("g"), school_id=SCHOOL)])
    seen_by_the_sweep = parking.waiting_longer_than(0)
    process_batch(SERVICE, [person("g")])
    KnownPerson._get_collection().delete_many({})
    run_waiting(SERVICE, seen_by_the_sweep)
    assert parking.waiting_longer_than(0) == []


def test_two_that_replay_the_same_parked_event_let_it_take_effect_once(
    service: Service, told: list[str]
) -> None:
    process_batch(service, [person("g", "poison"), message_of(answered("g"), school_id=SCHOOL)])
    rows = parking.parked_rows()
    process_batch(service, [person("g", version=2)])
    assert replay_parked(service, rows) == 1
    replay_parked(service, rows)
    assert told == ["g"]


def test_a_later_event_waits_on_when_the_earlier_one_wakes_to_wait_for_another_record(
    told: list[str], service: Service
) -> None:
    process_batch(service, [message_of(answered("first"), school_id=SCHOOL)])
    process_batch(service, [message_of(answered("second"), school_id=SCHOOL, version=2)])
    parking.platform_collection(parking.WAITING).update_many(
        {}, {"$set": {"waits_for": "something else of the first"}}
    )
    process_batch(service, [person("second")])
    run_waiting(service, parking.waiting_longer_than(0))
    assert told == []
    process_batch(service, [person("first")])
    assert told == ["first", "second"]


def test_a_later_event_parks_behind_an_earlier_one_that_fails_when_it_wakes(
    told: list[str], service: Service
) -> None:
    first, second = answered("first"), answered("second")
    process_batch(service, [person("second"), message_of(first, school_id=SCHOOL)])
    process_batch(service, [message_of(second, school_id=SCHOOL, version=2)])
    process_batch(service, [person("first", "poison")])
    assert told == []
    assert [row["error"] for row in parking.parked_rows()] == [
        "builtins.RuntimeError",
        parking.BEHIND,
    ]


def test_a_replayed_event_that_has_to_wait_keeps_the_later_ones_waiting(
    told: list[str], service: Service
) -> None:
    process_batch(service, [person("second"), person("first", "poison")])
    process_batch(
        service,
        [
            message_of(answered("first"), school_id=SCHOOL),
            message_of(answered("second"), school_id=SCHOOL, version=2),
        ],
    )
    KnownPerson._get_collection().delete_one({"_id": projection_id(SCHOOL, "first")})
    replay_parked(service, parking.parked_rows())
    assert (told, parking.parked_rows()) == ([], [])
    process_batch(service, [person("first", version=2)])
    assert told == ["first", "second"]


def test_an_event_whose_projection_failed_reacts_when_it_is_replayed() -> None:
    """Its reaction may still have to wait for another record, and is not lost for that."""
    welcomed: list[str] = []
    handlers = Handlers("sample")
    handlers.project(PersonChanged, into=KnownPerson, fields=("person_id", "given_name"))

    @handlers.react(PersonChanged)
    def on_person(event: PersonChanged, envelope: Envelope) -> None:
        if KnownPerson.objects(id=projection_id(envelope.school_id, "friend")).first() is None:
            raise WaitingFor(KnownPerson, "friend")
        welcomed.append(event.person_id)

    service = dataclasses.replace(SERVICE, handlers=[handlers])
    parking_a_projection(person("g"))
    replay_all(service)
    process_batch(service, [person("friend")])
    replay_all(service)
    assert sorted(welcomed) == ["friend", "g"]
    assert KnownPerson.objects(person_id="g").first() is not None


def test_the_sweep_comes_round_to_every_waiting_reaction() -> None:
    """Those that wait in vain, however many, do not hide one whose record has arrived."""
    for name in ("a", "b", "c"):
        process_batch(SERVICE, [message_of(answered(name, f"i-{name}"), school_id=SCHOOL)])
    KnownPerson._get_collection().insert_one(
        {"_id": f"{SCHOOL}/c", "school_id": SCHOOL, "version": 1, "person_id": "c"}
    )
    make_waiting_due()
    for _ in range(3):
        run_waiting(SERVICE, parking.waiting_due(limit=1))
    assert times(SCHOOL, "answered/i-c") == 1


def test_parked_events_of_a_record_come_in_the_order_of_the_topic() -> None:
    message = message_of(
        InvitationOpened(invitation_id="i", activity_id="a", guardian_id="g"), school_id=SCHOOL
    )
    for offset in (12, 300, 11):
        late = dataclasses.replace(message, partition=7, offset=offset)
        parking.park(late, handler="h", event_id=str(offset), error="x", permanent=True)
    assert [row["message"]["offset"] for row in parking.parked_rows()] == [11, 12, 300]


@store.atomic
def parking_a_projection(message: Message) -> None:
    parking.park(message, handler=parking.ANY_HANDLER, event_id="e", error="a bug", permanent=True)


def replay_all(service: Service) -> None:
    while replay_parked(service, parking.parked_rows()):
        continue


def make_waiting_due() -> None:
    parking.platform_collection(parking.WAITING).update_many({}, {"$set": {"retry_at": LONG_AGO}})


def answered(guardian_id: str, invitation_id: str = "i1") -> InvitationAnswered:
    return InvitationAnswered(
        invitation_id=invitation_id,
        activity_id="a",
        guardian_id=guardian_id,
        answer=Answer.YES,
        place=Place.SEAT,
        adults=1,
        children=1,
        needs=(),
        channel=Channel.WEB,
        on_behalf=False,
    )


def person(person_id: str, name: str = "Mele", *, version: int = 1) -> Message:
    changed = PersonChanged(
        person_id=person_id,
        given_name=name,
        family_name="Fifita",
        preferred_name="",
        roles=(Role.GUARDIAN,),
        grades=(),
        languages=("to",),
        active=True,
    )
    return message_of(changed, school_id=SCHOOL, version=version)
