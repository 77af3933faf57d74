"""Named reads of accounts and sessions."""

from services.messaging.accounts.models import Account, Session
from shared import clock


def account_of(person_id: str) -> Account | None:
    """The account that stands for the person, or None before their first sign-in."""
    account: Account | None = Account.objects(person_ids=person_id).first()
    return account


def open_sessions(account_id: str) -> list[Session]:
    """The sessions of the account that may still be used, the latest first."""
    return list(
        Session.objects(account_id=account_id, ended_at=None, good_until__gt=clock.now()).order_by(
            "-opened_at"
        )
    )
