"""A text gateway in one of its moods: takes signed texts over HTTP, and sends answers back."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from services.messaging.deliveries.jobs import send_due_texts
from services.messaging.phones.rules import SIGNATURE_HEADER, is_signed, signature
from shared import clock, ids
from tests.web_client import Browser

SECRET = "between-us"

send_texts: Callable[[], None] = send_due_texts.function
"""One turn of the worker's sender of texts."""


class Gateway(ThreadingHTTPServer):
    """``answers`` are the status codes of the next texts, then it takes everything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.answers: list[int] = []
        self.taken: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/texts"

    def to(self, number: str) -> list[str]:
        return [one["text"] for one in self.taken if one["to"] == number]

    def only(self, number: str) -> str:
        [text] = self.to(number)
        return text


class _Taking(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        now = int(clock.now().timestamp())
        if not is_signed(body, SECRET, self.headers[SIGNATURE_HEADER], now):
            self._say(401)
            return
        code = self.server.answers.pop(0) if self.server.answers else 202
        if code < 300:
            self.server.taken.append(json.loads(body))
        self._say(code)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _say(self, code: int) -> None:
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def open_gateway() -> Iterator[Gateway]:
    """A gateway that listens until the block ends."""
    with Gateway() as gateway:
        thread = threading.Thread(target=gateway.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield gateway
        finally:
            gateway.shutdown()
            thread.join()


def text_from(browser: Browser, number: str, text: str, **changes: str) -> int:
    """The gateway tells of a text that came back; the status of our answer."""
    told = {"id": ids.new_id(), "from": number, "text": text, **changes}
    return tell(browser, json.dumps(told).encode())


def tell(browser: Browser, body: bytes, secret: str = SECRET, *, ago_seconds: int = 0) -> int:
    """Send a body as the gateway does: signed, from no page of ours."""
    at = int(clock.now().timestamp()) - ago_seconds
    answer = browser.post(
        "/webhooks/messaging/sms",
        data=body,
        headers={
            SIGNATURE_HEADER: signature(body, secret, at),
            "Content-Type": "application/json",
            "Sec-Fetch-Site": None,
            "Accept": "*/*",
        },
    )
    return int(answer.status_code)
