"""Asking for a link: the same words for everybody, so often an hour, mail for those we know."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from services.messaging.links.models import Link
from shared.events.evaluation import Role
from tests.messaging.fixtures import Hands
from tests.messaging.world import World
from tests.web_client import Browser, browser

SENT = "Look at your messages"


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


@pytest.fixture
def guardian(world: World, school: str) -> str:
    person_id = world.make_guardian(school)
    world.reach(school, person_id, "Mele@home.example")
    return person_id


def ask(client: Browser, contact: str, next_path: str = "/") -> str:
    answer = client.post("/account/sign-in", data={"to": contact, "next": next_path})
    assert answer.status_code == 200
    assert SENT in answer.text
    return "\n".join(line for line in answer.text.splitlines() if "lang=" not in line)


def test_known_and_unknown_addresses_get_the_same_words(
    phone: Browser, guardian: str, school: str
) -> None:
    pages = {ask(phone, contact) for contact in ("mele@HOME.example", "who@else.example", "021 1")}
    assert len(pages) == 1
    [link] = Link.objects
    assert (link.person_id, link.school_id) == (guardian, school)


def test_a_shared_mailbox_gets_one_link_for_each_account(
    phone: Browser, world: World, school: str, guardian: str
) -> None:
    for _ in range(2):
        other = world.make_guardian(school, given_name="Semisi")
        world.reach(school, other, "family@home.example")
    ask(phone, "family@home.example")
    assert Link.objects.count() == 2


def test_who_left_gets_none(phone: Browser, world: World, school: str, guardian: str) -> None:
    world.make_person(school, Role.GUARDIAN, person_id=guardian, active=False)
    ask(phone, "mele@home.example")
    assert Link.objects.count() == 0


def test_the_link_leads_where_the_person_wanted_to_go(phone: Browser, guardian: str) -> None:
    page = phone.get("/account/sign-in?next=/invitations/").text
    assert re.search(r'name="next" value="/invitations/"', page)
    ask(phone, "mele@home.example", "/invitations/")
    assert [link.next_path for link in Link.objects] == ["/invitations/"]


def test_a_foreign_way_on_is_dropped(phone: Browser, guardian: str) -> None:
    assert 'value="/"' in phone.get("/account/sign-in?next=//evil.example").text
    ask(phone, "mele@home.example", "//evil.example")
    assert [link.next_path for link in Link.objects] == ["/"]


@pytest.mark.parametrize("contact", ["mele@home.example", "stranger@else.example"])
def test_an_address_may_be_asked_for_five_times_an_hour(
    app: Flask, hands: Hands, guardian: str, contact: str
) -> None:
    for _ in range(5):
        ask(browser(app), contact)
    refused = browser(app).post("/account/sign-in", data={"to": contact.upper()})
    assert refused.status_code == 429
    ask(browser(app), "another@home.example")
    hands.move(timedelta(hours=1))
    ask(browser(app), contact)


def test_a_network_may_ask_sixty_times_an_hour(app: Flask) -> None:
    client = browser(app)
    for number in range(60):
        ask(client, f"who{number}@else.example")
    assert client.post("/account/sign-in", data={"to": "one@more.example"}).status_code == 429


def test_nothing_written_is_said_at_the_field(phone: Browser) -> None:
    answer = phone.post("/account/sign-in", data={"to": " "})
    assert answer.status_code == 422
    assert 'href="#to"' in answer.text


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "021 555 0101",
            "0215550101",
            "021-555-0101",
            "(021) 555 0101",
            "021.555.0101",
            "021/5550101",
        ],
        [
            "mele@home.example",
            "MELE@home.example",
            "me\u00adle@home.example",
            "\uff4dele@home.example",
            "mele@home\u200b.example",
            "Mele@Home.Example",
        ],
    ],
    ids=["phone", "email"],
)
def test_another_spelling_of_an_address_is_no_other_address(
    app: Flask, spellings: list[str]
) -> None:
    """Each of them reaches the same person, so each counts."""
    for contact in spellings[:5]:
        ask(browser(app), contact)
    refused = browser(app).post("/account/sign-in", data={"to": spellings[5]})
    assert refused.status_code == 429
