"""A session of messaging in another service: read by the published keys, ended by the event."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.serving import make_server

from services.messaging.links.use_cases import mint_sign_in_link
from shared import store
from shared.access.current import COOKIE
from shared.consumer import process_batch
from shared.envelope import Message
from shared.service import Service
from shared.settings import Settings
from tests.messaging.world import World
from tests.shared.access import gate
from tests.web_client import Browser, browser

JSON = {"Accept": "application/json"}


@pytest.fixture
def keys_url(app: Flask) -> Iterator[str]:
    """Messaging on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def other(open_store: Callable[[Service], Settings], keys_url: str) -> Browser:
    """A browser at another service, which holds no key."""
    settings = replace(open_store(gate.SERVICE), jwks_url=keys_url)
    return browser(gate.make_app(settings))


def deliver_outbox() -> None:
    """What relay and Kafka do with messaging's rows, into the other service."""
    with store.use("messaging"):
        rows = list(store.database()["outbox"].find().sort("_id"))
    messages = [
        Message(row["topic"], 0, place, row["key"], row["headers"], row["value"])
        for place, row in enumerate(rows)
    ]
    with store.use("gate"):
        process_batch(gate.SERVICE, messages)


def test_sign_out_everywhere_acts_in_every_service(
    phone: Browser, world: World, other: Browser
) -> None:
    with store.use("messaging"):
        schools = [world.make_school(name) for name in ("Kōwhai", "College")]
        guardian = world.make_guardian(*schools)
        link = mint_sign_in_link(guardian, schools[0]).removeprefix("http://localhost")
    phone.post(link)
    cookie = phone.get_cookie(COOKIE)
    assert cookie is not None
    other.set_cookie(COOKIE, cookie.value)
    seen = other.get("/mine", headers=JSON).json
    assert (seen["actor"], seen["read"]) == (guardian, sorted(schools))
    phone.post("/account/sign-out-everywhere")
    deliver_outbox()
    assert other.get("/mine", headers=JSON).status_code == 401
    assert other.get("/mine").location == "/account/sign-in?next=/mine"
