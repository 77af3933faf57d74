"""The settings of this service, read once per process: timers and commands have no app to ask."""

from functools import cache

from shared.settings import Settings, load_settings


@cache
def settings() -> Settings:
    """What the invitations service was started with.

    Raises:
        ConfigurationError: with every missing or wrong variable.
    """
    return load_settings("invitations")
