"""What can happen to a link; each function is one transaction.

Tokens leave this module in the address that is returned, and no address is kept anywhere. What a
mail carries can be minted again: its token is derived from the delivery's id and a secret key, so
that a mail that is sent once more holds the same address.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
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
from shared.access.targets import action_on, path_of
from shared.store import atomic, insert_many, save


@dataclass(frozen=True, kw_only=True)
class MailedLink:
    """The link that a delivery carries: to answer ``subject``, or without one to sign in."""

    delivery_id: str
    person_id: str
    school_id: str
    language: str
    subject: str | None = None
    closes_at: datetime | None = None
    next_path: str = "/"


@atomic
def mint_sign_in_link(
    person_id: str, school_id: str, *, language: str = "", next_path: str = "/"
) -> str:
    """The address that signs the person in, once, within 15 minutes."""
    return _mint(
        LinkKind.SIGN_IN,
        "/account/link/",
        ends_at(LinkKind.SIGN_IN, now=clock.now()),
        person_id=person_id,
        school_id=school_id,
        language=language,
        next_path=local_path(next_path),
    )


@atomic
def mint_purpose_link(
    person_id: str,
    action: str,
    subject: str,
    closes_at: datetime,
    school_id: str,
    language: str,
) -> str:
    """The address where the person may do ``action`` on ``subject`` ("<kind>/<id>") at once.

    It needs no password and works again and again until 14 days after ``closes_at``, unless it is
    revoked or the person leaves the school.

    Raises:
        NotFound: no page is registered for that kind of subject.
    """
    path_of(subject)
    return _mint(
        LinkKind.PURPOSE,
        "/go/",
        ends_at(LinkKind.PURPOSE, now=clock.now(), closes_at=closes_at),
        person_id=person_id,
        school_id=school_id,
        language=language,
        action=action,
        subject=subject,
    )


@atomic
def mint_mailed_links(wishes: Sequence[MailedLink]) -> dict[str, str]:
    """The addresses by delivery; asked again for the same delivery, the same address.

    A sign-in link that was not used is good for 15 minutes from now.

    Raises:
        NotFound: no page is registered for some kind of subject.
    """
    links = {wish.delivery_id: _link_of(wish) for wish in wishes}
    known = {one.id: one for one in Link.objects(id__in=[link.id for link in links.values()])}
    insert_many([link for link in links.values() if link.id not in known])
    for link in links.values():
        if link.id in known:
            known[link.id].last_until(link.ends_at)
            save(known[link.id])
    return {
        wish.delivery_id: _address("/go/" if wish.subject else "/account/link/", wish.delivery_id)
        for wish in wishes
    }


def mailed_address(delivery_id: str) -> str:
    """The address of the purpose link that was minted for the delivery."""
    return _address("/go/", delivery_id)


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
    link = _used(token, LinkKind.PURPOSE)
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
    link = _used(token, LinkKind.SIGN_IN)
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
    link = _used(token, LinkKind.SIGN_IN)
    join_person(account_id, link.person_id)
    return renew_session(sid, district_id=settings().district_id), link.next_path


def _used(token: str, kind: LinkKind) -> Link:
    """The link, used now; whoever uses or revokes it beside us conflicts with us and runs again."""
    link = working_link(token, kind)
    link.use(clock.now())
    save(link)
    return link


def _link_of(wish: MailedLink) -> Link:
    now = clock.now()
    kind = LinkKind.PURPOSE if wish.subject else LinkKind.SIGN_IN
    link = Link(
        id=token_hash(_mailed_token(wish.delivery_id)),
        kind=kind.value,
        made_at=now,
        ends_at=ends_at(kind, now=now, closes_at=wish.closes_at),
        person_id=wish.person_id,
        school_id=wish.school_id,
        language=wish.language,
    )
    if wish.subject:
        path_of(wish.subject)
        link.action, link.subject = action_on(wish.subject), wish.subject
    else:
        link.next_path = local_path(wish.next_path)
    return link


def _address(path: str, delivery_id: str) -> str:
    return f"{settings().base_url}{path}{_mailed_token(delivery_id)}"


def _mailed_token(delivery_id: str) -> str:
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


def _mint(kind: LinkKind, path: str, end: datetime, **fields: str) -> str:
    token = new_token()
    save(Link(id=token_hash(token), kind=kind.value, made_at=clock.now(), ends_at=end, **fields))
    return f"{settings().base_url}{path}{token}"
