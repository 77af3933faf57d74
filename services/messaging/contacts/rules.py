"""Which of a person's contact points is used. Pure."""

import re
from collections.abc import Iterable, Sequence

# What SMTP can carry for sure; a feed's typing error must not stop the mails beside it.
_MAILABLE = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\"]+")


def effective_email(emails: Iterable[str]) -> str | None:
    """The address that mail goes to: the first one the feed names that can be one."""
    return next((one.strip() for one in emails if _MAILABLE.fullmatch(one.strip())), None)


def chosen_language(wishes: Iterable[str], offered: Sequence[str], default: str) -> str:
    """The first wish that we speak; a variety counts as its language (``en-NZ`` as ``en``)."""
    for wish in wishes:
        for tag in (wish, wish.partition("-")[0]):
            if tag in offered:
                return tag
    return default
