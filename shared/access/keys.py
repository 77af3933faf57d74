"""The Ed25519 keys behind sessions: one service signs, everybody else reads the public set."""

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.errors import ConfigurationError, InfrastructureDown
from shared.logs import logger

# The fully specified name of EdDSA over Ed25519 (RFC 9864); plain "EdDSA" is deprecated there.
ALGORITHM = "Ed25519"
# How long a set is trusted without asking again, so that a key withdrawn is gone within the hour.
FRESH_SECONDS = 3600.0
# A forged key id must not make us ask more often than this.
REFETCH_SECONDS = 30.0
# Without any set nobody can come in: a process that has just begun asks sooner.
FIRST_FETCH_SECONDS = 1.0
FETCH_TIMEOUT_SECONDS = 2.0


class PublicKeys(Protocol):
    """Where a reader of tokens finds the key that a token names."""

    def find(self, kid: str) -> OKPKey | None:
        """The public key of that id, or None when there is none."""


class OwnKeys:
    """The private keys of the service that signs: the first one signs, all are published."""

    def __init__(self, keys: list[OKPKey]) -> None:
        """Take the private keys, the signing one first."""
        self._keys = {key.kid: key for key in keys if key.kid}
        self.signing = keys[0]

    def find(self, kid: str) -> OKPKey | None:
        """The key of that id, or None."""
        return self._keys.get(kid)

    def published(self) -> dict[str, Any]:
        """The JWK set for ``/.well-known/jwks.json``: public parts only."""
        keys = [{**key.as_dict(private=False), "use": "sig"} for key in self._keys.values()]
        return {"keys": [{**key, "alg": ALGORITHM} for key in keys]}


class RemoteKeys:
    """The public set of the signing service, kept while that service cannot be reached."""

    def __init__(self, url: str, ticks: Callable[[], float] = time.monotonic) -> None:
        """Read from ``url``, at the first use; ``ticks`` counts seconds."""
        self._url = url
        self._ticks = ticks
        self._keys: dict[str, OKPKey] = {}
        self._asked_at: float | None = None
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def find(self, kid: str) -> OKPKey | None:
        """The key of that id; an unknown one makes us ask again, at most every 30 seconds.

        Raises:
            InfrastructureDown: no set could be read yet, so nobody can say whose token it is.
        """
        key = self._keys.get(kid)
        if key is None or self._is_old():
            with self._lock:
                self._refresh(kid)
            key = self._keys.get(kid)
        if self._read_at is None:
            raise InfrastructureDown("the keys of sessions cannot be read")
        return key

    def _is_old(self) -> bool:
        return self._read_at is None or self._ticks() - self._read_at > FRESH_SECONDS

    def _refresh(self, kid: str) -> None:
        # Somebody else may have read the set while this thread waited for the lock.
        if kid in self._keys and not self._is_old():
            return
        now = self._ticks()
        pause = FIRST_FETCH_SECONDS if self._read_at is None else REFETCH_SECONDS
        if self._asked_at is not None and now - self._asked_at < pause:
            return
        self._asked_at = now
        try:
            self._keys = _fetch(self._url)
        except (requests.RequestException, JoseError, ValueError, KeyError) as error:
            logger().warning("jwks_unreachable", error=type(error).__name__)
        else:
            self._read_at = now


def load_signing_keys(path: str | None) -> OwnKeys:
    """The keys in the file: a private JWK, or a set of them whose first one signs.

    Raises:
        ConfigurationError: there is no such file, or it holds something else.
    """
    if not path:
        raise ConfigurationError("SIGNING_KEY_FILE is missing: this service signs the sessions")
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        keys = [_import(key) for key in content.get("keys", [content])]
    except (OSError, ValueError, JoseError, AttributeError) as error:
        message = f"SIGNING_KEY_FILE {path} holds no Ed25519 JWK: {error}"
        raise ConfigurationError(message) from error
    if not keys or not all(key.is_private for key in keys):
        raise ConfigurationError(f"SIGNING_KEY_FILE {path} holds no private key")
    return OwnKeys(keys)


def make_signing_key(path: str) -> None:
    """Write a new private key that only its owner may read; an existing file is left alone."""
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(key.as_dict(private=True), file)


def _fetch(url: str) -> dict[str, OKPKey]:
    answer = requests.get(url, timeout=FETCH_TIMEOUT_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    keys = KeySet.import_key_set(answer.json()).keys
    return {key.kid: key for key in keys if isinstance(key, OKPKey) and key.kid}


def _import(content: dict[str, Any]) -> OKPKey:
    key = OKPKey.import_key(content)
    key.ensure_kid()
    return key
