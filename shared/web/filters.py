"""Small template filters: what people wrote is set apart, so that directions do not mix."""

from flask import Flask
from markupsafe import Markup, escape


def init_app(app: Flask) -> None:
    """Give templates the filters ``bdi`` and ``initial``."""
    app.jinja_env.filters.update(bdi=bdi, initial=initial)


def bdi(text: object, language: str | None = None) -> Markup:
    """The text, escaped, in a ``<bdi>`` of its own: for names of people, schools and places."""
    if language:
        return Markup('<bdi lang="{}">{}</bdi>').format(language, text)
    return Markup("<bdi>{}</bdi>").format(escape(text))


def initial(name: str) -> str:
    """The first letter of a name, for the round mark beside it."""
    return name.strip()[:1].upper()
