"""The way to a text gateway: ``send(to, text, id)`` as a signed POST. Knows no delivery.

The gateway takes ``{"id", "to", "text"}``; the same id again is the same text, so that a second
try sends nothing twice. Any 2xx is taken; 400, 404, 410 and 422 say that the number is wrong.
"""

import json
from types import TracebackType

import requests

from services.messaging.deliveries.rules import DELIVERED, DeliveryState, Outcome, Stage
from services.messaging.phones.rules import SIGNATURE_HEADER, signature
from shared import clock

# Of connecting, and of each answer; three of them fit into a lease.
TIMEOUT_SECONDS = 8
_WRONG_NUMBER = frozenset({400, 404, 410, 422})
_OUR_FAULT = frozenset({401, 402, 403, 405, 413})


class Gateway:
    """Sends texts by the gateway at the address, over one connection."""

    def __init__(self, url: str, secret: str) -> None:
        """Take the address and what signs; nothing is opened yet."""
        self._url = url
        self._secret = secret
        self._session = requests.Session()

    def __enter__(self) -> "Gateway":
        """Ready to send."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._session.close()

    def send(self, to: str, text: str, text_id: str) -> Outcome:
        """Give the text to the gateway; says what came of it, raises nothing of the network's."""
        body = json.dumps({"id": text_id, "to": to, "text": text}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": text_id,
            SIGNATURE_HEADER: signature(body, self._secret, int(clock.now().timestamp())),
        }
        try:
            answer = self._session.post(
                self._url,
                data=body,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return _away(0)
        return _outcome(answer.status_code)


def _outcome(code: int) -> Outcome:
    if 200 <= code < 300:
        return DELIVERED
    if code in _WRONG_NUMBER:
        state, stage = DeliveryState.PERMANENT_FAILURE, Stage.RECIPIENT
    elif code in _OUR_FAULT:
        state, stage = DeliveryState.TECHNICAL_FAILURE, Stage.SENDER
    else:
        return _away(code)
    return Outcome(state=state, reason=f"{stage.value}-{code}")


def _away(code: int) -> Outcome:
    reason = f"{Stage.CONNECTION.value}-{code}" if code else Stage.CONNECTION.value
    return Outcome(state=DeliveryState.TEMPORARY_FAILURE, reason=reason)
