"""Small template filters: what people wrote is set apart, so that directions do not mix."""

from flask import Flask
from markupsafe import Markup, escape

from shared.web.languages import direction

_FIRST_STRONG_ISOLATE, _POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"


def init_app(app: Flask) -> None:
    """Give templates the filters ``bdi``, ``isolated`` and ``initial``."""
    app.jinja_env.filters.update(bdi=bdi, isolated=isolated, initial=initial)


def bdi(text: object, language: str | None = None) -> Markup:
    """The text, escaped, in a ``<bdi>`` of its own: for names of people, schools and places."""
    if language:
        return Markup('<bdi lang="{}">{}</bdi>').format(language, text)
    return Markup("<bdi>{}</bdi>").format(escape(text))


def isolated(text: object) -> str:
    """The text set apart where no marks can stand, such as a mail's subject.

    Only in right-to-left languages: elsewhere old mail programs would show boxes for nothing.
    Source: Unicode Standard Annex 9, Bidirectional Algorithm, §2.4 and §6.3.
    """
    if direction() == "ltr":
        return str(text)
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_DIRECTIONAL_ISOLATE}"


def initial(name: str) -> str:
    """The first letter of a name, for the round mark beside it."""
    return name.strip()[:1].upper()
