"""What pages call ways to take part, interests, offers, and what makes it hard or easier."""

from collections.abc import Iterable, Mapping
from datetime import date

from services.invitations.participation.queries import ways_of
from services.invitations.participation.rules import Part, Seen, Whose
from shared.events.channels import Channel
from shared.events.participation import (
    AccessNeed,
    Barrier,
    FreeTime,
    Interest,
    OfferKind,
    TakingPart,
)
from shared.web.languages import LazyString, _, lazy_

Words = Mapping[str, LazyString]

WAYS: Words = {
    TakingPart.AT_SCHOOL.value: lazy_("Coming to school"),
    TakingPart.ONLINE.value: lazy_("By video, from where I am"),
    TakingPart.AT_HOME.value: lazy_("At home, with my child"),
    TakingPart.BY_PHONE.value: lazy_("Talking by phone"),
    TakingPart.HELPING.value: lazy_("Helping out: in class, on trips, at events"),
    TakingPart.DECIDING.value: lazy_("Having a say in what school plans"),
    TakingPart.STORIES.value: lazy_("Telling stories, songs and history"),
    TakingPart.SKILLS.value: lazy_("Showing what I can do"),
}
TIMES: Words = {
    FreeTime.MORNINGS.value: lazy_("Before school"),
    FreeTime.SCHOOL_HOURS.value: lazy_("During school hours"),
    FreeTime.AFTER_SCHOOL.value: lazy_("After school"),
    FreeTime.EVENINGS.value: lazy_("In the evening"),
    FreeTime.WEEKENDS.value: lazy_("At the weekend"),
    FreeTime.CHANGING.value: lazy_("It changes from week to week"),
}
INTERESTS: Words = {
    Interest.READING.value: lazy_("Reading and books"),
    Interest.NUMBERS.value: lazy_("Numbers and games"),
    Interest.SCIENCE.value: lazy_("Science"),
    Interest.NATURE.value: lazy_("Nature and gardens"),
    Interest.SPORT.value: lazy_("Sport"),
    Interest.MUSIC.value: lazy_("Music and singing"),
    Interest.DANCE.value: lazy_("Dance"),
    Interest.ART.value: lazy_("Art and making things"),
    Interest.COOKING.value: lazy_("Cooking"),
    Interest.LANGUAGES.value: lazy_("Languages"),
    Interest.HISTORY.value: lazy_("History and family stories"),
    Interest.FAITH.value: lazy_("Faith and celebrations"),
    Interest.TECHNOLOGY.value: lazy_("Computers and film"),
    Interest.BUILDING.value: lazy_("Building and repairing"),
}
BARRIERS: Words = {
    Barrier.TIME.value: lazy_("Finding the time"),
    Barrier.TRANSPORT.value: lazy_("Getting there"),
    Barrier.CHILD_CARE.value: lazy_("Somebody for the little ones"),
    Barrier.LANGUAGE.value: lazy_("The language"),
    Barrier.COST.value: lazy_("What it costs"),
    Barrier.ACCESS.value: lazy_("Stairs, noise, getting in or around"),
    Barrier.DIGITAL.value: lazy_("No internet, phone or computer for it"),
    Barrier.OTHER.value: lazy_("Something else"),
}
ACCESS: Words = {
    AccessNeed.QUIET_ROOM.value: lazy_("A quiet room to go to"),
    AccessNeed.VISUAL_SCHEDULE.value: lazy_("A plan in pictures of what happens when"),
    AccessNeed.KNOW_BEFORE.value: lazy_("Knowing before who is there and what happens"),
    AccessNeed.LARGE_PRINT.value: lazy_("Large print"),
    AccessNeed.PLAIN_LANGUAGE.value: lazy_("Short and plain words"),
    AccessNeed.SIGN_LANGUAGE.value: lazy_("Sign language"),
    AccessNeed.STEP_FREE.value: lazy_("A way in without steps"),
    AccessNeed.OTHER.value: lazy_("Something else"),
}
OFFERS: Words = {
    OfferKind.READING.value: lazy_("Read with children"),
    OfferKind.STORIES.value: lazy_("Tell stories"),
    OfferKind.COOKING.value: lazy_("Cook together"),
    OfferKind.MAKING.value: lazy_("Make or repair something"),
    OfferKind.MUSIC.value: lazy_("Play or sing"),
    OfferKind.SPORT.value: lazy_("Sport and games"),
    OfferKind.LANGUAGE.value: lazy_("Teach some of my language, or interpret"),
    OfferKind.CULTURE.value: lazy_("Share our culture or faith"),
    OfferKind.NATURE.value: lazy_("Garden, animals, the outdoors"),
    OfferKind.WORK.value: lazy_("Show what I do at work"),
    OfferKind.HELPING.value: lazy_("Lend a hand where it is needed"),
    OfferKind.OTHER.value: lazy_("Something else"),
}
SCHOOL_CAN: Words = {
    Barrier.TIME.value: lazy_("offer another time, or a recording"),
    Barrier.TRANSPORT.value: lazy_("offer a ride, or come closer to home"),
    Barrier.CHILD_CARE.value: lazy_("have somebody for the little ones"),
    Barrier.LANGUAGE.value: lazy_("bring an interpreter, and write in their language"),
    Barrier.COST.value: lazy_("make it free, or help with the cost"),
    Barrier.ACCESS.value: lazy_("choose a place that is easy to get into and to be in"),
    Barrier.DIGITAL.value: lazy_("ask on paper or by phone"),
    Barrier.OTHER.value: lazy_("ask what would help"),
    AccessNeed.QUIET_ROOM.value: lazy_("keep a quiet room open"),
    AccessNeed.VISUAL_SCHEDULE.value: lazy_("show a plan in pictures"),
    AccessNeed.KNOW_BEFORE.value: lazy_("tell before who is there and what happens"),
    AccessNeed.LARGE_PRINT.value: lazy_("print it large"),
    AccessNeed.PLAIN_LANGUAGE.value: lazy_("use short and plain words"),
    AccessNeed.SIGN_LANGUAGE.value: lazy_("bring a sign language interpreter"),
    AccessNeed.STEP_FREE.value: lazy_("choose a way in without steps"),
}
"""What the school can do about it, after "School can"."""

