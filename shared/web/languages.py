"""Which language a page speaks, and how strings are marked for translation.

Owns the list of languages, the choice for a request, and where catalogues lie. ``_`` translates
now, ``lazy_`` when the text is shown: use it outside requests, in module constants and in error
messages.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import flask_babel
from babel import Locale
from flask import Flask, current_app, g, redirect, request
from flask_babel import Babel, force_locale, get_locale
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from shared.settings import Settings
from shared.web import catalogues

__all__ = [
    "LANGUAGES",
    "Language",
    "LazyString",
    "_",
    "chosen_language",
    "direction",
    "init_app",
    "lazy_",
    "lazy_ngettext",
    "lazy_pgettext",
    "ngettext",
    "offered_languages",
    "pgettext",
    "speaking",
]

# Flask-Babel has no types; these are its functions as we call them.
_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
lazy_: Callable[..., LazyString] = flask_babel.lazy_gettext
lazy_ngettext: Callable[..., LazyString] = flask_babel.lazy_ngettext
# One English word that is two in other languages: the first argument says which is meant.
pgettext: Callable[..., str] = flask_babel.pgettext
lazy_pgettext: Callable[..., LazyString] = flask_babel.lazy_pgettext

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language families may choose, named in its own script. ``tag`` is BCP 47."""

    tag: str
    name: str
    draft: bool = False

    @property
    def locale(self) -> Locale:
        """Babel's data for it: names of days and months, direction."""
        return Locale.parse(self.tag, sep="-")


# In the order of the menu. A draft awaits a named reviewer, and its pages say so.
LANGUAGES = {
    language.tag: language
    for language in (
        Language(tag="mi", name="Te reo Māori", draft=True),
        Language(tag="en", name="English"),
        Language(tag="ar", name="العربية", draft=True),
    )
}


def init_app(app: Flask, settings: Settings) -> None:
    """Let the app speak the settings' languages; a catalogue not compiled stops the start.

    Raises:
        ConfigurationError: a language is unknown, or a catalogue is missing or out of date.
    """
    folders = catalogues.folders_of(settings.service)
    catalogues.require_compiled(folders, languages=settings.languages, known=LANGUAGES)
    app.config["LANGUAGES"] = settings.languages
    app.config["DEFAULT_LANGUAGE"] = settings.default_language
    Babel(
        app,
        configure_jinja=True,
        default_locale=settings.default_language,
        default_translation_directories=";".join(map(str, folders)),
        locale_selector=_locale_of_request,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(direction=direction, ngettext=ngettext)
    app.before_request(_remember_choice)


def chosen_language() -> Language:
    """The language in force: the reader's in a request, the one given to ``speaking`` elsewhere."""
    locale = get_locale()
    tag = str(locale).replace("_", "-") if locale else current_app.config["DEFAULT_LANGUAGE"]
    return LANGUAGES[tag]


def offered_languages() -> Sequence[Language]:
    """The languages of this installation, in the order of the menu."""
    return [
        language for tag, language in LANGUAGES.items() if tag in current_app.config["LANGUAGES"]
    ]


def direction() -> str:
    """``rtl`` or ``ltr``, of the language in force."""
    return chosen_language().locale.text_direction


@contextmanager
def speaking(tag: str | None) -> Iterator[Language]:
    """Within the block strings come in the language ``tag``, or in the default if not offered.

    Needs an application context: ``with app.app_context(), speaking("mi"): …`` in a worker.
    """
    known = tag in current_app.config["LANGUAGES"]
    language = LANGUAGES[str(tag) if known else current_app.config["DEFAULT_LANGUAGE"]]
    with force_locale(str(language.locale)):
        yield language


def _locale_of_request() -> str | None:
    if not request:
        return None
    return str(LANGUAGES[_tag_of_request()].locale)


def _tag_of_request() -> str:
    """The cookie, then the person's language, then what the browser asks for, then the default."""
    from shared.access import current_principal

    offered = current_app.config["LANGUAGES"]
    # Who asks is read from the store; a page about its outage must not ask.
    principal = None if g.get("plain_frame") else current_principal()
    for wish in (request.cookies.get(COOKIE), principal.language if principal else None):
        if wish in offered:
            return str(wish)
    default = str(current_app.config["DEFAULT_LANGUAGE"])
    return request.accept_languages.best_match(offered, default) or default


def _remember_choice() -> Response | None:
    """Keep the choice of ``?lang=mi`` in a cookie and show the same page without it."""
    wish = request.args.get(COOKIE)
    if request.method != "GET" or wish not in current_app.config["LANGUAGES"]:
        return None
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != COOKIE]
    query = f"?{urlencode(rest)}" if rest else ""
    answer = redirect(f"{request.path}{query}", code=303)
    answer.set_cookie(
        COOKIE,
        str(wish),
        max_age=COOKIE_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
