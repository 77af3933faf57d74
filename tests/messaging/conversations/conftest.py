"""A district, an app, a phone and mailboxes for these tests."""

import pytest
from flask import Flask

from tests.messaging.conversations.room import Room, SignedIn, make_room
from tests.messaging.fixtures import (
    app,
    compiled_catalogues,
    family,
    hands,
    mailboxes,
    phone,
    settings,
    world,
)
from tests.messaging.world import Family
from tests.web_client import Browser, browser, make_principal

__all__ = [
    "app",
    "compiled_catalogues",
    "family",
    "hands",
    "mailboxes",
    "phone",
    "settings",
    "world",
]


@pytest.fixture
def room(family: Family) -> Room:
    return make_room(family)


@pytest.fixture
def signed_in(app: Flask, family: Family) -> SignedIn:
    def as_person(person_id: str, school_id: str = family.school_id, **changes: object) -> Browser:
        values = {"person_ids": (person_id,), "schools": (school_id,), **changes}
        return browser(app, make_principal(**values))

    return as_person
