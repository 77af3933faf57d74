"""The keys: whose file, who may read it, and a public set that outlives its publisher's absence."""

import json
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from shared.access.keys import (
    FIRST_FETCH_SECONDS,
    FRESH_SECONDS,
    REFETCH_SECONDS,
    OwnKeys,
    RemoteKeys,
    load_signing_keys,
    make_signing_key,
)
from shared.errors import ConfigurationError, InfrastructureDown


class Publisher:
    """A real HTTP server that publishes a key set, counts the asking, and can be in trouble."""

    def __init__(self) -> None:
        self.keys = OwnKeys([new_key("one")])
        self.asked = 0
        self.status = 200
        publisher = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked += 1
                self.send_response(publisher.status)
                self.end_headers()
                self.wfile.write(json.dumps(publisher.keys.published()).encode())

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks.json"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Ticks:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def new_key(kid: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid})


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.stop()


def test_known_keys_are_not_asked_for_again(publisher: Publisher) -> None:
    keys = RemoteKeys(publisher.url, Ticks())
    assert [keys.find("one") is not None for _ in range(5)] == [True] * 5
    assert publisher.asked == 1


def test_an_unknown_key_asks_again_at_most_every_thirty_seconds(publisher: Publisher) -> None:
    ticks = Ticks()
    keys = RemoteKeys(publisher.url, ticks)
    keys.find("one")
    publisher.keys = OwnKeys([new_key("two"), new_key("one")])
    for _ in range(5):
        assert keys.find("two") is None
    assert publisher.asked == 1
    ticks.now += REFETCH_SECONDS
    assert keys.find("two") is not None
    assert publisher.asked == 2


def test_the_last_good_set_is_kept_while_the_publisher_is_in_trouble(publisher: Publisher) -> None:
    ticks = Ticks()
    keys = RemoteKeys(publisher.url, ticks)
    keys.find("one")
    publisher.status = 503
    ticks.now += FRESH_SECONDS + 1
    assert keys.find("one") is not None
    assert publisher.asked == 2
    publisher.stop()
    ticks.now += REFETCH_SECONDS
    assert keys.find("one") is not None


def test_without_any_set_nobody_is_taken_for_a_stranger(publisher: Publisher) -> None:
    ticks = Ticks()
    keys = RemoteKeys(publisher.url, ticks)
    publisher.status = 503
    for _ in range(3):
        with pytest.raises(InfrastructureDown):
            keys.find("one")
    assert publisher.asked == 1
    publisher.status = 200
    ticks.now += FIRST_FETCH_SECONDS
    assert keys.find("one") is not None


def test_a_withdrawn_key_is_gone_within_the_hour(publisher: Publisher) -> None:
    ticks = Ticks()
    keys = RemoteKeys(publisher.url, ticks)
    keys.find("one")
    publisher.keys = OwnKeys([new_key("two")])
    ticks.now += FRESH_SECONDS + 1
    assert keys.find("one") is None


def test_many_askers_at_once_ask_once(publisher: Publisher) -> None:
    keys = RemoteKeys(publisher.url, Ticks())
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda: found.append(keys.find("one") is not None))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8
    assert publisher.asked == 1


def test_the_file_is_for_its_owner_and_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    make_signing_key(str(path))
    first = path.read_text()
    make_signing_key(str(path))
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    published = load_signing_keys(str(path)).published()
    assert "d" not in published["keys"][0]
    assert published["keys"][0]["kid"]


def test_the_first_key_of_a_set_signs_and_all_are_published(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    pair = [new_key("new").as_dict(private=True), new_key("old").as_dict(private=True)]
    path.write_text(json.dumps({"keys": pair}))
    keys = load_signing_keys(str(path))
    assert keys.signing.kid == "new"
    assert [key["kid"] for key in keys.published()["keys"]] == ["new", "old"]


@pytest.mark.parametrize("content", [None, "", "no json", "[]", "{}", '{"keys": []}'])
def test_a_file_without_a_key_stops_the_start(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigurationError):
        load_signing_keys(str(path))


def test_a_public_key_cannot_sign(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(new_key("one").as_dict(private=False)))
    with pytest.raises(ConfigurationError, match="private"):
        load_signing_keys(str(path))
