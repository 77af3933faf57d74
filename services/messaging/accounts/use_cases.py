"""What can happen to an account and its sessions; each function is one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.messaging.accounts.models import Account, Session
from services.messaging.accounts.queries import account_of, open_sessions
from services.messaging.accounts.rules import SessionKind, session_kind
from services.messaging.roster.queries import is_welcome, roles_of, schools_of
from shared import clock, ids
from shared.access.ended import remember_ended
from shared.access.principal import Principal, Purpose
from shared.access.roles import AppRole
from shared.errors import NotFound
from shared.events.messaging import SessionEnded
from shared.outbox import record_state
from shared.store import atomic, save


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session in use: what its token shall say, until when it is good, on a device to keep it."""

    principal: Principal
    good_until: datetime
    keep: bool


@atomic
def open_session(
    account: Account, *, district_id: str, device: str = "", own_device: bool = False
) -> SignedIn:
    """Sign the account in on a device, for everything its persons may do.

    Raises:
        NotFound: none of its persons is active in any school.
    """
    now = clock.now()
    schools = schools_of(account.person_ids)
    session = Session(id=ids.new_id(), account_id=account.id, device=device, opened_at=now)
    kind = _full_kind(account, schools, district_id, own_device=own_device)
    return _use(session, account, kind=kind, schools=schools, now=now)


@atomic
def open_limited_session(
    person_id: str, purpose: Purpose, *, school_id: str, link_id: str, language: str
) -> SignedIn:
    """Let the holder of a purpose link in, for that purpose at that school only."""
    now = clock.now()
    account = account_for(person_id, language=language)
    session = Session(
        id=ids.new_id(),
        account_id=account.id,
        opened_at=now,
        person_id=person_id,
        link_id=link_id,
        action=purpose.action,
        subject=purpose.subject,
    )
    return _use(session, account, kind=SessionKind.LIMITED, schools=(school_id,), now=now)


@atomic
def renew_session(sid: str, *, district_id: str) -> SignedIn:
    """Use the session now, with the persons and schools as they are today.

    Raises:
        NotFound: it ended, was left for too long, or nobody of it is active any more.
    """
    now = clock.now()
    session = Session.objects(id=sid).first()
    if session is None or not session.is_open(now):
        raise NotFound("session-ended")
    account = Account.objects(id=session.account_id).first()
    if account is None:
        raise NotFound("session-ended")
    if session.kind == SessionKind.LIMITED:
        return _renew_limited(session, account, district_id, now=now)
    schools = schools_of(account.person_ids)
    own_device = session.kind == SessionKind.OWN_DEVICE
    kind = _full_kind(account, schools, district_id, own_device=own_device)
    return _use(session, account, kind=kind, schools=schools, now=now)


@atomic
def sign_out(sid: str) -> None:
    """End the session, everywhere. An ended or unknown one is left as it is."""
    _end(Session.objects(id=sid, ended_at=None))


@atomic
def sign_out_everywhere(account_id: str) -> None:
    """End every session of the account on every device."""
    _end(open_sessions(account_id))


@atomic
def end_sessions_of_links(link_ids: Iterable[str]) -> None:
    """End the limited sessions that these links opened."""
    _end(Session.objects(link_id__in=list(link_ids), ended_at=None))


@atomic
def join_person(account_id: str, person_id: str) -> Account:
    """Let the account stand for this person too, who leaves the account they had.

    The sessions of the account left behind end, because their tokens still name the person.
    """
    account: Account | None = Account.objects(id=account_id).first()
    if account is None:
        raise NotFound("session-ended")
    earlier = account_of(person_id)
    if earlier is not None and earlier.id != account.id:
        _leave(earlier, person_id)
    account.add_person(person_id)
    save(account)
    return account


@atomic
def choose_language(account_id: str, language: str) -> None:
    """Pages and mail to this account are in the language from now on."""
    account = Account.objects(id=account_id).first()
    if account is not None and account.language != language:
        account.choose_language(language)
        save(account)


@atomic
def account_for(person_id: str, *, language: str = "") -> Account:
    """The person's account, made at the first sign-in."""
    known = account_of(person_id)
    if known is not None:
        return known
    # An id of its own: the first person may move to another account later.
    account = Account(
        id=ids.new_id(), person_ids=[person_id], language=language, made_at=clock.now()
    )
    save(account)
    return account


def _full_kind(
    account: Account, schools: tuple[str, ...], district_id: str, *, own_device: bool
) -> SessionKind:
    roles = roles_of(account.person_ids, schools, district_id)
    held = frozenset[AppRole]().union(*roles.values())
    return session_kind(held, own_device=own_device)


def _renew_limited(
    session: Session, account: Account, district_id: str, *, now: datetime
) -> SignedIn:
    school_id = session.schools[0]
    if not is_welcome(session.person_id, school_id, district_id, now=now):
        raise NotFound("session-ended")
    return _use(session, account, kind=SessionKind.LIMITED, schools=(school_id,), now=now)


def _use(
    session: Session,
    account: Account,
    *,
    kind: SessionKind,
    schools: tuple[str, ...],
    now: datetime,
) -> SignedIn:
    if not schools:
        raise NotFound("session-ended")
    session.use(kind=kind, schools=schools, now=now)
    save(session)
    persons = (session.person_id,) if session.person_id else tuple(account.person_ids)
    principal = Principal(
        account_id=account.id,
        person_ids=persons,
        schools=schools,
        sid=session.id,
        language=account.language,
        purpose=session.purpose,
    )
    keep = kind is SessionKind.OWN_DEVICE
    return SignedIn(principal=principal, good_until=session.good_until, keep=keep)


def _end(sessions: Iterable[Session]) -> None:
    now = clock.now()
    ended = list(sessions)
    for session in ended:
        session.end(now)
        save(session)
        _tell_every_school(session)
    remember_ended([session.id for session in ended], now=now)


def _tell_every_school(session: Session) -> None:
    event = SessionEnded(sid=session.id, account_id=session.account_id)
    for school_id in session.schools:
        record_state(event, school_id=school_id, subject_id=session.id, version=1)


def _leave(account: Account, person_id: str) -> None:
    _end(open_sessions(account.id))
    account.remove_person(person_id)
    if account.person_ids:
        save(account)
    else:
        account.delete()
