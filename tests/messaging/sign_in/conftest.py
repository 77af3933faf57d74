"""A district, an app and a phone for these tests."""

from tests.messaging.fixtures import app, compiled_catalogues, hands, phone, settings, world

__all__ = ["app", "compiled_catalogues", "hands", "phone", "settings", "world"]
