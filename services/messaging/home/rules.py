"""How people are greeted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

# In the words of each language, whatever language the page is in; nobody translates a greeting.
GREETINGS = {
    "ar": "مرحبًا",
    "en": "Kia ora",
    "fj": "Bula",
    "hi": "नमस्ते",
    "mi": "Kia ora",
    "niu": "Fakaalofa lahi atu",
    "pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
    "rar": "Kia orana",
    "sm": "Talofa",
    "tkl": "Mālō ni",
    "to": "Mālō e lelei",
    "zh": "你好",
}
_SPOKEN_IN = {"en": "mi"}


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """Words and the language they are in, for the ``lang`` of their element."""

    words: str
    language: str


def greeting(languages: Iterable[str]) -> Greeting:
    """The greeting of the first of these languages that has one here, else that of the country."""
    bases = [tag.partition("-")[0] for tag in languages]
    base = next((one for one in bases if one in GREETINGS), "en")
    return Greeting(words=GREETINGS[base], language=_SPOKEN_IN.get(base, base))
