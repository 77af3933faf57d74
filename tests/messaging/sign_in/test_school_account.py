"""Staff sign in with the school's account: a real OpenID provider on a free port."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask

from services.messaging.app import create_app
from services.messaging.sign_in.models import Identity
from shared.access.current import COOKIE
from shared.events.evaluation import Role
from shared.settings import OidcSettings, Settings
from tests.messaging.fixtures import Hands
from tests.messaging.world import World
from tests.web_client import Browser, browser

NOT_MATCHED = "We could not sign you in"


@dataclass
class Provider:
    """The school's identity provider and those it knows."""

    issuer: str

    def wait(self) -> None:
        """Return when it answers."""
        for _ in range(100):
            try:
                requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.issuer)

    def know(self, subject: str, **claims: object) -> None:
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def approve(self, authorization_url: str, subject: str) -> str:
        """The person says yes; the path on our site that their browser is then sent to."""
        answer = requests.post(
            authorization_url, data={"sub": subject}, allow_redirects=False, timeout=5
        )
        assert answer.is_redirect, answer.text
        return answer.headers["Location"].removeprefix("http://localhost")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A process of its own: in a thread its libraries' warnings would count as ours.
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        made = Provider(f"http://localhost:{port}")
        made.wait()
        yield made
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def app(settings: Settings, provider: Provider) -> Flask:
    oidc = OidcSettings(issuer=provider.issuer, client_id="tuhono", client_secret="secret")
    return create_app(replace(settings, oidc=oidc))


@pytest.fixture
def school(world: World) -> str:
    return world.make_school("Kōwhai Street School")


@pytest.fixture
def teacher(world: World, school: str) -> str:
    person_id = world.make_person(school, Role.TEACHER, given_name="Ms", family_name="Parata")
    world.reach(school, person_id, "Parata@kowhai.example")
    return person_id


def start(client: Browser, next_path: str = "/") -> str:
    answer = client.get("/account/sign-in/school", query_string={"next": next_path})
    assert answer.status_code == 303
    return str(answer.location)


def test_the_first_time_by_verified_email_later_by_subject(
    app: Flask, world: World, provider: Provider, school: str, teacher: str
) -> None:
    provider.know("sub-1", email="parata@KOWHAI.example", email_verified=True)
    client = browser(app)
    assert "/account/sign-in/school" in client.get("/account/sign-in").text
    back = provider.approve(start(client, "/invitations/activities"), "sub-1")
    answer = client.get(back)
    assert (answer.status_code, answer.location) == (303, "/invitations/activities")
    assert "Parata" in client.get("/account").text
    assert Identity.objects.count() == 1
    world.reach(school, teacher, "new-name@kowhai.example")
    later = browser(app)
    later.get(provider.approve(start(later), "sub-1"))
    assert "Parata" in later.get("/account").text
    assert Identity.objects.count() == 1


def test_what_is_asked_carries_state_nonce_and_a_challenge(app: Flask) -> None:
    asked = parse_qs(urlsplit(start(browser(app))).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/auth/callback"]
    for secret in ("state", "nonce", "code_challenge"):
        assert len(asked[secret][0]) >= 32


@pytest.mark.usefixtures("teacher")
class TestIsRefusedWithTheSamePage:
    def refuse(self, client: Browser, path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 403
        assert NOT_MATCHED in answer.text
        assert client.get_cookie(COOKIE) is None
        return answer.text

    def come_back(self, app: Flask, provider: Provider, subject: str) -> str:
        client = browser(app)
        return self.refuse(client, provider.approve(start(client), subject))

    def test_stranger_unverified_family_former_staff_and_ambiguous(
        self, app: Flask, world: World, provider: Provider, school: str
    ) -> None:
        guardian = world.make_guardian(school)
        world.reach(school, guardian, "mele@home.example")
        former = world.make_person(school, Role.TEACHER, active=False)
        world.reach(school, former, "former@kowhai.example")
        for _ in range(2):
            twin = world.make_person(school, Role.TEACHER)
            world.reach(school, twin, "office@kowhai.example")
        claims = {
            "stranger": {"email": "who@else.example", "email_verified": True},
            "unverified": {"email": "parata@kowhai.example", "email_verified": False},
            "no-word": {"email": "parata@kowhai.example"},
            "no-email": {},
            "family": {"email": "mele@home.example", "email_verified": True},
            "former": {"email": "former@kowhai.example", "email_verified": True},
            "ambiguous": {"email": "office@kowhai.example", "email_verified": True},
        }
        pages = set()
        for subject, said in claims.items():
            provider.know(subject, **said)
            page = self.come_back(app, provider, subject)
            pages.add("\n".join(line for line in page.splitlines() if "lang=" not in line))
        assert len(pages) == 1
        assert Identity.objects.count() == 0

    def test_somebody_who_is_not_staff_any_more(
        self, app: Flask, world: World, provider: Provider, school: str, teacher: str
    ) -> None:
        provider.know("sub-2", email="parata@kowhai.example", email_verified=True)
        first = browser(app)
        assert first.get(provider.approve(start(first), "sub-2")).status_code == 303
        world.make_person(school, Role.TEACHER, person_id=teacher, active=False)
        self.come_back(app, provider, "sub-2")

    def test_an_answer_nobody_asked_for_or_of_another_browser(
        self, app: Flask, provider: Provider
    ) -> None:
        provider.know("sub-3", email="parata@kowhai.example", email_verified=True)
        asker, victim, other = browser(app), browser(app), browser(app)
        back = provider.approve(start(asker), "sub-3")
        self.refuse(victim, back)
        start(other)
        self.refuse(other, back)
        self.refuse(browser(app), "/auth/callback?state=x&code=y")
        self.refuse(browser(app), "/auth/callback")
        assert asker.get(back).status_code == 303

    def test_an_answer_that_comes_again_or_too_late(
        self, app: Flask, provider: Provider, hands: Hands
    ) -> None:
        provider.know("sub-4", email="parata@kowhai.example", email_verified=True)
        again = browser(app)
        back = provider.approve(start(again), "sub-4")
        assert again.get(back).status_code == 303
        again.delete_cookie(COOKIE)
        self.refuse(again, back)
        late = browser(app)
        back = provider.approve(start(late), "sub-4")
        hands.move(timedelta(minutes=11))
        self.refuse(late, back)

    def test_a_person_who_says_no(self, app: Flask) -> None:
        client = browser(app)
        answer = requests.post(
            start(client), data={"action": "deny"}, allow_redirects=False, timeout=5
        )
        assert answer.is_redirect
        self.refuse(client, answer.headers["Location"].removeprefix("http://localhost"))


def test_the_way_back_stays_on_this_site(app: Flask, provider: Provider, teacher: str) -> None:
    provider.know("sub-5", email="parata@kowhai.example", email_verified=True)
    client = browser(app)
    back = provider.approve(start(client, "//evil.example"), "sub-5")
    assert client.get(back).location == "/"


def test_without_a_provider_there_is_no_such_door(settings: Settings) -> None:
    client = browser(create_app(settings))
    assert "/account/sign-in/school" not in client.get("/account/sign-in").text
    assert client.get("/account/sign-in/school").status_code == 404
