"""Which language a reader gets, and that it is told."""

import pytest

from shared.events import Text, Texts, TextStatus, pick, texts_as_dict, texts_from_dict, written

MACHINE = TextStatus.MACHINE
ENGLISH: Texts = {"en": Text("Maths evening")}
MANY: Texts = {
    "mi": Text("Pō pāngarau"),
    "en": Text("Maths evening", MACHINE),
    "zh-Hans": Text("数学之夜", MACHINE),
}


@pytest.mark.parametrize(
    ("texts", "language", "given"),
    [
        (MANY, "mi", "mi"),
        (MANY, "en", "en"),
        (MANY, "zh_Hans", "zh-Hans"),
        (MANY, "zh-Hant", "zh-Hans"),
        (MANY, "en-NZ", "en"),
        (MANY, "to", "en"),
        ({"zh": Text("晚")}, "zh-Hant", "zh"),
        ({"to": Text("Pō", MACHINE), "mi": Text("Pō")}, "sm", "mi"),
        ({"to": Text("Pō", MACHINE)}, "sm", "to"),
        (ENGLISH, "mi", "en"),
    ],
)
def test_the_best_language_there_is(texts: Texts, language: str, given: str) -> None:
    picked = pick(texts, language)
    assert (picked.language, picked.text) == (given, texts[given].text)
    assert picked.status is texts[given].status


def test_a_school_may_fall_back_on_another_language() -> None:
    assert pick(MANY, "sm", fallback=("mi", "en")).language == "mi"


def test_no_text_is_an_empty_text() -> None:
    assert pick({}, "mi").text == ""
    assert written("en", "") == {}


def test_texts_are_kept_in_documents_and_come_back() -> None:
    assert texts_as_dict(ENGLISH) == {"en": {"text": "Maths evening", "status": "human"}}
    assert texts_from_dict(texts_as_dict(MANY)) == MANY
    assert written("en", "Maths evening") == ENGLISH
