"""A family hears of each agreed visit, and of what school calls off while it stands for a child."""

from datetime import timedelta
from typing import Any

import pytest

from shared import clock, ids
from shared.events.visits import CancelReason, VisitAgreed, VisitCancelled
from tests.messaging.mailboxes import Mailboxes, send, text_of
from tests.messaging.world import Family

pytestmark = pytest.mark.row("S84")


def who(family: Family) -> dict[str, Any]:
    return {
        "visit_id": ids.derived_id("visit", family.guardian_id),
        "guardian_id": family.guardian_id,
        "student_ids": (family.child_id,),
        "host_ids": (),
    }


def is_agreed(family: Family) -> None:
    starts_at = clock.now() + timedelta(days=3)
    agreed = VisitAgreed(
        **who(family), starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), sequence=2
    )
    family.world.tell(family.school_id, agreed)
    send()


def is_cancelled(family: Family, reason: CancelReason) -> None:
    family.world.tell(family.school_id, VisitCancelled(**who(family), reason=reason, sequence=3))
    send()


@pytest.mark.parametrize("reason", [CancelReason.STAFF, CancelReason.FAMILY])
def test_a_visit_that_one_side_calls_off_is_told(
    family: Family, mailboxes: Mailboxes, reason: CancelReason
) -> None:
    is_agreed(family)
    is_cancelled(family, reason)
    agreed, cancelled = mailboxes.of(family.address)
    assert agreed["Subject"] != cancelled["Subject"]
    assert "Sione" in text_of(agreed)


@pytest.mark.row("R11")
@pytest.mark.parametrize(
    "reason", [CancelReason.LINK_ENDED, CancelReason.RESCHEDULED, CancelReason.NOT_HELD]
)
def test_what_else_ends_a_visit_is_not_told(
    family: Family, mailboxes: Mailboxes, reason: CancelReason
) -> None:
    is_agreed(family)
    is_cancelled(family, reason)
    assert len(mailboxes.of(family.address)) == 1
