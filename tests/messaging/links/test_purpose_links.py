"""Purpose links: no password, one thing, again and again, until it is over."""

import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask

from services.messaging.accounts.models import Session
from services.messaging.links.models import Link
from services.messaging.links.use_cases import (
    mint_purpose_link,
    mint_sign_in_link,
    redeem_purpose_link,
    revoke_purpose_links,
)
from shared import clock, store
from shared.access import Purpose
from shared.access.current import COOKIE, access_of
from shared.errors import NotFound
from shared.events.evaluation import Role
from tests.messaging.fixtures import Hands
from tests.messaging.world import World
from tests.web_client import Browser, browser

ENDED = "This link has ended"
SUBJECT = "invitation/0190-one"


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


@pytest.fixture
def guardian(world: World, school: str) -> str:
    return world.make_guardian(school)


def link_of(person_id: str, school_id: str, subject: str = SUBJECT, language: str = "") -> str:
    closes_at = clock.now() + timedelta(days=1)
    url = mint_purpose_link(person_id, "answer", subject, closes_at, school_id, language)
    return url.removeprefix("http://localhost")


def token_in(client: Browser) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def principal_in(app: Flask, client: Browser) -> object:
    token = access_of(app).reader.read(token_in(client))
    assert token is not None
    return token.principal


def test_the_landing_page_names_the_school_and_no_person(
    phone: Browser, guardian: str, school: str
) -> None:
    landing = phone.get(link_of(guardian, school) + "?choice=yes")
    assert landing.status_code == 200
    assert "Kōwhai Street School" in landing.text
    for personal in ("Mele", "Fifita", "Sione", guardian):
        assert personal not in landing.text
    assert "Set-Cookie" not in landing.headers


def test_the_button_opens_a_session_for_the_subject_only(
    phone: Browser, app: Flask, guardian: str, school: str
) -> None:
    answer = phone.post(link_of(guardian, school), data={"choice": "yes"})
    assert answer.location == "/invitations/i/0190-one?choice=yes"
    principal = principal_in(app, phone)
    assert principal.purpose == Purpose(action="answer", subject=SUBJECT)
    assert principal.person_ids == (guardian,)
    assert principal.schools == (school,)
    assert phone.get("/account").status_code == 403
    assert phone.post("/account/sign-out-everywhere").status_code == 403


def test_it_works_again_and_again(app: Flask, guardian: str, school: str) -> None:
    path = link_of(guardian, school)
    assert [browser(app).post(path).status_code for _ in range(3)] == [303] * 3


@pytest.mark.parametrize("choice", ["", "YES", "yes&next=//evil", "x" * 33, "<b>"])
def test_a_choice_that_is_none_is_dropped(
    phone: Browser, guardian: str, school: str, choice: str
) -> None:
    answer = phone.post(link_of(guardian, school), data={"choice": choice})
    assert answer.location == "/invitations/i/0190-one"


def test_it_ends_fourteen_days_after_its_subject_closes(
    app: Flask, hands: Hands, guardian: str, school: str
) -> None:
    path = link_of(guardian, school)
    hands.move(timedelta(days=15) - timedelta(minutes=1))
    assert browser(app).post(path).status_code == 303
    hands.move(timedelta(minutes=1))
    assert ENDED in browser(app).get(path).text


@pytest.mark.parametrize(
    "change",
    [{"active": False}, {"data_access": False}, {"valid_to": date(2020, 1, 1)}],
    ids=["ended", "restricted", "over"],
)
def test_it_ends_with_the_guardian_link(
    app: Flask, world: World, school: str, change: dict[str, object]
) -> None:
    guardian = world.make_person(school, Role.GUARDIAN)
    child = world.make_person(school, Role.STUDENT)
    world.make_guardian_link(school, guardian, child)
    path = link_of(guardian, school)
    inside = browser(app)
    assert inside.post(path).status_code == 303
    world.make_guardian_link(school, guardian, child, **change)
    assert browser(app).post(path).status_code == 404
    inside.get("/account/renew")
    assert inside.get_cookie(COOKIE) is None


def test_revoking_ends_links_and_their_sessions_at_once(
    app: Flask, guardian: str, school: str
) -> None:
    path, other = link_of(guardian, school), link_of(guardian, school, "invitation/other")
    inside, elsewhere = browser(app), browser(app)
    inside.post(path)
    elsewhere.post(other)
    revoke_purpose_links(guardian, SUBJECT)
    assert ENDED in browser(app).get(path).text
    assert inside.get("/account/renew").status_code == 303
    assert inside.get_cookie(COOKIE) is None
    assert elsewhere.get("/account/renew").status_code == 303
    assert elsewhere.get_cookie(COOKIE) is not None
    assert store.database()["outbox"].count_documents({"key": {"$regex": "/session/"}}) == 1


def test_whoever_is_signed_in_as_that_person_stays_signed_in(
    phone: Browser, guardian: str, school: str
) -> None:
    phone.post(mint_sign_in_link(guardian, school).removeprefix("http://localhost"))
    before = token_in(phone)
    assert phone.post(link_of(guardian, school)).location == "/invitations/i/0190-one"
    assert token_in(phone) == before


def test_somebody_elses_session_gives_way(
    phone: Browser, app: Flask, world: World, guardian: str, school: str
) -> None:
    other = world.make_guardian(school, given_name="Lin")
    phone.post(mint_sign_in_link(other, school).removeprefix("http://localhost"))
    phone.post(link_of(guardian, school))
    assert principal_in(app, phone).person_ids == (guardian,)


def test_no_token_is_kept(guardian: str, school: str) -> None:
    token = link_of(guardian, school).removeprefix("/go/")
    rows = [str(row) for row in store.database()["links"].find()]
    assert len(rows) == 1
    assert token not in rows[0]
    assert Link.objects.count() == 1


def test_a_subject_without_a_page_gets_no_link(guardian: str, school: str) -> None:
    with pytest.raises(NotFound):
        link_of(guardian, school, "secret/1")


def test_another_site_cannot_press_the_button(phone: Browser, guardian: str, school: str) -> None:
    answer = phone.post(link_of(guardian, school), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_link_revoked_while_somebody_goes_in_leaves_no_session_behind(
    guardian: str, school: str
) -> None:
    token = link_of(guardian, school).removeprefix("/go/")
    inside, revoked = threading.Event(), threading.Event()

    @store.atomic
    def go_in_slowly() -> None:
        redeem_purpose_link(token)
        inside.set()
        revoked.wait(2)

    def go_in() -> None:
        with store.use("messaging"), suppress(NotFound):
            go_in_slowly()

    slow = threading.Thread(target=go_in)
    slow.start()
    assert inside.wait(10)
    revoke_purpose_links(guardian, SUBJECT)
    revoked.set()
    slow.join(timeout=30)
    assert Session.objects(ended_at=None).count() == 0
