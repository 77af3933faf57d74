"""Putting a letter into words: a mail's subject, text and HTML, or a text message's one text.

Owns the looks of mail. A subject holds no personal data: mailboxes show it on locked phones. Nor
does a text message: it names a child by the first letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import css_inline
from flask import Flask, render_template

from services.messaging.calendars.queries import sender_address
from services.messaging.calendars.rules import Certainty, calendar_file
from services.messaging.notices import wording
from services.messaging.notices.queries import Letter, ToldActivity
from services.messaging.notices.rules import Notice
from services.messaging.settings import settings
from shared.events.invitations import RefusalReason
from shared.events.progress import AttendanceCategory
from shared.web import filters, formats, languages, lists
from shared.web.languages import _, speaking

# Longer words of a teacher are cut in a text message: each part of it costs.
LONGEST_IN_TEXT = 120


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a mail says, in the language that it says it in; ``calendar`` is a file it carries."""

    subject: str
    text: str
    html: str
    language: str
    calendar: bytes = b""


def compose(letter: Letter, url: str) -> Words:
    """The letter as a mail; ``url`` is the one place where it leads."""
    folder = f"messaging/notices/{letter.notice.value}"
    with mail_app().app_context(), speaking(letter.language) as language:
        said = {"letter": letter, "url": url, "language": language, **_words(letter, url)}
        subject = " ".join(render_template(f"{folder}/subject.txt", **said).split())
        return Words(
            subject=subject,
            text=_tidy(render_template(f"{folder}/body.txt", **said)),
            html=_inliner().inline(render_template(f"{folder}/body.html", subject=subject, **said)),
            language=language.tag,
            calendar=_calendar(letter),
        )


def compose_text(letter: Letter, url: str) -> str:
    """The letter as a text message: one line, and no name in it."""
    template = f"messaging/notices/{letter.notice.value}/sms.txt"
    with mail_app().app_context(), speaking(letter.language) as language:
        said = {"letter": letter, "url": url, "language": language, **_words(letter, url)}
        initials = [f"{name[:1]}." for name in letter.children if name]
        return " ".join(render_template(template, initials=initials, **said).split())


@cache
def mail_app() -> Flask:
    """An app without pages: the templates, filters and languages that mail is made with."""
    app = Flask("services.messaging.notices", template_folder="templates", static_folder=None)
    languages.init_app(app, settings())
    formats.init_app(app)
    filters.init_app(app)
    lists.init_app(app)
    app.jinja_env.filters["short"] = _short
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


@cache
def _inliner() -> css_inline.CSSInliner:
    """Mail programs drop style sheets, so each rule goes to its elements. Fetches nothing."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def _words(letter: Letter, url: str) -> dict[str, Any]:
    if letter.day is not None and letter.category:
        return _words_of_day(letter, formats.day(letter.day))
    if letter.activity is not None:
        return _words_of_activity(letter, letter.activity, url)
    if letter.occasions:
        return _words_of_occasion(letter)
    return {}


def _words_of_activity(letter: Letter, told: ToldActivity, url: str) -> dict[str, Any]:
    zone, details = letter.zone, letter.details
    changes = dict.fromkeys(wording.CHANGES[one] for one in details.get("what", ()))
    return {
        "choices": [(text, f"{url}?choice={value}") for value, text in wording.CHOICES],
        "yes_url": f"{url}?choice=yes",
        "no_url": f"{url}?choice=no",
        "when": _when(told.starts_at, told.ends_at, zone),
        "offers": lists.things_in_text([wording.SUPPORTS[one] for one in told.supports]),
        "answer_by": formats.day(told.answer_by, zone) if told.answer_by else "",
        "changes": lists.things_in_text(list(changes)) if changes else "",
        "accept_by": _moment(details.get("accept_by"), zone),
        "own_time": _own_time(details, zone),
        **_words_of_answer(letter),
    }


def _words_of_answer(letter: Letter) -> dict[str, Any]:
    details = letter.details
    said: dict[str, Any] = {}
    if letter.notice is Notice.ANSWER_NOTED:
        answer = str(details["answer"])
        line = wording.noted(answer, str(details["place"]), str(details.get("because", "")))
        said = {"noted": line, "comes": answer == "yes" and details["place"] == "seat"}
    if letter.notice is Notice.ANSWER_REFUSED:
        said = {"refused": wording.REFUSED[RefusalReason(str(details["refusal"]))]}
    return said


def _words_of_occasion(letter: Letter) -> dict[str, Any]:
    one = letter.occasions[0]
    return {
        "when": _when(one.starts_at, one.ends_at, letter.zone),
        "where": one.place,
        "is_moved": any(other.certainty is Certainty.CANCELLED for other in letter.occasions[1:]),
        "hosts": lists.names_in_text(letter.hosts),
    }


def _when(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    span = formats.time_span(starts_at, ends_at, zone)
    return str(_("%(day)s, %(time)s", day=formats.day(starts_at, zone), time=span))


def _moment(text: object, zone: str) -> str:
    return formats.day_and_time(datetime.fromisoformat(str(text)), zone) if text else ""


def _own_time(details: Mapping[str, Any], zone: str) -> str:
    """When the reader is to help."""
    if "starts_at" not in details:
        return ""
    starts_at, ends_at = (
        datetime.fromisoformat(str(details[one])) for one in ("starts_at", "ends_at")
    )
    return _when(starts_at, ends_at, zone)


def _calendar(letter: Letter) -> bytes:
    if not letter.occasions:
        return b""
    return calendar_file(letter.occasions, sender=sender_address())


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


def _short(text: str) -> str:
    """The text, cut at a word when a text message would grow too long."""
    if len(text) <= LONGEST_IN_TEXT:
        return text
    return text[: LONGEST_IN_TEXT - 1].rsplit(" ", 1)[0] + "…"


def _tidy(text: str) -> str:
    """The text with single empty lines only, so that templates may breathe."""
    lines = [line.strip() for line in text.strip().splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept) + "\n"
