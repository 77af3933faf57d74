"""Fixtures of invitations' tests; the folder's ``conftest.py`` files take what they need."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from services.invitations.app import create_app
from shared.settings import Settings
from shared.web import catalogues
from tests.invitations.world import World
from tests.web_client import with_signing_key


@dataclass
class Room:
    """A school with one class, its teacher, and one family."""

    world: World
    school_id: str
    class_id: str
    teacher: str
    guardian: str
    child: str


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture
def world(invitations_store: Settings) -> World:
    return World(district_id=invitations_store.district_id)


@pytest.fixture
def room(world: World) -> Room:
    school_id = world.make_school()
    class_id, teacher = world.make_class(school_id)
    guardian, child = world.make_family(school_id, class_id)
    return Room(world, school_id, class_id, teacher, guardian, child)


@pytest.fixture
def app(invitations_store: Settings, tmp_path: Path) -> Flask:
    sent_at_once = replace(invitations_store, undo_seconds=0)
    return create_app(with_signing_key(sent_at_once, tmp_path))
