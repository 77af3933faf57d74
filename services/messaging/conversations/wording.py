"""What conversations say: the words for what a message is about."""

from shared.web.languages import LazyString, lazy_

_ABOUT = {
    "result": lazy_("About a result"),
    "assignment": lazy_("About a piece of work"),
    "attendance": lazy_("About a day at school"),
}


def about(subject: str | None) -> LazyString | None:
    """What it is about besides the child; None for the child itself, or for nothing told."""
    return _ABOUT.get((subject or "").partition("/")[0])
