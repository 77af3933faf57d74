"""The settings of this service, read once per process: use cases have no Flask app to ask."""

from functools import cache

from shared.settings import Settings, load_settings


@cache
def settings() -> Settings:
    """What the evaluation service was started with.

    Raises:
        ConfigurationError: with every missing or wrong variable.
    """
    return load_settings("evaluation")
