"""Text in many languages, as it travels in events: language → text and how it came about.

The producer translates; a language added later is a new event of the same subject. Languages are
BCP 47 tags (``mi``, ``zh-Hans``), as ``<html lang>`` wants them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class TextStatus(StrEnum):
    """How a text in one language came about; pages say so when a machine wrote it."""

    HUMAN = "human"
    MACHINE = "machine"
    REVIEWED = "reviewed"


@dataclass(frozen=True)
class Text:
    """What is written in one language."""

    text: str
    status: TextStatus = TextStatus.HUMAN


Texts = Mapping[str, Text]
"""One text in every language there is of it, the original first. May be empty."""


@dataclass(frozen=True, kw_only=True)
class Picked:
    """One language's text, with the language it really is in: mark it with ``lang`` and ``dir``."""

    language: str
    text: str
    status: TextStatus


def written(language: str, text: str) -> Texts:
    """Text as a person wrote it, in the one language it was written in; empty text gives none."""
    return {language: Text(text)} if text else {}


def pick(texts: Texts, language: str, *, fallback: Sequence[str] = ("en",)) -> Picked:
    """The best text for a reader of ``language``; the empty text when nothing was written.

    Order: the language itself, a variety of the same language, each of ``fallback`` in the same
    way, then whatever a human wrote or reviewed, then whatever there is.
    """
    for wanted in (language, *fallback):
        found = _of_language(texts, wanted)
        if found is not None:
            return _picked(texts, found)
    by_people = (tag for tag, text in texts.items() if text.status is not TextStatus.MACHINE)
    found = next(by_people, None) or next(iter(texts), None)
    if found is None:
        return Picked(language=language, text="", status=TextStatus.HUMAN)
    return _picked(texts, found)


def texts_as_dict(texts: Texts) -> dict[str, dict[str, str]]:
    """The form that JSON and documents keep: ``{"mi": {"text": "…", "status": "human"}}``."""
    return {
        language: {"text": text.text, "status": text.status.value}
        for language, text in texts.items()
    }


def texts_from_dict(stored: Mapping[str, Mapping[str, Any]]) -> Texts:
    """The texts that ``texts_as_dict`` gave."""
    return {
        language: Text(text["text"], TextStatus(text["status"]))
        for language, text in stored.items()
    }


def _of_language(texts: Iterable[str], wanted: str) -> str | None:
    wanted = _comparable(wanted)
    known = {_comparable(tag): tag for tag in texts}
    if wanted in known:
        return known[wanted]
    base = wanted.partition("-")[0]
    return next((tag for form, tag in known.items() if form.partition("-")[0] == base), None)


def _comparable(tag: str) -> str:
    return tag.replace("_", "-").lower()


def _picked(texts: Texts, language: str) -> Picked:
    found = texts[language]
    return Picked(language=language, text=found.text, status=found.status)
