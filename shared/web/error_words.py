"""What an error page says: what it is, why it is all right, what to do. No blame, no code words."""

from dataclasses import dataclass

from shared.web.languages import LazyString, lazy_


@dataclass(frozen=True, kw_only=True)
class Words:
    """The heading of an error page and the sentence below it."""

    title: LazyString
    text: LazyString


_REFUSED = Words(
    title=lazy_("This page is not open to you"),
    text=lazy_("It may belong to another family or class. Nothing is lost."),
)
_NOT_UNDERSTOOD = Words(
    title=lazy_("We could not read that"),
    text=lazy_("Nothing was changed. Go back and try once more."),
)
_WORDS = {
    401: Words(
        title=lazy_("Please sign in first"),
        text=lazy_("You were away for a while, so we closed the door. Nothing is lost."),
    ),
    403: _REFUSED,
    404: Words(
        title=lazy_("We cannot find that page"),
        text=lazy_("It may have moved, or it belongs to another family. Nothing is lost."),
    ),
    405: _NOT_UNDERSTOOD,
    409: Words(
        title=lazy_("Somebody was quicker"),
        text=lazy_("This was changed while you were looking at it. Open it again and look."),
    ),
    410: Words(
        title=lazy_("This link has ended"),
        text=lazy_("Links end, to keep your family’s things safe. Ask for a new one."),
    ),
    413: Words(
        title=lazy_("That is too big"),
        text=lazy_("We could not take it all in. Send a smaller file or a shorter text."),
    ),
    422: Words(
        title=lazy_("Something needs fixing"),
        text=lazy_("Nothing was changed. Go back, look at it and send it again."),
    ),
    429: Words(
        title=lazy_("That was very fast"),
        text=lazy_("Wait a minute, then try again."),
    ),
    503: Words(
        title=lazy_("We are out of reach for a moment"),
        text=lazy_("We cannot open our records right now. Try again in a minute. Nothing is lost."),
    ),
}
_OURS = Words(
    title=lazy_("Something went wrong on our side"),
    text=lazy_(
        "It is not your fault. Try again in a minute. If it stays, tell us the number below."
    ),
)


def words_for(status: int) -> Words:
    """The words for an HTTP status."""
    return _WORDS.get(status, _NOT_UNDERSTOOD if status < 500 else _OURS)
