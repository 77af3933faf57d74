"""Sign-in links: once, for fifteen minutes, one page for every link that does not work."""

from datetime import timedelta

import pytest
from flask import Flask

from services.messaging.links.use_cases import mint_purpose_link, mint_sign_in_link
from shared import clock
from shared.access.current import COOKIE
from shared.events.evaluation import Role
from tests.messaging.fixtures import Hands
from tests.messaging.world import World
from tests.web_client import Browser, browser

ENDED = "This link has ended"


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


@pytest.fixture
def guardian(world: World, school: str) -> str:
    return world.make_guardian(school)


def link_of(person_id: str, school_id: str, **options: str) -> str:
    return mint_sign_in_link(person_id, school_id, **options).removeprefix("http://localhost")


def without_ids(page: str) -> str:
    """The page without what differs between any two requests."""
    lines = [line for line in page.splitlines() if "language" not in line and "lang=" not in line]
    return "\n".join(lines)


def test_opening_a_link_changes_nothing_and_the_button_signs_in(
    phone: Browser, guardian: str, school: str
) -> None:
    path = link_of(guardian, school)
    for _ in range(3):  # a mail scanner, a preview, the reader
        landing = phone.get(path)
        assert landing.status_code == 200
        assert "Set-Cookie" not in landing.headers
    assert "Mele" not in landing.text
    answer = phone.post(path)
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie
    assert "Mele" in phone.get("/account").text


def test_a_link_works_once(phone: Browser, app: Flask, guardian: str, school: str) -> None:
    path = link_of(guardian, school)
    assert phone.post(path).status_code == 303
    again = browser(app).post(path)
    assert again.status_code == 404
    assert ENDED in again.text
    assert "Set-Cookie" not in again.headers


def test_forged_used_expired_ended_and_wrong_kind_all_get_the_same_page(
    app: Flask, world: World, hands: Hands, guardian: str, school: str
) -> None:
    used, expired = link_of(guardian, school), link_of(guardian, school)
    browser(app).post(used)
    hands.move(timedelta(minutes=15))
    left = world.make_guardian(school)
    of_somebody_who_left = link_of(left, school)
    world.make_person(school, Role.GUARDIAN, person_id=left, active=False)
    of_foreign_school = link_of(guardian, world.make_school("Awanui Valley College"))
    purpose = mint_purpose_link(guardian, "answer", "invitation/1", clock.now(), school, "en")
    wrong_kind = purpose.replace("/go/", "/account/link/").removeprefix("http://localhost")
    paths = [
        "/account/link/forged",
        used,
        expired,
        of_somebody_who_left,
        of_foreign_school,
        wrong_kind,
        "/go/forged",
    ]
    pages = set()
    for path in paths:
        for answer in (browser(app).get(path), browser(app).post(path)):
            assert answer.status_code == 404, path
            assert ENDED in answer.text
            assert "Set-Cookie" not in answer.headers
            pages.add(without_ids(answer.text))
    assert len(pages) == 1


def test_a_device_of_ones_own_stays_signed_in(
    phone: Browser, hands: Hands, guardian: str, school: str
) -> None:
    answer = phone.post(link_of(guardian, school), data={"own_device": "yes"})
    assert "Expires" in answer.headers["Set-Cookie"]
    hands.move(timedelta(days=20))
    assert "Mele" in phone.get("/account", follow_redirects=True).text


def test_a_shared_device_forgets_after_two_hours(
    phone: Browser, hands: Hands, guardian: str, school: str
) -> None:
    phone.post(link_of(guardian, school))
    hands.move(timedelta(hours=2))
    answer = phone.get("/account", follow_redirects=True)
    assert "Mele" not in answer.text
    assert phone.get_cookie(COOKIE) is None


def test_a_link_leads_on_within_this_site_only(app: Flask, guardian: str, school: str) -> None:
    own = browser(app).post(link_of(guardian, school, next_path="/invitations/"))
    assert own.location == "/invitations/"
    foreign = browser(app).post(link_of(guardian, school, next_path="//evil.example/"))
    assert foreign.location == "/"


def test_the_landing_page_speaks_the_persons_language(
    app: Flask, guardian: str, school: str
) -> None:
    path = link_of(guardian, school, language="ar")
    page = browser(app).get(path).text
    assert '<html lang="ar" dir="rtl">' in page
    chosen = browser(app)
    chosen.set_cookie("lang", "en")
    assert '<html lang="en"' in chosen.get(path).text


def test_two_persons_of_a_family_join_one_account_after_saying_so(
    phone: Browser, app: Flask, world: World, school: str, guardian: str
) -> None:
    other_school = world.make_school("Awanui Valley College")
    other = world.make_guardian(other_school, given_name="Malia")
    phone.post(link_of(guardian, school))
    path = link_of(other, other_school)
    landing = phone.get(path)
    assert "Add this to your account?" in landing.text
    assert "Malia" not in landing.text
    assert phone.post(path, data={"account": "add"}).status_code == 303
    account = phone.get("/account").text
    for text in ("Mele", "Malia", "Kōwhai Street School", "Awanui Valley College"):
        assert text in account
    later = browser(app)
    later.post(link_of(other, other_school))
    assert "Mele" in later.get("/account").text


def test_joining_leaves_no_session_of_the_account_left_behind(
    phone: Browser, app: Flask, world: World, school: str, guardian: str
) -> None:
    other = world.make_guardian(school, given_name="Malia")
    elsewhere = browser(app)
    elsewhere.post(link_of(other, school))
    phone.post(link_of(guardian, school))
    phone.post(link_of(other, school), data={"account": "add"})
    answer = elsewhere.get("/account")
    assert answer.location.startswith("/account/sign-in")


def test_saying_no_signs_in_as_the_other_person_only(
    phone: Browser, world: World, school: str, guardian: str
) -> None:
    other = world.make_guardian(school, given_name="Malia")
    phone.post(link_of(guardian, school))
    phone.post(link_of(other, school), data={"account": "other"})
    account = phone.get("/account").text
    assert "Malia" in account
    assert "Mele" not in account


def test_staff_are_never_joined(phone: Browser, world: World, school: str, guardian: str) -> None:
    teacher = world.make_person(school, Role.TEACHER, given_name="Hana")
    phone.post(link_of(teacher, school))
    path = link_of(guardian, school)
    assert "Add this" not in phone.get(path).text
    phone.post(path, data={"account": "add"})
    account = phone.get("/account").text
    assert "Mele" in account
    assert "Hana" not in account
