"""Every word that a person sees can be translated."""

from pathlib import Path

import pytest

from shared.web.catalogues import ROOT
from tests.architecture import visible_text

TEMPLATES = sorted(
    path
    for part in ("shared", "services")
    for kind in ("html", "txt")
    for path in (ROOT / part).rglob(f"templates/**/*.{kind}")
)
SOURCES = sorted(
    path
    for part in ("shared", "services")
    for path in (ROOT / part).rglob("*.py")
    # What the published language says about a bad event is read in logs, not on pages.
    if not path.is_relative_to(ROOT / "shared/events")
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_shows_no_text_that_cannot_be_translated(path: Path) -> None:
    assert list(visible_text.in_template(path.read_text(encoding="utf-8"))) == []


def test_no_error_speaks_untranslatable_words() -> None:
    spoken = {
        str(path.relative_to(ROOT)): found
        for path in SOURCES
        if (found := list(visible_text.in_python(path)))
    }
    assert spoken == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{{ _('Hello') }}</p>", []),
        ("{% trans %}Hello {{ name }}{% endtrans %}<b>!</b>", []),
        ("<img alt='A dog'>", ["A dog"]),
        ("<a href='{{ url }}' title='{{ _('Go') }}'>{{ name }}</a>", []),
        ("{{ ui.tag('Coming', 'due') }}", ["Coming"]),
        ("{{ ui.tag(_('Coming'), 'due', icon_name='clock') }}", []),
        ("{% if kind == 'Big one' %}{{ count }}{% endif %}", []),
        ("{% set word = 'Yes, I come' %}", ["Yes, I come"]),
        ('{% extends "layout/page.html" %}{% import "ui/page.html" as ui %}', []),
        ("<span lang='mi'>Tūhono</span>", []),
    ],
)
def test_the_finder_of_untranslatable_text(source: str, found: list[str]) -> None:
    assert list(visible_text.in_template(source)) == found
