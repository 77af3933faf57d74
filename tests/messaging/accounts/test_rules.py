"""How long sessions last."""

from datetime import UTC, datetime, timedelta

from services.messaging.accounts.rules import SessionKind, good_until, session_kind
from shared.access import AppRole

OPENED = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_staff_have_staff_sessions_whatever_else_they_are() -> None:
    for staff in (AppRole.TEACHER, AppRole.COORDINATOR, AppRole.LEADER, AppRole.DISTRICT):
        assert session_kind({staff, AppRole.FAMILY}, own_device=True) is SessionKind.STAFF


def test_only_a_familys_own_device_is_kept() -> None:
    assert session_kind({AppRole.FAMILY}, own_device=True) is SessionKind.OWN_DEVICE
    assert session_kind({AppRole.FAMILY}, own_device=False) is SessionKind.FAMILY
    assert session_kind({AppRole.STUDENT}, own_device=True) is SessionKind.FAMILY


def test_use_puts_the_end_off_but_not_for_ever() -> None:
    later = OPENED + timedelta(hours=11, minutes=50)
    assert good_until(SessionKind.STAFF, opened_at=OPENED, now=OPENED) == OPENED + timedelta(
        minutes=30
    )
    assert good_until(SessionKind.STAFF, opened_at=OPENED, now=later) == OPENED + timedelta(
        hours=12
    )
