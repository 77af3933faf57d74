"""Which of a person's contact points is used. Pure."""

import re
from collections.abc import Iterable, Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

# Numbers without a country code are those of the district's country.
REGION = "NZ"
_TEXTED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})

# What SMTP can carry for sure; a feed's typing error must not stop the mails beside it.
_MAILABLE = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\"]+")


def effective_email(emails: Iterable[str]) -> str | None:
    """The address that mail goes to: the first one the feed names that can be one."""
    return next((one.strip() for one in emails if _MAILABLE.fullmatch(one.strip())), None)


def text_number(phones: Iterable[str]) -> str | None:
    """The number that texts go to, as E.164: the first one the feed names that takes texts."""
    return next((found for one in phones if (found := as_text_number(one)) is not None), None)


def as_text_number(phone: str) -> str | None:
    """The number as E.164 (``+64215550101``); None for one that is none, or takes no texts."""
    try:
        number = phonenumbers.parse(phone, REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _TEXTED:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def chosen_language(wishes: Iterable[str], offered: Sequence[str], default: str) -> str:
    """The first wish that we speak; a variety counts as its language (``en-NZ`` as ``en``)."""
    for wish in wishes:
        for tag in (wish, wish.partition("-")[0]):
            if tag in offered:
                return tag
    return default
