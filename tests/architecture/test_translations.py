"""Every marked string is translated, in Māori and in Arabic, and keeps its placeholders."""

import re
from collections.abc import Iterator

import pytest
from babel.messages import Message

from shared.web import catalogues
from shared.web.languages import LANGUAGES

DOMAINS = list(catalogues.domains())
TRANSLATED = [tag for tag in LANGUAGES if tag != catalogues.SOURCE_LANGUAGE]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

every_catalogue = pytest.mark.parametrize("language", TRANSLATED)
every_domain = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)


@every_domain
@every_catalogue
def test_the_catalogue_holds_exactly_the_strings_of_the_code(
    domain: catalogues.Domain, language: str
) -> None:
    in_code = {_key(message) for message in catalogues.extract(domain) if message.id}
    in_catalogue = {_key(message) for message in _messages(domain, language)}
    assert (in_code - in_catalogue, in_catalogue - in_code) == (set(), set()), (
        "run `python -m shared.web.catalogues update`, then translate"
    )


@every_domain
@every_catalogue
def test_every_string_is_translated(domain: catalogues.Domain, language: str) -> None:
    missing = [
        message.id
        for message in _messages(domain, language)
        if message.fuzzy or not all(_forms(message.string))
    ]
    assert missing == []


@every_domain
@every_catalogue
def test_placeholders_survive_translation(domain: catalogues.Domain, language: str) -> None:
    broken = [
        message.id
        for message in _messages(domain, language)
        if all(_forms(message.string)) and not _keeps_places(message)
    ]
    assert broken == []


@every_domain
@every_catalogue
def test_a_draft_is_marked_as_one(domain: catalogues.Domain, language: str) -> None:
    po_file = domain.po_file(language)
    if LANGUAGES[language].draft and po_file.exists():
        assert "draft" in po_file.read_text(encoding="utf-8").split("msgid", maxsplit=1)[0]


def _messages(domain: catalogues.Domain, language: str) -> Iterator[Message]:
    po_file = domain.po_file(language)
    if po_file.exists():
        yield from (message for message in catalogues.load(po_file, language) if message.id)


def _key(message: Message) -> tuple[str, ...]:
    return (str(message.context or ""), *_forms(message.id))


def _forms(text: object) -> list[str]:
    return [str(one) for one in text] if isinstance(text, list | tuple) else [str(text or "")]


def _places(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _keeps_places(message: Message) -> bool:
    """One and two may be said in words; the form for many must keep every place."""
    *_few, wanted = (_places(form) for form in _forms(message.id))
    forms = [_places(form) for form in _forms(message.string)]
    if isinstance(message.id, str):
        return forms == [wanted]
    return forms[-1] == wanted and all(form <= wanted for form in forms)
