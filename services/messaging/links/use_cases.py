"""What can happen to a link; each function is one transaction.

Tokens leave this module in the address that is returned, and no address is kept anywhere. What a
delivery carries can be minted again: its token is derived from the delivery's id and a secret key,
so that a mail that is sent once more holds the same address.
"""

import base64
import hmac
from datetime import datetime
from functools import cache

from services.messaging.accounts.use_cases import (
    SignedIn,
    account_for,
    end_sessions_of_links,
    join_person,
    open_limited_session,
    open_session,
    renew_session,
)
from services.messaging.links.models import Link, new_token, token_hash
from services.messaging.links.queries import working_link
from services.messaging.links.rules import LinkKind, ends_at
from services.messaging.settings import settings
from shared import clock
from shared.access.addresses import local_path
from shared.access.keys import load_signing_keys
from shared.access.targets import path_of
from shared.store import atomic, save


@atomic
def mint_sign_in_link(
    person_id: str,
    school_id: str,
    *,
    language: str = "",
    next_path: str = "/",
    for_delivery: str | None = None,
) -> str:
    """The address that signs the person in, once, within 15 minutes.

    ``for_delivery`` is the id of the delivery that carries it: the same one gives the same address,
    good for 15 minutes from now unless it was used.
    """
    return _mint(
        LinkKind.SIGN_IN,
        "/account/link/",
        ends_at(LinkKind.SIGN_IN, now=clock.now()),
        for_delivery,
        person_id=person_id,
        school_id=school_id,
        language=language,
        next_path=local_path(next_path),
    )


@atomic
def mint_purpose_link(  # noqa: PLR0913 - who may do what to what, where, until when, how said
    person_id: str,
    action: str,
    subject: str,
    closes_at: datetime,
    school_id: str,
    language: str,
    *,
    for_delivery: str | None = None,
) -> str:
    """The address where the person may do ``action`` on ``subject`` ("<kind>/<id>") at once.

    It needs no password and works again and again until 14 days after ``closes_at``, unless it is
    revoked or the person leaves the school. The same ``for_delivery`` gives the same address.

    Raises:
        NotFound: no page is registered for that kind of subject.
    """
    path_of(subject)
    return _mint(
        LinkKind.PURPOSE,
        "/go/",
        ends_at(LinkKind.PURPOSE, now=clock.now(), closes_at=closes_at),
        for_delivery,
        person_id=person_id,
        school_id=school_id,
        language=language,
        action=action,
        subject=subject,
    )


@atomic
def revoke_purpose_links(person_id: str, subject: str) -> None:
    """End the person's links to the subject, and the sessions they opened, at once."""
    now = clock.now()
    links = list(Link.objects(person_id=person_id, subject=subject, revoked_at=None))
    for link in links:
        link.revoke(now)
        save(link)
    end_sessions_of_links([link.id for link in links])


@atomic
def redeem_purpose_link(token: str) -> tuple[SignedIn, str]:
    """Let the holder in for the link's purpose; returns the session and the subject's path.

    Raises:
        NotFound: the link does not work.
    """
    link = working_link(token, LinkKind.PURPOSE)
    signed_in = open_limited_session(
        link.person_id,
        link.purpose,
        school_id=link.school_id,
        link_id=link.id,
        language=link.language,
    )
    return signed_in, path_of(link.subject)


@atomic
def redeem_sign_in_link(
    token: str, *, device: str = "", own_device: bool = False
) -> tuple[SignedIn, str]:
    """Sign the link's person in; returns the session and the path to go on to. Works once.

    Raises:
        NotFound: the link does not work, or somebody was quicker.
    """
    link = _used_up(token)
    account = account_for(link.person_id, language=link.language)
    signed_in = open_session(
        account, district_id=settings().district_id, device=device, own_device=own_device
    )
    return signed_in, link.next_path


@atomic
def redeem_to_join(token: str, account_id: str, sid: str) -> tuple[SignedIn, str]:
    """Add the link's person to the account of this session, which goes on for both. Works once.

    Raises:
        NotFound: the link does not work, or somebody was quicker.
    """
    link = _used_up(token)
    join_person(account_id, link.person_id)
    return renew_session(sid, district_id=settings().district_id), link.next_path


def _used_up(token: str) -> Link:
    """The link, used from now on; whoever saw it unused beside us conflicts and runs again."""
    link = working_link(token, LinkKind.SIGN_IN)
    link.use(clock.now())
    save(link)
    return link


def _mint(kind: LinkKind, path: str, end: datetime, for_delivery: str | None, **fields: str) -> str:
    token = _token_of(for_delivery) if for_delivery else new_token()
    link = Link.objects(id=token_hash(token)).first() if for_delivery else None
    if link is None:
        link = Link(id=token_hash(token), kind=kind.value, made_at=clock.now(), **fields)
    link.last_until(end)
    save(link)
    return f"{settings().base_url}{path}{token}"


def _token_of(delivery_id: str) -> str:
    """The token of the link that a delivery carries: nobody without the key can guess it."""
    digest = hmac.digest(link_key(), delivery_id.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@cache
def link_key() -> bytes:
    """The secret behind the links in mails, derived from the signing key.

    Raises:
        ConfigurationError: messaging was started without ``SIGNING_KEY_FILE``.
    """
    signing = load_signing_keys(settings().signing_key_file).signing
    secret = str(signing.as_dict(private=True)["d"]).encode()
    return hmac.digest(secret, b"tuhono links in mails", "sha256")
