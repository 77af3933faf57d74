"""What tests of conferences may use."""

import pytest
from flask import Flask

from services.invitations.conferences.models import Conference
from shared.events.evaluation import Role
from tests.invitations.conferences.rounds import open_round
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser


@pytest.fixture
def conference(room: Room) -> Conference:
    return open_round(room.school_id, [room.class_id], room.teacher)


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def leader(app: Flask, room: Room) -> Browser:
    person = room.world.make_person(room.school_id, Role.PRINCIPAL, given_name="Moana")
    return browser(app, principal_of(room.school_id, person))
