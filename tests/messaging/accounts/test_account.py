"""The account's pages: who am I, renewing, signing out here and everywhere, language."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from services.messaging.accounts.models import Account, Session
from services.messaging.links.use_cases import mint_sign_in_link
from shared import store
from shared.access.current import COOKIE, access_of
from shared.events.evaluation import Role
from tests.messaging.fixtures import Hands
from tests.messaging.world import World
from tests.web_client import Browser, browser


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


@pytest.fixture
def college(world: World) -> str:
    return world.make_school("Awanui Valley College")


@pytest.fixture
def guardian(world: World, school: str, college: str) -> str:
    return world.make_guardian(school, college)


def sign_in(client: Browser, person_id: str, school_id: str, **form: str) -> Browser:
    path = mint_sign_in_link(person_id, school_id).removeprefix("http://localhost")
    assert client.post(path, data=form).status_code == 303
    return client


def sid_in(app: Flask, client: Browser) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    token = access_of(app).reader.read(cookie.value)
    assert token is not None
    return token.principal.sid


def ended_events() -> list[tuple[str, str]]:
    """Key and sid of each recorded ``SessionEnded``."""
    rows = store.database()["outbox"].find({"key": {"$regex": "/session/"}})
    return sorted((row["key"], json.loads(row["value"])["sid"]) for row in rows)


def test_a_guardian_at_two_schools_is_one_person_and_sees_both(
    phone: Browser, guardian: str, school: str, college: str, app: Flask
) -> None:
    page = sign_in(phone, guardian, school).get("/account").text
    assert "Kōwhai Street School" in page
    assert "Awanui Valley College" in page
    cookie = phone.get_cookie(COOKIE)
    assert cookie is not None
    token = access_of(app).reader.read(cookie.value)
    assert token is not None
    assert token.principal.person_ids == (guardian,)
    assert set(token.principal.schools) == {school, college}
    assert "role" not in json.dumps(token.principal.__dict__)


def test_renewing_keeps_the_session_and_goes_on(
    phone: Browser, app: Flask, hands: Hands, guardian: str, school: str
) -> None:
    sign_in(phone, guardian, school)
    sid = sid_in(app, phone)
    hands.move(timedelta(minutes=6))
    there = phone.get("/account")
    assert there.location == "/account/renew?next=/account"
    back = phone.get(there.location)
    assert back.location == "/account"
    assert phone.get("/account").status_code == 200
    assert sid_in(app, phone) == sid


def test_renewing_takes_up_what_the_roster_says_today(
    phone: Browser, app: Flask, world: World, guardian: str, school: str, college: str
) -> None:
    sign_in(phone, guardian, school)
    world.make_person(college, Role.GUARDIAN, person_id=guardian, active=False)
    phone.get("/account/renew")
    assert "College" not in phone.get("/account").text
    world.make_person(school, Role.GUARDIAN, person_id=guardian, active=False)
    phone.get("/account/renew")
    assert phone.get_cookie(COOKIE) is None


def test_staff_are_signed_out_after_half_an_hour_of_nothing(
    phone: Browser, world: World, hands: Hands, school: str
) -> None:
    teacher = world.make_person(school, Role.TEACHER)
    sign_in(phone, teacher, school, own_device="yes")
    hands.move(timedelta(minutes=29))
    assert phone.get("/account", follow_redirects=True).request.path == "/account"
    hands.move(timedelta(minutes=30))
    assert phone.get("/account", follow_redirects=True).request.path == "/account/sign-in"


def test_no_session_outlives_its_longest(
    phone: Browser, world: World, hands: Hands, school: str
) -> None:
    sign_in(phone, world.make_person(school, Role.TEACHER), school)
    for _ in range(12 * 60 // 25 + 1):
        hands.move(timedelta(minutes=25))
        phone.get("/account", follow_redirects=True)
    assert phone.get_cookie(COOKIE) is None


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_renewing_is_no_open_redirect(phone: Browser, elsewhere: str) -> None:
    for path in ("/account/renew", "/account/language/mi"):
        answer = phone.get(path, query_string={"next": elsewhere})
        assert answer.location == "/"


def test_renewing_without_or_with_a_forged_session_forgets_it(phone: Browser) -> None:
    phone.set_cookie(COOKIE, "a.forged.one")
    answer = phone.get("/account/renew?next=/account")
    assert answer.location == "/account"
    assert phone.get_cookie(COOKIE) is None


def test_signing_out_ends_this_session_and_no_other(
    app: Flask, guardian: str, school: str, college: str
) -> None:
    here, there = (sign_in(browser(app), guardian, school) for _ in range(2))
    kept = here.get_cookie(COOKIE)
    assert kept is not None
    sid = sid_in(app, here)
    answer = here.post("/account/sign-out")
    assert answer.location == "/account/signed-out"
    assert answer.headers["Clear-Site-Data"] == '"storage"', "a phone may be shared"
    assert "You are signed out" in here.get("/account/signed-out").text
    here.set_cookie(COOKIE, kept.value)  # whoever copied the cookie
    assert here.get("/account").location.startswith("/account/sign-in")
    here.get("/account/renew")
    assert here.get_cookie(COOKIE) is None
    assert there.get("/account").status_code == 200
    assert ended_events() == sorted((f"{one}/session/{sid}", sid) for one in (school, college))


def test_signing_out_everywhere_ends_every_session_once_per_school(
    app: Flask, world: World, guardian: str, school: str, college: str
) -> None:
    clients = [sign_in(browser(app), guardian, school) for _ in range(3)]
    other = sign_in(browser(app), world.make_guardian(school), school)
    sids = [sid_in(app, client) for client in clients]
    clients[0].post("/account/sign-out-everywhere")
    for client in clients[1:]:
        assert client.get("/account").location.startswith("/account/sign-in")
    assert other.get("/account").status_code == 200
    expected = [(f"{one}/session/{sid}", sid) for sid in sids for one in (school, college)]
    assert ended_events() == sorted(expected)
    again = sign_in(browser(app), guardian, school)
    again.post("/account/sign-out-everywhere")
    assert len(ended_events()) == 8


def test_another_site_cannot_sign_anybody_out(phone: Browser, guardian: str, school: str) -> None:
    sign_in(phone, guardian, school)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert phone.post("/account/sign-out-everywhere", headers=foreign).status_code == 403
    assert phone.get("/account").status_code == 200


def test_a_language_is_chosen_for_the_browser_and_for_the_account(
    app: Flask, phone: Browser, guardian: str, school: str
) -> None:
    sign_in(phone, guardian, school)
    assert '<html lang="en"' in phone.get("/account").text
    assert phone.get("/account/language/ar?next=/account").location == "/account"
    assert '<html lang="ar" dir="rtl">' in phone.get("/account").text
    other_device = sign_in(browser(app), guardian, school)
    assert '<html lang="ar" dir="rtl">' in other_device.get("/account").text


def test_a_stranger_chooses_a_language_too(phone: Browser) -> None:
    phone.get("/account/language/mi?next=/account/sign-in")
    assert '<html lang="mi"' in phone.get("/account/sign-in").text
    assert phone.get("/account/language/xx").status_code == 404


def test_sessions_are_listed_with_the_kind_of_device(
    app: Flask, guardian: str, school: str
) -> None:
    path = mint_sign_in_link(guardian, school).removeprefix("http://localhost")
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari"}
    browser(app).post(path, headers=agent)
    page = sign_in(browser(app), guardian, school).get("/account").text
    assert "A phone" in page
    assert "A computer" in page


def test_the_public_keys_are_there_for_the_other_services(phone: Browser) -> None:
    answer = phone.get("/.well-known/jwks.json")
    [key] = answer.json["keys"]
    assert (key["kty"], key["crv"], key["use"]) == ("OKP", "Ed25519", "sig")
    assert "d" not in key
    assert "max-age" in answer.headers["Cache-Control"]


def test_a_person_has_one_account_however_often_they_sign_in(
    app: Flask, guardian: str, school: str, college: str
) -> None:
    for school_id in (school, college, school):
        sign_in(browser(app), guardian, school_id)
    assert Account.objects.count() == 1
    assert Session.objects.count() == 3
