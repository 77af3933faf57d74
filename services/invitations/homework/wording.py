"""What pages of homework call things; the guidance for families by how much help fits."""

from collections.abc import Iterable, Mapping, Sequence

from services.invitations.homework.models import Homework
from services.invitations.homework.rules import levels_up_to, ways_at
from services.invitations.roster.models import RosterClass
from services.invitations.wording import language_name
from shared.events import Picked, pick
from shared.events.homework import Helped, HelpLevel, HomeworkKind, WayToHelp
from shared.web.languages import LazyString, chosen_language, lazy_

__all__ = [
    "ALONE",
    "GUIDANCE",
    "HELPED",
    "KINDS",
    "KINDS_EXPLAINED",
    "LEVELS",
    "LEVELS_EXPLAINED",
    "WAYS",
    "all_way_options",
    "class_choices",
    "language_name",
    "level_options",
    "lines",
    "said",
    "way_options",
]

Words = Mapping[str, LazyString]

KINDS: Words = {
    HomeworkKind.INTERACTIVE.value: lazy_("With a turn for the family"),
    HomeworkKind.STUDENT_ALONE.value: lazy_("For the student alone"),
}
KINDS_EXPLAINED: Words = {
    HomeworkKind.INTERACTIVE.value: lazy_("Families get a guide, a role, and what to do if stuck"),
    HomeworkKind.STUDENT_ALONE.value: lazy_("Families are told so, and what they can see to"),
}
LEVELS: Words = {
    HelpLevel.TOGETHER.value: lazy_("Do it together"),
    HelpLevel.ASK_AND_LISTEN.value: lazy_("Ask and listen"),
    HelpLevel.SPACE.value: lazy_("Routine, place and materials"),
}
LEVELS_EXPLAINED: Words = {
    HelpLevel.TOGETHER.value: lazy_("Younger children learn with you, side by side"),
    HelpLevel.ASK_AND_LISTEN.value: lazy_("They do it, you ask and listen to the answer"),
    HelpLevel.SPACE.value: lazy_("Older students do all of it themselves; you make it possible"),
}
WAYS: Words = {
    WayToHelp.ASK_AND_LISTEN.value: lazy_("We ask and listen"),
    WayToHelp.TELL_A_STORY.value: lazy_("We tell a story of our own"),
    WayToHelp.OWN_LANGUAGE.value: lazy_("We talk about it in our own language"),
    WayToHelp.DO_TOGETHER.value: lazy_("We do it together while we do something we do anyway"),
    WayToHelp.TAKE_TURNS.value: lazy_("We take turns"),
    WayToHelp.SHOW_HOW.value: lazy_("We show how we do it"),
    WayToHelp.BE_THE_AUDIENCE.value: lazy_("We watch and listen when it is ready"),
    WayToHelp.ROUTINE.value: lazy_("We keep a time for it"),
    WayToHelp.SPACE.value: lazy_("We make a quiet place"),
    WayToHelp.MATERIALS.value: lazy_("We find what is needed for it"),
}
HELPED: Words = {
    Helped.WELL.value: lazy_("It went well"),
    Helped.PARTLY.value: lazy_("It went in part"),
    Helped.NOT_YET.value: lazy_("It did not work yet"),
}
GUIDANCE: Mapping[str, Sequence[LazyString]] = {
    HelpLevel.TOGETHER.value: (
        lazy_("Talk about it in the language you know best. Talk does more than any worksheet."),
        lazy_("Expect much, and say so: “You will find out.”"),
        lazy_("Do a step each. Let your child’s hands do the work."),
        lazy_("Praise the trying. Stop while it is still fun."),
    ),
    HelpLevel.ASK_AND_LISTEN.value: (
        lazy_("Ask what it is about, and listen to the whole answer."),
        lazy_("Expect much, and say so: “I want to hear what you find out.”"),
        lazy_("Tell how you use such things at work or at home."),
        lazy_("Leave mistakes in: school learns from them what to teach next."),
    ),
    HelpLevel.SPACE.value: (
        lazy_("Expect much, and say so. It is what helps most at this age."),
        lazy_("Agree on a time of the day, and keep to it together."),
        lazy_("Make a quiet place, with phones somewhere else."),
        lazy_("Ask about plans and deadlines, not about answers. Do none of the task yourself."),
    ),
}
"""What helps at each level, the most useful first (S108, S124)."""

ALONE = lazy_("This task is for the student alone: no help with it is needed.")


def said(homework: Homework, name: str) -> Picked:
    """One of a task's texts in the reader's language if there is."""
    return pick(homework.texts(name), chosen_language().tag)


def lines(picked: Picked) -> list[str]:
    """The text line by line, without empty ones."""
    return [line.strip() for line in picked.text.splitlines() if line.strip()]


def level_options(most: HelpLevel) -> list[tuple[object, ...]]:
    """How much help a teacher may ask for."""
    return [
        (one.value, LEVELS[one.value], LEVELS_EXPLAINED[one.value]) for one in levels_up_to(most)
    ]


def way_options(ways: Iterable[str]) -> list[tuple[str, LazyString]]:
    """Ways to help with their names."""
    return [(str(one), WAYS[str(one)]) for one in ways]


def all_way_options(most: HelpLevel) -> list[tuple[str, LazyString]]:
    """Every way that fits a level with at most so much help, and those of a task alone."""
    ways = [way for level in levels_up_to(most) for way in ways_at(level)]
    return way_options(dict.fromkeys(ways))


def class_choices(taught: Iterable[RosterClass]) -> list[tuple[str, str]]:
    """Classes by their titles."""
    return [(one.class_id, one.title) for one in taught]
