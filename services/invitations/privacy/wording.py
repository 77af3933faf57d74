"""What pages and copies call the classes of data and their fields."""

from collections.abc import Mapping
from typing import Any

from services.invitations.conferences import wording as conferences
from services.invitations.homework import wording as homework
from services.invitations.participation import wording as participation
from services.invitations.participation.rules import Part
from services.invitations.privacy.rules import DataClass, Retention
from services.invitations.visits import wording as visits
from services.invitations.wording import ANSWERS, CHANNELS, MODES, PRACTICES, SUPPORTS, Words
from shared.web.languages import LazyString, _, lazy_, ngettext
from shared.web.lists import things_in_text

# Of what is nested a page to read leaves this out; the file for programs has it.
_BESIDE = ("language", "may_read", "earlier", "channel", "codes", "seen")
CLASSES: Words = {
    DataClass.INVITATIONS.value: lazy_("Invitations and your answers"),
    DataClass.ATTENDANCE.value: lazy_("When you were there"),
    DataClass.SIGN_UPS.value: lazy_("What you signed up for"),
    DataClass.TALKS.value: lazy_("Talks with teachers"),
    DataClass.PREPARATIONS.value: lazy_("What you prepared for your talk"),
    DataClass.VISITS.value: lazy_("Visits"),
    DataClass.MEDIA.value: lazy_("Photos and recordings"),
    DataClass.HOME_PRACTICE.value: lazy_("Learning at home"),
    DataClass.HOMEWORK.value: lazy_("How homework went"),
    DataClass.HELP.value: lazy_("When you asked for help with homework"),
    DataClass.PARTICIPATION.value: lazy_("How you take part"),
    DataClass.OFFERS.value: lazy_("What you offered"),
    DataClass.PROPOSALS.value: lazy_("What you proposed"),
}
LABELS: Mapping[str, LazyString] = {
    "about": lazy_("About it"),
    "about_children": lazy_("Children it is about"),
    "accepted_at": lazy_("Taken up on"),
    "accepted_by": lazy_("Taken up by"),
    "acknowledged_by": lazy_("Thanked by"),
    "actions": lazy_("What was agreed"),
    "activity": lazy_("Activity"),
    "adults": lazy_("Adults"),
    "answer": lazy_("Answer"),
    "answered_at": lazy_("Answered on"),
    "asked_at": lazy_("Asked on"),
    "at": lazy_("Noted on"),
    "came": lazy_("You came"),
    "channel": lazy_("How the answer came"),
    "child": lazy_("Child"),
    "children": lazy_("Children"),
    "chosen_at": lazy_("Chosen on"),
    "confirmations": lazy_("What you said of the notes"),
    "entered_by": lazy_("Entered for you by"),
    "family_words": lazy_("Your words"),
    "follow_up": lazy_("What was promised"),
    "helped": lazy_("How it went"),
    "history": lazy_("What you changed, and when"),
    "homework": lazy_("Homework"),
    "hopes": lazy_("What you hoped for"),
    "host_items": lazy_("What the teacher wanted to talk about"),
    "invitation": lazy_("Your invitation"),
    "issued_at": lazy_("Invited on"),
    "items": lazy_("What you wanted to talk about"),
    "kind": lazy_("Kind"),
    "made_at": lazy_("Offered on"),
    "minutes": lazy_("Minutes"),
    "mode": lazy_("How you took part"),
    "needs": lazy_("What would help"),
    "next_step": lazy_("Your next step"),
    "not_now_until": lazy_("Not now, until"),
    "note": lazy_("Your words"),
    "notes": lazy_("Notes"),
    "opened_at": lazy_("First opened on"),
    "place_kind": lazy_("Kind of place"),
    "place_words": lazy_("Place"),
    "practised_on": lazy_("Day"),
    "prepared_at": lazy_("Prepared on"),
    "present": lazy_("Counted as there"),
    "proposed_at": lazy_("Proposed on"),
    "proud": lazy_("What you are proud of"),
    "quantity": lazy_("How many"),
    "recorded_at": lazy_("Noted on"),
    "recorded_by": lazy_("Written down for you by"),
    "seen": lazy_("Who may see it"),
    "shared_at": lazy_("Told on"),
    "show": lazy_("What you want to show"),
    "starts_at": lazy_("Begins"),
    "state": lazy_("State"),
    "thanks": lazy_("Thanks from school"),
    "title": lazy_("Title"),
    "told": lazy_("What you told"),
    "way": lazy_("Way"),
    "with": lazy_("With"),
    "words": lazy_("Words"),
}
_VALUES: Mapping[DataClass, Mapping[str, Words]] = {
    DataClass.INVITATIONS: {"answer": ANSWERS, "channel": CHANNELS, "needs": SUPPORTS},
    DataClass.ATTENDANCE: {"mode": MODES},
    DataClass.TALKS: {"state": conferences.STATES, "who": conferences.DOERS},
    DataClass.VISITS: {"state": visits.STATES, "place_kind": visits.PLACES, "needs": SUPPORTS},
    DataClass.HOME_PRACTICE: {"kind": PRACTICES},
    DataClass.HOMEWORK: {"way": homework.WAYS, "helped": homework.HELPED},
    DataClass.OFFERS: {"kind": participation.OFFERS, "seen": participation.SEEN},
}


def read(data: DataClass, name: str, value: Any) -> str:
    """A field's value as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return things_in_text([read(data, name, one) for one in value])
    if isinstance(value, Mapping):
        if name == "told":
            return things_in_text([_told(part, told) for part, told in value.items()])
        said = [read(data, key, one) for key, one in value.items() if key not in _BESIDE]
        return things_in_text([one for one in said if one])
    return str(_VALUES.get(data, {}).get(name, {}).get(value, value))


def _told(part: str, told: Mapping[str, Any]) -> str:
    """One part of a profile: what was chosen and written, and who may see it."""
    codes = participation.CODES[Part(part)]
    chosen = [str(codes.get(one, one)) for one in told.get("codes", ())]
    said = [*chosen, told.get("words", ""), str(participation.SEEN.get(told.get("seen", ""), ""))]
    return f"{participation.TITLES[Part(part)]}: {things_in_text([one for one in said if one])}"


def kept_for(retention: Retention, data: DataClass) -> str:
    """How long the class of data names people."""
    if data is DataClass.PARTICIPATION:
        return _("you change it or leave the school")
    years = retention.years_of(data)
    if not years:
        return _("this school year ends")
    return ngettext("the next school year ends", "%(num)s more school years end", years)


def kept_for_media(retention: Retention) -> str:
    """How long photos and recordings are there."""
    return kept_for(retention, DataClass.MEDIA)
