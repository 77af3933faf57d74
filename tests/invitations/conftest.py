"""What every test of invitations may use."""

from tests.invitations.fixtures import app, compiled_catalogues, room, world

__all__ = ["app", "compiled_catalogues", "room", "world"]
