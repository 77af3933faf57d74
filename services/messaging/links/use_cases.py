"""What can happen to a link; each function is one transaction.

Tokens leave this module once, in the address that is returned. Mint when you send, not when you
plan, so that no address is kept anywhere.
"""

from datetime import datetime

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
from shared.access.targets import path_of
from shared.store import atomic, save


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


def _mint(kind: LinkKind, path: str, end: datetime, **fields: str) -> str:
    token = new_token()
    save(Link(id=token_hash(token), kind=kind.value, made_at=clock.now(), ends_at=end, **fields))
    return f"{settings().base_url}{path}{token}"
