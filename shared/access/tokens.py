"""The session token: an Ed25519-signed JWT that says who, at which schools, until when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.access.keys import ALGORITHM, PublicKeys
from shared.access.principal import Principal, Purpose

AUDIENCE = "tuhono:session"
TOKEN_LIFE = timedelta(minutes=30)
# After this a page GET goes by way of the renewal, where the session itself is looked at.
RENEW_AFTER = timedelta(minutes=5)
LONGEST_TOKEN = 4096
_REMEMBERED_TOKENS = 4096


@dataclass(frozen=True, kw_only=True)
class SessionToken:
    """What a genuine token says, whether or not its time is over."""

    principal: Principal
    issued_at: datetime
    expires_at: datetime

    def is_expired(self, now: datetime) -> bool:
        """Whether it no longer lets anybody in."""
        return now >= self.expires_at

    def is_stale(self, now: datetime) -> bool:
        """Whether the next page should renew it."""
        return now >= self.issued_at + RENEW_AFTER


class TokenReader:
    """Reads session tokens of one installation (``issuer`` is its address)."""

    def __init__(self, keys: PublicKeys, issuer: str) -> None:
        """Accept what a key of ``keys`` signed for ``issuer``."""
        self._keys = keys
        self._issuer = issuer
        # Only genuine tokens are remembered: a failed check raises, and is made again next time.
        self._remembered = lru_cache(maxsize=_REMEMBERED_TOKENS)(self._checked)

    def read(self, token: str | None) -> SessionToken | None:
        """What the token says, or None when it is none of ours: forged, cut, for somebody else."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        try:
            return self._remembered(token)
        except (JoseError, ValueError, TypeError, KeyError):
            return None

    def _checked(self, token: str) -> SessionToken:
        decoded = jwt.decode(token, self._key, algorithms=[ALGORITHM])
        claims = decoded.claims
        if claims["iss"] != self._issuer or claims["aud"] != AUDIENCE:
            raise ValueError("a token for somebody else")
        return SessionToken(
            principal=_principal(claims),
            issued_at=_instant(claims["iat"]),
            expires_at=_instant(claims["exp"]),
        )

    def _key(self, token: Any) -> OKPKey:
        key = self._keys.find(str(token.headers()["kid"]))
        if key is None:
            raise ValueError("unknown key")
        return key


def issue_token(
    principal: Principal, key: OKPKey, issuer: str, *, now: datetime, until: datetime
) -> str:
    """A token for the principal, good for 30 minutes, never beyond ``until``, its session's end."""
    expires_at = min(now + TOKEN_LIFE, until)
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": principal.account_id,
        "sid": principal.sid,
        "persons": list(principal.person_ids),
        "schools": list(principal.schools),
        "language": principal.language,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    if principal.purpose is not None:
        claims["purpose"] = [principal.purpose.action, principal.purpose.subject]
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


def _principal(claims: dict[str, Any]) -> Principal:
    limit = claims.get("purpose")
    return Principal(
        account_id=str(claims["sub"]),
        person_ids=tuple(map(str, claims["persons"])),
        schools=tuple(map(str, claims["schools"])),
        sid=str(claims["sid"]),
        language=str(claims["language"]),
        purpose=Purpose(action=str(limit[0]), subject=str(limit[1])) if limit else None,
    )


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
