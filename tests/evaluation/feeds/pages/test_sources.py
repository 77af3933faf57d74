"""A source's page and its settings."""

from typing import Any

import pytest

from services.evaluation.feeds.queries import source_of
from services.evaluation.feeds.rules import SourceSettings
from shared import store
from shared.settings import Settings
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.pages.conftest import Desk

SIS = "/evaluation/feeds/sources/sis"
VALUES: dict[str, Any] = {
    "expected_by": "06:30",
    "expected_every_hours": "24",
    "deactivation_percent": "20",
    "deactivation_floor": "3",
    "change_percent": "50",
    "bulk_with_status": "bulk",
    "school": bundles.NORTH,
    "is_strict": "on",
    "keeps_demographics": "on",
}


@pytest.fixture
def settings_now(evaluation_store: Settings) -> Any:
    def read() -> SourceSettings:
        with scope_of(evaluation_store.district_id):
            return source_of("sis").source_settings

    return read


def test_the_page_tells_its_runs_and_how_its_files_are_taken(staff: Desk) -> None:
    page = staff.see(SIS)

    assert "Load of package.zip" in page
    assert "Now and then" in page
    assert "10%, and always 5" in page
    assert "Not kept" in page
    assert "Loaded by mistake?" in page


def test_settings_are_changed_and_shown(staff: Desk, settings_now: Any) -> None:
    answer = staff.press(f"{SIS}/settings", **VALUES)

    assert answer.headers["Location"] == SIS
    assert settings_now() == SourceSettings(
        expected_by="06:30",
        expected_every_hours=24,
        deactivation_share=0.2,
        deactivation_floor=3,
        change_share=0.5,
        bulk_with_status="bulk",
        school=bundles.NORTH,
        is_strict=True,
        keeps_demographics=True,
    )
    page = staff.see(SIS)
    assert "Every day by 06:30, and every 24 hours" in page
    assert "North School" in page
    form = staff.see(f"{SIS}/settings")
    assert 'value="06:30"' in form
    assert f'<option value="{bundles.NORTH}" selected>' in form
    actions = store.database()["audit"].distinct("action")
    assert "feed-settings-changed" in actions


def test_a_switch_that_is_not_sent_is_off(staff: Desk, settings_now: Any) -> None:
    staff.press(f"{SIS}/settings", **VALUES)
    less = {name: value for name, value in VALUES.items() if name != "keeps_demographics"}

    staff.press(f"{SIS}/settings", **less)

    assert not settings_now().keeps_demographics
    assert settings_now().is_strict


@pytest.mark.parametrize(
    ("field", "wrong", "says"),
    [
        ("expected_by", "six", "Write a time, such as 06:00"),
        ("deactivation_percent", "101", "Choose 0 to 100"),
        ("deactivation_floor", "few", "Write a whole number"),
        ("bulk_with_status", "maybe", "Choose one of these"),
    ],
)
def test_a_wrong_setting_is_shown_again(
    staff: Desk, settings_now: Any, field: str, wrong: str, says: str
) -> None:
    answer = staff.press(f"{SIS}/settings", **{**VALUES, field: wrong})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in page
    assert 'value="24"' in page
    assert settings_now() == SourceSettings()


def test_an_unknown_source_is_not_found(staff: Desk) -> None:
    for path in ("", "/settings"):
        assert staff.client.get(f"/evaluation/feeds/sources/nobody{path}").status_code == 404
    assert staff.press("/evaluation/feeds/sources/nobody/settings", **VALUES).status_code == 404
