"""A service that lacks a setting does not start, and says which."""

import pytest

from shared.errors import ConfigurationError
from shared.settings import load_settings


def test_a_text_gateway_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS", "DISTRICT_ID"):
        monkeypatch.setenv(name, "somewhere")
    monkeypatch.setenv("SMS_URL", "http://gateway.test/texts")
    monkeypatch.setenv("SMS_SECRET", "")
    with pytest.raises(ConfigurationError, match="SMS_SECRET"):
        load_settings("messaging")
    monkeypatch.setenv("SMS_SECRET", "between-us")
    assert load_settings("messaging").sms_secret == "between-us"
