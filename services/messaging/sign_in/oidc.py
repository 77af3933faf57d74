"""OpenID Connect with the school's identity provider: authorization code, PKCE, state and nonce.

Knows nothing of accounts. What is pending stands in a short signed cookie, because there is no
Flask session and the service keeps no state for people who never come back.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.access.keys import ALGORITHM, OwnKeys
from shared.errors import Refused
from shared.logs import logger
from shared.settings import OidcSettings

SCOPE = "openid email"
PENDING_LIFE = timedelta(minutes=10)
PENDING_AUDIENCE = "tuhono:oidc"
TIMEOUT_SECONDS = 5.0
CLOCK_SKEW_SECONDS = 60
ID_TOKEN_ALGORITHMS = ["RS256", "PS256", "ES256", "Ed25519"]
_DOUBTS = (
    AuthlibBaseError,
    JoseError,
    requests.RequestException,
    KeyError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A sign-in that has gone to the provider and not come back."""

    state: str
    nonce: str
    verifier: str
    next_path: str


@dataclass(frozen=True, kw_only=True)
class Identified:
    """Whom the provider vouches for; ``verified_email`` is None when it does not vouch for that."""

    issuer: str
    subject: str
    verified_email: str | None


def begin(provider: OidcSettings, redirect_uri: str, pending: Pending) -> str:
    """The provider's address to send the browser to.

    Raises:
        Refused: the provider cannot be reached, or is not the one it should be.
    """
    with _doubts_refuse():
        url, _ = _session(provider, redirect_uri).create_authorization_url(
            _metadata(provider.issuer)["authorization_endpoint"],
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
        )
        return str(url)


def complete(
    provider: OidcSettings,
    redirect_uri: str,
    pending: Pending,
    *,
    state: str,
    code: str,
    now: datetime,
) -> Identified:
    """Whom the provider vouches for in its answer.

    Raises:
        Refused: the answer is not to what is pending, or the provider does not stand by it.
    """
    if not hmac.compare_digest(state.encode(), pending.state.encode()):
        raise Refused("not-matched")
    with _doubts_refuse():
        metadata = _metadata(provider.issuer)
        session = _session(provider, redirect_uri)
        tokens = session.fetch_token(
            metadata["token_endpoint"],
            code=code,
            code_verifier=pending.verifier,
            timeout=TIMEOUT_SECONDS,
        )
        claims = _id_token(tokens["id_token"], metadata)
        _check(claims, provider, metadata, nonce=pending.nonce, now=now)
        return _identified(claims, provider, metadata, session)


def seal(pending: Pending, keys: OwnKeys, *, now: datetime) -> str:
    """The pending sign-in as a signed cookie value, good for ten minutes."""
    claims = {
        "aud": PENDING_AUDIENCE,
        "exp": int((now + PENDING_LIFE).timestamp()),
        **asdict(pending),
    }
    header = {"alg": ALGORITHM, "kid": keys.signing.kid}
    return jwt.encode(header, claims, keys.signing, algorithms=[ALGORITHM])


def unseal(cookie: str | None, keys: OwnKeys, *, now: datetime) -> Pending:
    """What was sealed.

    Raises:
        Refused: nothing of ours, or too old.
    """
    with _doubts_refuse():
        claims = jwt.decode(cookie or "", keys.signing, algorithms=[ALGORITHM]).claims
        if claims["aud"] != PENDING_AUDIENCE or now.timestamp() >= claims["exp"]:
            raise ValueError("not a pending sign-in, or too old")
        return Pending(
            state=claims["state"],
            nonce=claims["nonce"],
            verifier=claims["verifier"],
            next_path=claims["next_path"],
        )


@contextmanager
def _doubts_refuse() -> Iterator[None]:
    """Whatever cannot be believed is refused in the same words; the log names the kind of doubt."""
    try:
        yield
    except _DOUBTS as error:
        logger().warning("oidc_refused", error=type(error).__name__)
        raise Refused("not-matched") from error


@lru_cache(maxsize=4)
def _metadata(issuer: str) -> dict[str, Any]:
    """The provider's own description (OpenID Connect Discovery); a failure is not remembered."""
    metadata = _get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if str(metadata["issuer"]).rstrip("/") != issuer.rstrip("/"):
        raise ValueError("the provider calls itself by another name")
    return metadata


def _session(provider: OidcSettings, redirect_uri: str) -> Any:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def _id_token(token: str, metadata: dict[str, Any]) -> dict[str, Any]:
    keys = KeySet.import_key_set(_get_json(metadata["jwks_uri"]))  # type: ignore[arg-type]
    return jwt.decode(token, keys, algorithms=ID_TOKEN_ALGORITHMS).claims


def _check(
    claims: dict[str, Any],
    provider: OidcSettings,
    metadata: dict[str, Any],
    *,
    nonce: str,
    now: datetime,
) -> None:
    """Pass when the identity is of this provider, for us, fresh, and the one that was asked for."""
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    is_ours = (
        claims["iss"] == metadata["issuer"]
        and provider.client_id in audience
        and claims.get("azp", provider.client_id) == provider.client_id
    )
    is_fresh = claims["exp"] > now.timestamp() - CLOCK_SKEW_SECONDS
    is_asked_for = hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode())
    if not (is_ours and is_fresh and is_asked_for):
        raise ValueError("an identity for somebody else, or an old one")


def _identified(
    claims: dict[str, Any], provider: OidcSettings, metadata: dict[str, Any], session: Any
) -> Identified:
    subject = str(claims["sub"])
    facts = claims
    if "email" not in claims and "userinfo_endpoint" in metadata:
        facts = session.get(metadata["userinfo_endpoint"], timeout=TIMEOUT_SECONDS).json()
        if facts.get("sub") != subject:
            raise ValueError("facts about somebody else")
    is_verified = facts.get("email_verified") is True
    return Identified(
        issuer=provider.issuer,
        subject=subject,
        verified_email=str(facts["email"]) if is_verified and facts.get("email") else None,
    )


def _get_json(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content
