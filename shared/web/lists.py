"""How the pieces of a sentence stand beside each other: names, things, parts of a line.

The marks between them belong to the language: a comma of the Latin script has no place in Arabic.
"""

from collections.abc import Iterable, Sequence

from babel.lists import format_list
from flask import Flask
from markupsafe import Markup, escape

from shared.web.filters import bdi
from shared.web.formats import locale_of_words
from shared.web.languages import _, chosen_language


def init_app(app: Flask) -> None:
    """Give templates the filters of this module."""
    app.jinja_env.filters.update(
        names=names,
        names_in_text=names_in_text,
        things=things,
        things_in_text=things_in_text,
        in_line=in_line,
    )


def names(people: Sequence[object]) -> Markup:
    """People, each set apart: ``Sione, Ana and Tama``. See ``names_in_text``."""
    return _put_in(_pattern_of_people(len(people)), people)


def names_in_text(people: Sequence[object]) -> str:
    """People where no marks can stand: in mail's text, in labels.

    In Māori ``Sione rāua ko Ana``, and from three ``Sione, rātou ko Ana, ko Tama``.
    Source: W. L. Williams, First Lessons in Maori, §87 (v); R. Maunsell, Grammar of the New
    Zealand Language, on the pronouns, §7.
    """
    return _pattern_of_people(len(people)).format(*people)


def things(listed: Sequence[object]) -> Markup:
    """Classes or languages, each set apart: ``Room 5, Room 6 and Kapa haka``."""
    return _put_in(_pattern_of_things(len(listed)), listed)


def things_in_text(listed: Sequence[object]) -> str:
    """What is not people, where no marks can stand: ``food, transport and child care``.

    In Māori the last is joined by ``me``, where CLDR has commas alone.
    Source: W. L. Williams, First Lessons in Maori, §87 (ii).
    """
    return _pattern_of_things(len(listed)).format(*listed)


def in_line(parts: Iterable[object]) -> Markup:
    """The parts of a line that are there: ``Thursday 26 November, the hall``."""
    line = Markup("")
    for part in parts:
        if not part:
            continue
        apart = Markup(_("%(first)s, %(second)s"))  # noqa: S704  # nosec B704 - the catalogue's
        line = apart % {"first": line, "second": escape(part)} if line else escape(part)
    return line


def _pattern_of_people(count: int) -> str:
    if chosen_language().tag != "mi" or count < 2:
        return _pattern(count)
    if count == 2:
        return "{0} rāua ko {1}"
    return "{0}, rātou ko " + ", ko ".join(f"{{{at}}}" for at in range(1, count))


def _pattern_of_things(count: int) -> str:
    if chosen_language().tag != "mi" or count < 2:
        return _pattern(count)
    return f"{_pattern(count - 1)} me {{{count - 1}}}"


def _pattern(count: int) -> str:
    """CLDR's pattern of a list in the language in force."""
    places = [f"{{{at}}}" for at in range(count)]
    return format_list(places, locale=locale_of_words()) if places else ""


def _put_in(pattern: str, pieces: Sequence[object]) -> Markup:
    # The pattern is CLDR's or ours; what goes into it is escaped.
    return Markup(pattern).format(*map(bdi, pieces))  # noqa: S704  # nosec B704