CODES: Mapping[Part, Words] = {
    Part.WAYS: WAYS,
    Part.TIMES: TIMES,
    Part.INTERESTS: INTERESTS,
    Part.BARRIERS: BARRIERS,
    Part.ACCESS: ACCESS,
}
TITLES: Mapping[Part, LazyString] = {
    Part.WAYS: lazy_("How you like to take part"),
    Part.TIMES: lazy_("When you have time"),
    Part.INTERESTS: lazy_("What you like"),
    Part.BARRIERS: lazy_("What makes it hard"),
    Part.ACCESS: lazy_("What you need to feel well"),
}
FOR_STAFF: Mapping[Part, LazyString] = {
    Part.WAYS: lazy_("How they like to take part"),
    Part.TIMES: lazy_("When they have time"),
    Part.INTERESTS: lazy_("What they like"),
    Part.BARRIERS: lazy_("What makes it hard for them"),
    Part.ACCESS: lazy_("What they need to feel well"),
}
HINTS: Mapping[Part, LazyString] = {
    Part.WAYS: lazy_("All of these count the same. Choose as many as you like, or none."),
    Part.TIMES: lazy_("Teachers look at this before they choose a time."),
    Part.INTERESTS: lazy_("Teachers can then invite you to what you like."),
    Part.BARRIERS: lazy_("It is for school to change something, not for you."),
    Part.ACCESS: lazy_("For you or your child. You need not say why."),
}
SEEN: Words = {
    Seen.ME.value: lazy_("Only me"),
    Seen.TEACHERS.value: lazy_("My child’s teachers"),
    Seen.SCHOOL.value: lazy_("The school"),
}
SEEN_EXPLAINED: Words = {
    Seen.ME.value: lazy_("A note to yourself. Nobody else sees it."),
    Seen.TEACHERS.value: lazy_("Those who teach your child now."),
    Seen.SCHOOL.value: lazy_("Your child’s teachers, and who leads the school."),
}
BY_HAND = [
    (Channel.PAPER.value, lazy_("On paper, or in person")),
    (Channel.PHONE.value, lazy_("By phone")),
]


def named(words: Words, codes: Iterable[str]) -> list[LazyString]:
    """What these codes are called, in the order of the list; codes nobody knows are left out."""
    wanted = set(codes)
    return [label for code, label in words.items() if code in wanted]


def ways_named(guardian_id: str, school_id: str) -> list[LazyString]:
    """The ways in which the guardian likes to take part, for its own pages."""
    return named(WAYS, ways_of(Whose(guardian_id=guardian_id, school_id=school_id)))


def seen_options(offer: bool) -> list[tuple[object, ...]]:
    """Who may see it; an offer that nobody sees is none."""
    return [
        (code, label, SEEN_EXPLAINED[code])
        for code, label in SEEN.items()
        if not (offer and code == Seen.ME.value)
    ]


def seen_for_family() -> list[tuple[object, ...]]:
    """Who may see what staff enter: themselves among them."""
    return [
        (Seen.TEACHERS.value, _("The child’s teachers"), _("Those who teach the child now.")),
        (Seen.SCHOOL.value, _("The school"), _("The teachers, and who leads the school.")),
    ]


def day_of(text: str) -> date:
    """A day of the history, as it is kept."""
    return date.fromisoformat(text)
