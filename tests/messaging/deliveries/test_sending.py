"""What is due is sent; what fails is tried again; nothing is sent twice by two workers."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.messaging.deliveries.jobs import CLAIMED_AT_ONCE
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import ATTEMPTS, DeliveryState
from services.messaging.deliveries.use_cases import (
    claim_due,
    keep,
    plan_sign_in_link,
    settle,
)
from services.messaging.settings import settings as cached_settings
from shared import clock, store
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.messaging.deliveries.provider import Provider, open_provider
from tests.messaging.fixtures import Hands
from tests.messaging.mailboxes import Mailboxes, send, text_of
from tests.messaging.world import Family, World


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that the service sends through."""
    with open_provider() as opened:
        monkeypatch.setenv("SMTP_URL", opened.url)
        cached_settings.cache_clear()
        yield opened


def the_delivery() -> Delivery:
    [row] = store.database()["deliveries"].find()
    with scope_of(row["school_id"]):
        return Delivery.objects(id=row["_id"]).first()


def statuses_told() -> list[str]:
    rows = store.database()["outbox"].find({"key": {"$regex": "/delivery/"}}).sort("version")
    return [str(row["value"]).split('status": "')[1].split('"')[0] for row in rows]


def pass_time(passed: timedelta) -> None:
    """As if the deliveries had been planned and claimed that long ago."""
    milliseconds = int(passed.total_seconds() * 1000)
    for field in ("due_at", "lease_until"):
        store.database()["deliveries"].update_many(
            {field: {"$ne": None}}, [{"$set": {field: {"$subtract": [f"${field}", milliseconds]}}}]
        )


def test_a_mail_that_went_out_is_delivered_and_told(family: Family, provider: Provider) -> None:
    family.is_invited()
    send()
    assert the_delivery().state == DeliveryState.DELIVERED
    assert the_delivery().holder is None
    assert statuses_told() == ["sending", "delivered"]
    assert provider.message_ids() == [f"<{the_delivery().id}@tuhono.example>"]


def test_a_temporary_failure_is_tried_again_at_once_and_then_every_five_minutes(
    family: Family, provider: Provider
) -> None:
    provider.answers = ["451 busy"] * 3
    family.is_invited()
    for attempts in (1, 2):
        send()
        while the_delivery().attempts < attempts:
            send()
    assert (the_delivery().state, the_delivery().attempts) == ("temporary-failure", 2)
    assert the_delivery().due_at > clock.now() + timedelta(minutes=4)
    send()
    assert the_delivery().attempts == 2
    pass_time(timedelta(minutes=5))
    send()
    assert (the_delivery().attempts, provider.accepted) == (3, [])
    pass_time(timedelta(minutes=5))
    send()
    assert (the_delivery().state, the_delivery().attempts) == ("delivered", 4)
    assert statuses_told() == ["sending", "temporary-failure", "delivered"]
    assert len(provider.accepted) == 1


@pytest.mark.parametrize(
    ("answer", "state"), [("451 busy", "permanent-failure"), ("421 away", "technical-failure")]
)
def test_it_is_given_up_after_the_last_attempt(
    family: Family, provider: Provider, answer: str, state: str
) -> None:
    family.is_invited()
    store.database()["deliveries"].update_many({}, {"$set": {"attempts": ATTEMPTS - 1}})
    provider.answers = [answer]
    send()
    assert the_delivery().state == state
    assert the_delivery().due_at is None


def test_an_address_that_does_not_exist_is_tried_once(family: Family, provider: Provider) -> None:
    provider.answers = ["550 nobody here"]
    family.is_invited()
    send()
    send()
    assert (the_delivery().state, the_delivery().attempts) == ("permanent-failure", 1)
    assert the_delivery().reason == "recipient-550"
    assert statuses_told() == ["sending", "permanent-failure"]


def test_one_refused_mail_does_not_stop_those_behind_it(world: World, provider: Provider) -> None:
    school = world.make_school("Kōwhai Street School")
    families = [Family.made_in(world, school) for _ in range(3)]
    provider.answers = ["550 nobody here"]
    for one in families:
        one.is_invited()
    send()
    assert len(provider.accepted) == 2
    assert provider.connections == 1


def test_while_the_server_is_away_nothing_is_lost(
    family: Family, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_provider() as away:
        port = away.server_address[1]
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    cached_settings.cache_clear()
    family.is_invited()
    send()
    assert the_delivery().state == DeliveryState.TEMPORARY_FAILURE
    pass_time(timedelta(minutes=5))
    with open_provider(port) as back:
        send()
        assert len(back.accepted) == 1
    assert the_delivery().state == DeliveryState.DELIVERED


def test_killed_after_the_server_took_it_the_mail_comes_once_more_and_is_the_same(
    family: Family, provider: Provider, settings: Settings
) -> None:
    family.is_invited()
    worker = subprocess.Popen([sys.executable, "-m", "services.messaging", "work"])
    taken = threading.Event()

    def kill() -> None:
        os.kill(worker.pid, signal.SIGKILL)
        taken.set()

    provider.on_accept = kill
    assert taken.wait(30)
    assert worker.wait(10) == -signal.SIGKILL
    assert the_delivery().state == DeliveryState.SENDING
    provider.on_accept = lambda: None
    send()
    assert len(provider.accepted) == 1, "another worker holds it still"
    pass_time(timedelta(minutes=1))
    send()
    send()
    first, second = provider.accepted
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)
    assert statuses_told() == ["sending", "delivered"]
    assert store.database()["links"].count_documents({}) == 1


