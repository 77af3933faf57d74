"""Tasks to begin from, each built on what families do and know anyway (S52); a teacher adapts them.

No worksheet among them: a routine or an expertise of the home is what the task is about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.invitations.homework.rules import ways_at
from shared.events.homework import HelpLevel, WayToHelp
from shared.web.languages import LazyString, lazy_


@dataclass(frozen=True, kw_only=True)
class Starter:
    """A task to begin from; ``prompts`` are questions, each said in one breath."""

    slug: str
    title: LazyString
    task: LazyString
    guide: LazyString
    role: LazyString
    if_stuck: LazyString
    prompts: Sequence[LazyString]
    ways: tuple[WayToHelp, ...]
    minutes: int = 20


_ALL = (
    Starter(
        slug="cooking",
        title=lazy_("Cook something and count"),
        task=lazy_("Help to make a meal. Measure one thing and draw or write how much it was."),
        guide=lazy_("Choose a dish you make anyway. Nothing has to be bought."),
        role=lazy_("You are the cook who knows how. Let your child measure, stir and taste."),
        if_stuck=lazy_("Count spoons or cups instead. A photo of the pot is enough."),
        prompts=(
            lazy_("How much do we need for all of us?"),
            lazy_("What happens if we double it?"),
            lazy_("Who taught you this dish?"),
        ),
        ways=(WayToHelp.DO_TOGETHER, WayToHelp.ASK_AND_LISTEN, WayToHelp.TELL_A_STORY),
    ),
    Starter(
        slug="stories",
        title=lazy_("A story from our family"),
        task=lazy_("Ask somebody at home for a story from before you were born. Tell it in class."),
        guide=lazy_("Any story is good: a journey, a name, a funny day. Any language is good."),
        role=lazy_("You tell, your child listens and asks."),
        if_stuck=lazy_("Look at an old photo together, or ring a grandparent."),
        prompts=(
            lazy_("Where were you then?"),
            lazy_("What did you hear and smell?"),
            lazy_("What would you do today?"),
        ),
        ways=(WayToHelp.TELL_A_STORY, WayToHelp.OWN_LANGUAGE, WayToHelp.ASK_AND_LISTEN),
    ),
    Starter(
        slug="shopping",
        title=lazy_("Guess what the shopping costs"),
        task=lazy_("Before paying, guess what three things cost together. Write guess and price."),
        guide=lazy_("On your next shopping, in the shop or on the phone. No extra trip."),
        role=lazy_("You choose the three things and keep the secret until the end."),
        if_stuck=lazy_("Guess one thing only: more or less than five dollars?"),
        prompts=(
            lazy_("How did you guess?"),
            lazy_("Which is the better buy, and why?"),
        ),
        ways=(WayToHelp.ASK_AND_LISTEN, WayToHelp.TAKE_TURNS, WayToHelp.MATERIALS),
        minutes=15,
    ),
    Starter(
        slug="building",
        title=lazy_("Mend or build something"),
        task=lazy_("Help to mend or build something. Draw it and name its parts."),
        guide=lazy_("A shelf, a bike, a net, a zip: whatever needs it this week."),
        role=lazy_("You show how you do it and let your child try with you beside."),
        if_stuck=lazy_("Take something apart that is broken anyway, and look how it works."),
        prompts=(
            lazy_("What holds it together?"),
            lazy_("What could go wrong?"),
            lazy_("Where did you learn this?"),
        ),
        ways=(WayToHelp.SHOW_HOW, WayToHelp.DO_TOGETHER, WayToHelp.MATERIALS),
        minutes=30,
    ),
    Starter(
        slug="work",
        title=lazy_("Ask about somebody’s work"),
        task=lazy_(
            "Interview somebody you know about their work, paid or unpaid. Note three things."
        ),
        guide=lazy_("Work at home counts too: garden, care, church, sport."),
        role=lazy_("You answer, or you find somebody who will."),
        if_stuck=lazy_("Ask: what did you do first this morning?"),
        prompts=(
            lazy_("What must you know to do it well?"),
            lazy_("What was hard to learn?"),
        ),
        ways=(WayToHelp.ASK_AND_LISTEN, WayToHelp.OWN_LANGUAGE, WayToHelp.BE_THE_AUDIENCE),
    ),
    Starter(
        slug="project",
        title=lazy_("A part for the family in our project"),
        task=lazy_("Bring one thing into the class project that only your family knows or has."),
        guide=lazy_("A word, a song, a plant, a photo, a way to do something."),
        role=lazy_("You are the expert of the house: your child asks and writes it down."),
        if_stuck=lazy_("One word in your language for what we study is a fine beginning."),
        prompts=(
            lazy_("What do we know about this that school does not?"),
            lazy_("How would your grandmother say it?"),
        ),
        ways=(WayToHelp.TELL_A_STORY, WayToHelp.OWN_LANGUAGE, WayToHelp.BE_THE_AUDIENCE),
    ),
)
STARTERS: Mapping[str, Starter] = {one.slug: one for one in _ALL}


def first_values(slug: str, level: HelpLevel) -> dict[str, Any]:
    """What the form begins with for a starter; nothing for an unknown one."""
    one = STARTERS.get(slug)
    if one is None:
        return {}
    return {
        "template": one.slug,
        "kind": "interactive",
        "title": str(one.title),
        "task": str(one.task),
        "family_guide": str(one.guide),
        "family_role": str(one.role),
        "if_stuck": str(one.if_stuck),
        "prompts": "\n".join(str(prompt) for prompt in one.prompts),
        "ways": [way.value for way in (*one.ways, *ways_at(level)) if way in ways_at(level)][:3],
        "minutes": one.minutes,
    }
