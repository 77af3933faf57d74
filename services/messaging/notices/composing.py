"""Putting a letter into words: subject, text and HTML, in the reader's language.

Owns the looks of mail. A subject holds no personal data: mailboxes show it on locked phones.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from flask import Flask, render_template

from services.messaging.notices.queries import Letter
from services.messaging.settings import settings
from shared.events.invitations import Support
from shared.events.progress import AttendanceCategory
from shared.web import filters, formats, languages, lists
from shared.web.languages import LazyString, _, lazy_, speaking

# In the order of the page that they open; the words are those of a family.
CHOICES: tuple[tuple[str, LazyString], ...] = (
    ("yes", lazy_("Yes, we come")),
    ("maybe", lazy_("Maybe")),
    ("help", lazy_("Something would help us to come")),
    ("no", lazy_("No, not this time")),
)
SUPPORTS = {
    Support.INTERPRETER: lazy_("an interpreter"),
    Support.CHILD_CARE: lazy_("child care"),
    Support.TRANSPORT: lazy_("transport"),
    Support.FOOD: lazy_("food"),
    Support.QUIET_SPACE: lazy_("a quiet space"),
    Support.ONLINE: lazy_("joining online"),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a mail says, in the language that it says it in."""

    subject: str
    text: str
    html: str
    language: str


def compose(letter: Letter, url: str) -> Words:
    """The letter in words; ``url`` is the one place where it leads."""
    folder = f"messaging/notices/{letter.notice.value}"
    with mail_app().app_context(), speaking(letter.language) as language:
        said = {"letter": letter, "url": url, "language": language, **_words(letter, url)}
        subject = " ".join(render_template(f"{folder}/subject.txt", **said).split())
        return Words(
            subject=subject,
            text=_tidy(render_template(f"{folder}/body.txt", **said)),
            html=_inliner().inline(render_template(f"{folder}/body.html", subject=subject, **said)),
            language=language.tag,
        )


@cache
def mail_app() -> Flask:
    """An app without pages: the templates, filters and languages that mail is made with."""
    app = Flask("services.messaging.notices", template_folder="templates", static_folder=None)
    languages.init_app(app, settings())
    formats.init_app(app)
    filters.init_app(app)
    lists.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


@cache
def _inliner() -> css_inline.CSSInliner:
    """Mail programs drop style sheets, so each rule goes to its elements. Fetches nothing."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def _words(letter: Letter, url: str) -> dict[str, Any]:
    if letter.day is not None and letter.category:
        return _words_of_day(letter, formats.day(letter.day))
    if letter.activity is None:
        return {}
    told, zone = letter.activity, letter.zone
    span = formats.time_span(told.starts_at, told.ends_at, zone)
    return {
        "choices": [(text, f"{url}?choice={value}") for value, text in CHOICES],
        "when": _("%(day)s, %(time)s", day=formats.day(told.starts_at, zone), time=span),
        "offers": lists.things_in_text([SUPPORTS[one] for one in told.supports]),
    }


def _words_of_day(letter: Letter, day: str) -> dict[str, Any]:
    """What the roll says of the day, and what it says when it was corrected."""
    child = lists.names_in_text(letter.children)
    corrected = {
        AttendanceCategory.ABSENT: _(
            "The school now knows why %(child)s was away on %(day)s.", child=child, day=day
        ),
        AttendanceCategory.PRESENT: _(
            "%(child)s was at school on %(day)s after all.", child=child, day=day
        ),
    }
    late = _("%(child)s came to school late on %(day)s.", child=child, day=day)
    return {
        "absence_line": _(
            "%(child)s was marked absent on %(day)s, and the school does not know why.",
            child=child,
            day=day,
        ),
        "correction_line": corrected.get(AttendanceCategory(letter.category), late),
    }


def _tidy(text: str) -> str:
    """The text with single empty lines only, so that templates may breathe."""
    lines = [line.strip() for line in text.strip().splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept) + "\n"
