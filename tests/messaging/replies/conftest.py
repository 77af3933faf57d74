"""A district, an app, a phone and mailboxes for these tests."""

from tests.messaging.fixtures import (
    app,
    compiled_catalogues,
    family,
    gateway,
    hands,
    mailboxes,
    phone,
    settings,
    world,
)

__all__ = [
    "app",
    "compiled_catalogues",
    "family",
    "gateway",
    "hands",
    "mailboxes",
    "phone",
    "settings",
    "world",
]
