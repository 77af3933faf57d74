"""An activity with its door, and who stands there."""

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of
from tests.web_client import Browser, browser


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))
