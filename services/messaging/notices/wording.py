"""The words that notices are made of: choices, changes, reasons; each of a family's own kind."""

from shared.events.invitations import Answer, Place, RefusalReason, Support
from shared.web.languages import LazyString, lazy_

# In the order of the page that they open; the words are those of a family.
CHOICES: tuple[tuple[str, LazyString], ...] = (
    ("yes", lazy_("Yes, we come")),
    ("maybe", lazy_("Maybe")),
    ("help", lazy_("Something would help us to come")),
    ("no", lazy_("No, not this time")),
)
SUPPORTS = {
    Support.INTERPRETER: lazy_("an interpreter"),
    Support.CHILD_CARE: lazy_("child care"),
    Support.TRANSPORT: lazy_("transport"),
    Support.FOOD: lazy_("food"),
    Support.QUIET_SPACE: lazy_("a quiet space"),
    Support.VISUAL_SCHEDULE: lazy_("a plan in pictures"),
    Support.ONLINE: lazy_("joining online"),
    Support.RECORDING: lazy_("a recording to see later"),
    Support.COST_HELP: lazy_("help with the cost"),
}
# What changed, after "What is new:".
CHANGES = {
    "starts_at": lazy_("the time"),
    "ends_at": lazy_("the time"),
    "place": lazy_("the place"),
    "title": lazy_("the name"),
    "answer_by": lazy_("the day to answer by"),
    "supports": lazy_("what the school offers"),
    "ways": lazy_("ways to take part from elsewhere"),
}
NOTED = {
    Answer.YES: lazy_("You are coming. We look forward to it."),
    Answer.MAYBE: lazy_("Maybe is noted. Tell us when you know more."),
    Answer.HELP: lazy_(
        "Thank you for telling us that something would help. The school asks you what it is."
    ),
    Answer.NO: lazy_("We noted that you cannot come this time. You are welcome at the next."),
}
WAITING = lazy_(
    "There is no place left now. You are on the waiting list, and we tell you at once when "
    "there is one."
)
REPLACED = lazy_(
    "Somebody else of your household said yes for your family. Your places are noted there."
)
LAPSED = lazy_(
    "The place we kept for you went on to the next family, as we had no answer in time. Tell "
    "us if you still want to come."
)
REFUSED = {
    RefusalReason.CLOSED: lazy_(
        "The time to answer is over, so your answer could not be noted. Ring the school: there"
        " may still be a way."
    ),
    RefusalReason.FULL: lazy_(
        "There are not that many places left. You are on the waiting list, and we tell you at "
        "once when there are."
    ),
    RefusalReason.CANCELLED: lazy_(
        "This does not take place, so there is nothing to answer any more. We are sorry."
    ),
    RefusalReason.ENDED: lazy_(
        "The school’s records do not name you for this child any more. Ring the school if that"
        " is wrong."
    ),
    RefusalReason.UNCLEAR: lazy_(
        "We could not read your answer. Please send it once more, or ring the school."
    ),
}
MODES = {
    "online": lazy_("Online"),
    "phone": lazy_("By phone"),
}


def noted(answer: str, place: str, because: str) -> LazyString:
    """What is said of an answer with this place."""
    if because == "replaced":
        return REPLACED
    if because == "lapsed":
        return LAPSED
    if answer == Answer.YES and place == Place.WAITING:
        return WAITING
    return NOTED[Answer(answer)]
