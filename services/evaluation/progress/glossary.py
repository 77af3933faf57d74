"""The shared language for achievement and attendance: each word, what it means, an example.

Source: S88. The words of the scales are those that schools here use most; a school's own words are
shown as they are, and the page says whom to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.web.languages import LazyString, lazy_


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word. ``slug`` is its anchor on the page; ``labels`` are how schools write it."""

    slug: str
    word: LazyString
    means: LazyString
    example: LazyString
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """Words that belong together, the lowest of a scale first."""

    slug: str
    title: LazyString
    about: LazyString
    terms: tuple[Term, ...]


SCORE = Term(
    slug="score",
    word=lazy_("18 of 20"),
    means=lazy_("The first number is what the work got. The second is the most there was to get."),
    example=lazy_("18 of 20: eighteen of twenty sums were right."),
)
ABOVE = Term(
    slug="above",
    word=lazy_("More than the most"),
    means=lazy_("There was extra work to choose, and it counts as well. It is no mistake."),
    example=lazy_("23 of 20: all twenty were right, and three extra puzzles."),
)
PENDING = Term(
    slug="pending",
    word=lazy_("Result pending"),
    means=lazy_("The teacher would like to talk with you before the result is shown."),
    example=lazy_("You talk on the phone or at the door. After that the result is on this page."),
)
EXEMPT = Term(
    slug="exempt",
    word=lazy_("Did not have to do this"),
    means=lazy_("The teacher left this work out here. It does not count, and it is not a zero."),
    example=lazy_("Away for a family event on the day of the test."),
)
MISSING = Term(
    slug="missing",
    word=lazy_("Missing"),
    means=lazy_("The work was due and the teacher does not have it. Often it can still come."),
    example=lazy_("The maths journal was left at home."),
)
LATE = Term(
    slug="late",
    word=lazy_("Handed in late"),
    means=lazy_("The work came after the day it was due. The result stands all the same."),
    example=lazy_("Due on Monday, handed in on Wednesday."),
)
INCOMPLETE = Term(
    slug="incomplete",
    word=lazy_("Not finished"),
    means=lazy_("A part of the work is not there yet. The teacher looked at what is."),
    example=lazy_("The timeline has five of its eight dates."),
)
IN_PROGRESS = Term(
    slug="in-progress",
    word=lazy_("Working on it"),
    means=lazy_("The work has begun, and there is still time."),
    example=lazy_("The chart is drawn, the words come next."),
)
BEING_MARKED = Term(
    slug="being-marked",
    word=lazy_("Being looked at"),
    means=lazy_("The teacher has the work and is not done with it. A result comes later."),
    example=lazy_("The speech is heard, the cards are still to be read."),
)

PROGRESS = Group(
    slug="progress",
    title=lazy_("How far in this part of learning"),
    about=lazy_("Five steps, each on from the last. Children take them at different times."),
    terms=(
        Term(
            slug="emerging",
            word=lazy_("Emerging"),
            means=lazy_("Just starting, and needs someone beside them."),
            example=lazy_("Writes a sentence when somebody says it with them."),
            labels=("emerging",),
        ),
        Term(
            slug="developing",
            word=lazy_("Developing"),
            means=lazy_("Can do some of it alone and needs help with the rest."),
            example=lazy_("Writes two sentences alone, and more when asked questions."),
            labels=("developing",),
        ),
        Term(
            slug="consolidating",
            word=lazy_("Consolidating"),
            means=lazy_("Can do most of it, and is making it sure by using it often."),
            example=lazy_("Writes a short story with a beginning and an end."),
            labels=("consolidating",),
        ),
        Term(
            slug="proficient",
            word=lazy_("Proficient"),
            means=lazy_("Can do what is expected for this time of the year, alone and surely."),
            example=lazy_("Writes a letter that somebody else understands at once."),
            labels=("proficient",),
        ),
        Term(
            slug="exceeding",
            word=lazy_("Exceeding"),
            means=lazy_("Can do more than is expected for this time of the year."),
            example=lazy_("Chooses words for the reader, and changes them after reading again."),
            labels=("exceeding",),
        ),
    ),
)
NCEA = Group(
    slug="ncea",
    title=lazy_("NCEA, years 11 to 13"),
    about=lazy_("Each standard is told in one of four words. The last three earn credits."),
    terms=(
        Term(
            slug="not-achieved",
            word=lazy_("Not achieved"),
            means=lazy_(
                "What the standard asks for is not all there yet. Some can be tried again."
            ),
            example=lazy_("The report has numbers, and does not say what they mean."),
            labels=("not achieved", "na", "n"),
        ),
        Term(
            slug="achieved",
            word=lazy_("Achieved"),
            means=lazy_("All that the standard asks for is there. The credits are earned."),
            example=lazy_("The report says what the numbers mean."),
            labels=("achieved", "a"),
        ),
        Term(
            slug="merit",
            word=lazy_("Merit"),
            means=lazy_("More than asked: the reasons are given too."),
            example=lazy_("The report says why the numbers are so."),
            labels=("merit", "achieved with merit", "m"),
        ),
        Term(
            slug="excellence",
            word=lazy_("Excellence"),
            means=lazy_("The most there is: ideas of their own, held together."),
            example=lazy_("The report asks a new question and answers it."),
            labels=("excellence", "achieved with excellence", "e"),
        ),
    ),
)
STATES = Group(
    slug="states",
    title=lazy_("Where a piece of work is"),
    about=lazy_("What stands beside a result, or in its place."),
    terms=(
        SCORE, ABOVE, PENDING, BEING_MARKED, IN_PROGRESS, LATE, INCOMPLETE, MISSING, EXEMPT,
    ),
)  # fmt: skip
ATTENDANCE = Group(
    slug="attendance",
    title=lazy_("Being at school"),
    about=lazy_("What the school notes of a day. Nothing is noted of a day that went as usual."),
    terms=(
        Term(
            slug="away",
            word=lazy_("Away"),
            means=lazy_("Not at school that day."),
            example=lazy_("At home with a cold."),
        ),
        Term(
            slug="excused",
            word=lazy_("Away with a reason"),
            means=lazy_("The school knows why, and it is all right."),
            example=lazy_("You rang in the morning: a doctor’s visit."),
        ),
        Term(
            slug="unexplained",
            word=lazy_("No reason known yet"),
            means=lazy_("The school does not know why. A word from you puts it right."),
            example=lazy_("You write: we were at a funeral."),
        ),
        Term(
            slug="late-to-school",
            word=lazy_("Late"),
            means=lazy_("Came after the day began, and was there from then on."),
            example=lazy_("The bus came at ten past nine."),
        ),
        Term(
            slug="corrected",
            word=lazy_("Put right"),
            means=lazy_("The school first noted something else and then changed it."),
            example=lazy_("Noted as away in the morning, and had only come late."),
        ),
    ),
)
GROUPS: Sequence[Group] = (PROGRESS, NCEA, STATES, ATTENDANCE)
_BY_LABEL = {
    label: term for group in (PROGRESS, NCEA) for term in group.terms for label in term.labels
}


def term_of(label: str) -> Term | None:
    """What a scale's label means; None for a word that is the school's own."""
    return _BY_LABEL.get(" ".join(label.casefold().split()))
