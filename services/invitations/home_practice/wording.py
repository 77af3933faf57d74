"""What pages of learning at home call things, and the questions that bring it to light."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from services.invitations.home_practice.rules import Agreed, asked_in
from services.invitations.wording import PRACTICES, own_child_options
from shared.events.invitations import PracticeKind
from shared.web.languages import LazyString, lazy_

__all__ = ["AGREED", "ENDINGS", "PRACTICES", "kinds", "own_child_options", "questions_of"]

Words = Mapping[str, LazyString]

EXPLAINED: Words = {
    PracticeKind.READING.value: lazy_("Books, signs, messages, holy texts"),
    PracticeKind.TALKING.value: lazy_("At the table, in the car, before sleep"),
    PracticeKind.MAKING.value: lazy_("With hands, tools, pots, a needle"),
    PracticeKind.MATHS.value: lazy_("Cards, shopping, sharing out"),
    PracticeKind.CULTURE.value: lazy_("Songs, dances, feasts, visits to family"),
    PracticeKind.LANGUAGE.value: lazy_("Words, jokes, calls with grandparents"),
    PracticeKind.FAITH.value: lazy_("Prayers, blessings, services"),
    PracticeKind.SPORT.value: lazy_("Training, playing, going to a match"),
    PracticeKind.CARING.value: lazy_("For little ones, elders, neighbours, animals"),
    PracticeKind.OUTDOORS.value: lazy_("Garden, sea, bush, walking somewhere"),
    PracticeKind.ROUTINE.value: lazy_("Time for learning, sleep, meals"),
    PracticeKind.SPACE.value: lazy_("A table, a corner, phones away"),
    PracticeKind.MATERIALS.value: lazy_("Books, paper, a way to the library"),
}
AGREED: Words = {
    Agreed.SPOKEN.value: lazy_("We spoke, and they said yes"),
    Agreed.PHONE.value: lazy_("By phone"),
    Agreed.PAPER.value: lazy_("On paper"),
}
QUESTIONS: Sequence[LazyString] = (
    lazy_("Who told a story this week, and in which language?"),
    lazy_("What did your child help with: food, little ones, the garden?"),
    lazy_("Did you pray, sing or give thanks together?"),
    lazy_("What did you play, or train for?"),
    lazy_("Who in the family knows something that school does not teach?"),
    lazy_("What did your child ask about, and what did you say?"),
    lazy_("Was there a feast, a visit, a call with family far away?"),
    lazy_("What did you mend, make or grow?"),
    lazy_("When was it quiet enough to learn, and who saw to that?"),
    lazy_("What did you count, measure or share out?"),
)
ENDINGS = {
    "image/jpeg": "jpg",
    "audio/3gpp": "3gp",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/webm": "webm",
    "audio/amr": "amr",
    "audio/flac": "flac",
    "audio/aac": "aac",
}
"""What the name of a file to keep ends with."""


def questions_of(day: date) -> list[LazyString]:
    """The questions of the week, about support that nobody thinks of as learning (S46)."""
    return [QUESTIONS[one] for one in asked_in(day.isocalendar().week, len(QUESTIONS))]


def kinds(first: Collection[PracticeKind]) -> tuple[list[tuple[str, LazyString, object]], ...]:
    """The kinds to show first, and the others: value, name and a small line, or none."""
    others = [one for one in PracticeKind if one not in first]
    return tuple(
        [(one.value, PRACTICES[one.value], EXPLAINED.get(one.value, "")) for one in some]
        for some in (first, others)
    )