def test_two_workers_never_hold_the_same_delivery(world: World, settings: Settings) -> None:
    school = world.make_school("Kōwhai Street School")
    for _ in range(12):
        Family.made_in(world, school).is_invited()
    claimed: list[str] = []

    def claim(holder: str) -> None:
        with store.use("messaging"), scope_of(school):
            claimed.extend(one.id for one in claim_due(holder, limit=5))

    workers = [threading.Thread(target=claim, args=(f"worker-{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == len(set(claimed)) == 12


def test_who_lost_the_lease_changes_nothing(family: Family, settings: Settings) -> None:
    from services.messaging.deliveries.rules import DELIVERED

    family.is_invited()
    with scope_of(family.school_id):
        [delivery] = claim_due("first", limit=1)
        pass_time(timedelta(minutes=2))
        assert [one.id for one in claim_due("second", limit=1)] == [delivery.id]
        assert not keep(delivery.id, "first")
        assert keep(delivery.id, "second")
        settle({delivery.id: DELIVERED}, "first")
    assert the_delivery().state == DeliveryState.SENDING


def test_a_mail_that_cannot_be_written_is_our_fault_and_stops_no_other(
    world: World, mailboxes: Mailboxes
) -> None:
    school = world.make_school("Kōwhai Street School")
    broken, fine = Family.made_in(world, school), Family.made_in(world, school)
    broken.is_invited()
    with scope_of(school):
        Delivery._get_collection().update_many({}, {"$set": {"language": ""}})
    store.database()["known_activities"].update_many({}, {"$set": {"starts_at": None}})
    fine.is_invited()
    send()
    assert mailboxes.of(broken.address) == []
    mailboxes.only(fine.address)
    assert [row["state"] for row in store.database()["deliveries"].find().sort("due_at")].count(
        "technical-failure"
    ) == 1


def test_a_letter_that_cannot_be_made_stops_no_other_and_is_tried_again(
    world: World, provider: Provider
) -> None:
    school = world.make_school("Kōwhai Street School")
    broken, fine = Family.made_in(world, school), Family.made_in(world, school)
    broken.is_invited()
    store.database()["deliveries"].update_many({}, {"$set": {"details.on": "no day"}})
    fine.is_invited()
    send()
    assert [mail["To"].addresses[0].addr_spec for mail in provider.accepted] == [fine.address]
    kept = store.database()["deliveries"].find_one({"person_id": broken.guardian_id})
    assert kept is not None
    assert (kept["state"], kept["reason"]) == ("temporary-failure", "letter-builtins.ValueError")
    store.database()["deliveries"].update_many({}, {"$unset": {"details.on": 1}})
    pass_time(timedelta(minutes=5))
    send()
    assert len(provider.accepted) == 2


def test_each_school_has_its_turn(world: World, provider: Provider) -> None:
    flood, quiet = world.make_school("A flood"), world.make_school("Quiet")
    for _ in range(CLAIMED_AT_ONCE + 5):
        Family.made_in(world, flood).is_invited()
    Family.made_in(world, quiet).is_invited()
    send()
    names = [mail["From"].addresses[0].display_name for mail in provider.accepted]
    assert len(names) == CLAIMED_AT_ONCE + 6
    assert names.index("Quiet") <= CLAIMED_AT_ONCE


@pytest.mark.parametrize("answers", [[], ["451 busy"]], ids=["at once", "after a failure"])
def test_whoever_stands_at_the_door_waits_behind_no_announcement(
    world: World, provider: Provider, answers: list[str]
) -> None:
    school = world.make_school("A flood")
    for _ in range(CLAIMED_AT_ONCE + 5):
        Family.made_in(world, school).is_invited()
    asking = Family.made_in(world, school)
    plan_sign_in_link(asking.guardian_id, school, language="en", next_path="/")
    pass_time(timedelta(days=2))
    provider.answers = answers
    send()
    sent = [mail["To"].addresses[0].addr_spec for mail in provider.accepted]
    assert len(sent) == CLAIMED_AT_ONCE + 6
    assert sent.index(asking.address) < CLAIMED_AT_ONCE


def test_at_the_door_a_failure_is_tried_again_within_seconds(
    family: Family, provider: Provider
) -> None:
    plan_sign_in_link(family.guardian_id, family.school_id, language="en", next_path="/")
    provider.answers = ["451 busy"] * 2
    while the_delivery().attempts < 2:
        send()
    assert the_delivery().due_at < clock.now() + timedelta(minutes=1)
    pass_time(timedelta(minutes=1))
    send()
    assert the_delivery().state == DeliveryState.DELIVERED


def test_a_sign_in_link_is_nobody_elses_business(
    family: Family, mailboxes: Mailboxes, hands: Hands
) -> None:
    plan_sign_in_link(family.guardian_id, family.school_id, language="en", next_path="/")
    send()
    text = text_of(mailboxes.only(family.address))
    assert "http://localhost/account/link/" in text
    assert the_delivery().state == DeliveryState.DELIVERED
    assert statuses_told() == []
