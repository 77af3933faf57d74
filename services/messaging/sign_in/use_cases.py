"""What can happen at the door; each function is one transaction.

Flask-Limiter was left out: its MongoDB storage opens a client of its own without deadlines and
makes its index in a request.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from pymongo import ReturnDocument

from services.messaging.accounts.models import Account
from services.messaging.accounts.queries import account_of
from services.messaging.accounts.use_cases import SignedIn, account_for, open_session
from services.messaging.contacts.queries import languages_of
from services.messaging.deliveries.use_cases import plan_sign_in_link
from services.messaging.links.rules import may_have_sign_in_link
from services.messaging.roster.queries import (
    persons_reached_by,
    records_of,
    roles_of,
    schools_of,
)
from services.messaging.settings import settings
from services.messaging.sign_in.models import Identity, RateLimit, identity_id
from shared import clock
from shared.access.roles import STAFF_ROLES, AppRole
from shared.errors import Refused
from shared.store import atomic, save


@atomic
def send_sign_in_links(contact: str, *, next_path: str, staff_have_provider: bool) -> None:
    """Send a link to everybody who is reached by the address: one per account, none to strangers.

    The caller is told nothing, so that nobody learns who is known here.
    """
    reached: dict[str, str] = {}
    for person_id in persons_reached_by(contact):
        roles = _roles(person_id)
        if may_have_sign_in_link(roles, staff_have_provider=staff_have_provider):
            account = account_of(person_id)
            reached.setdefault(account.id if account else person_id, person_id)
    for person_id in reached.values():
        _send_link(person_id, next_path)


@atomic
def sign_in_staff(
    issuer: str, subject: str, *, verified_email: str | None, device: str
) -> SignedIn:
    """Sign in the member of staff whom the identity provider vouches for.

    A subject seen before has an account. A new one is matched once, by a verified e-mail address
    that the feed names for exactly one active member of staff.

    Raises:
        Refused: nobody, or more than one, is meant; or they are not staff any more.
    """
    account = _known_account(issuer, subject) or _matched_account(issuer, subject, verified_email)
    if account is None or not _is_staff(account.person_ids):
        raise Refused("not-matched")
    return open_session(account, district_id=settings().district_id, device=device)


def may_try(what: str, who: str, *, allowed: int, per: timedelta, now: datetime) -> bool:
    """Count a try of ``what`` by ``who``; False when this window already had ``allowed`` of them.

    No part of a transaction, so that a refused try is counted too. Fails closed: no store, no try.
    """
    seconds = int(per.total_seconds())
    window = int(now.timestamp()) // seconds
    digest = hashlib.sha256(f"{what}\n{who}".encode()).hexdigest()
    ends_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
    row = RateLimit._get_collection().find_one_and_update(
        {"_id": f"{digest}/{window}"},
        {"$inc": {"count": 1}, "$setOnInsert": {"expires_at": ends_at}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return bool(row["count"] <= allowed)


def _known_account(issuer: str, subject: str) -> Account | None:
    identity = Identity.objects(id=identity_id(issuer, subject)).first()
    account: Account | None = identity and Account.objects(id=identity.account_id).first()
    return account


def _matched_account(issuer: str, subject: str, verified_email: str | None) -> Account | None:
    if not verified_email:
        return None
    staff = [one for one in persons_reached_by(verified_email) if _is_staff([one])]
    if len(staff) != 1:
        return None
    account = account_for(staff[0])
    save(
        Identity(
            id=identity_id(issuer, subject),
            issuer=issuer,
            subject=subject,
            account_id=account.id,
            made_at=clock.now(),
        )
    )
    return account


def _send_link(person_id: str, next_path: str) -> None:
    record = records_of([person_id])[0]
    language = languages_of([record])[person_id]
    plan_sign_in_link(person_id, str(record.school_id), language=language, next_path=next_path)


def _is_staff(person_ids: list[str]) -> bool:
    return any(_roles(person_id) & STAFF_ROLES for person_id in person_ids)


def _roles(person_id: str) -> frozenset[AppRole]:
    by_school = roles_of([person_id], schools_of([person_id]), settings().district_id)
    return frozenset[AppRole]().union(*by_school.values())
