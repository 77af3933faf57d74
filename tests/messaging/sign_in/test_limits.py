"""How often something may be tried."""

from datetime import UTC, datetime, timedelta

import pytest

from services.messaging.sign_in.use_cases import may_try
from shared import store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


pytestmark = pytest.mark.usefixtures("settings")


def tries(count: int, who: str = "mele@example.org", now: datetime = NOON) -> list[bool]:
    return [may_try("ask", who, allowed=3, per=HOUR, now=now) for _ in range(count)]


def test_so_often_in_a_window_and_again_in_the_next() -> None:
    assert tries(5) == [True, True, True, False, False]
    assert tries(1, now=NOON + HOUR) == [True]


def test_each_asker_and_each_thing_is_counted_alone() -> None:
    tries(4)
    assert tries(1, who="lin@example.org") == [True]
    assert may_try("other", "mele@example.org", allowed=1, per=HOUR, now=NOON)


def test_no_address_is_kept_and_rows_go_by_themselves() -> None:
    tries(1)
    [row] = store.database()["rate_limits"].find()
    assert "mele" not in str(row)
    indexes = store.database()["rate_limits"].index_information().values()
    assert any(index.get("expireAfterSeconds") == 0 for index in indexes)
