"""What pages about invitations call things: why somebody was asked, and what can be said."""

from collections.abc import Collection, Mapping

from services.invitations.activities.models import Activity
from services.invitations.activities.wording import WAYS
from services.invitations.audience.rules import Kind
from services.invitations.invitations.queries import Shown
from services.invitations.participation.queries import ways_of
from services.invitations.participation.rules import WAYS_ELSEWHERE, Whose
from services.invitations.participation.wording import INTERESTS
from services.invitations.wording import SUPPORTS, answer_options, quick_options
from shared.events.invitations import Answer, Support, Way
from shared.web.languages import LazyString, _, lazy_
from shared.web.lists import names_in_text, things_in_text

# What most families ask for, whether the school offers it or not.
_OFTEN = (Support.INTERPRETER, Support.CHILD_CARE, Support.TRANSPORT, Support.COST_HELP)
FILTERS: Mapping[str, LazyString] = {
    "": lazy_("All"),
    "silent": lazy_("No answer yet"),
    "not-reached": lazy_("Not reached"),
    "help": lazy_("Something would help"),
    "waiting": lazy_("Waiting list"),
    "maybe": lazy_("Maybe"),
    "coming": lazy_("Coming"),
    "otherwise": lazy_("Another way"),
    "no": lazy_("Not this time"),
    "two-answers": lazy_("Two answers"),
}
TRIES: Mapping[int, LazyString] = {
    0: lazy_("Never"),
    1: lazy_("Once"),
    2: lazy_("Twice"),
    3: lazy_("Three times or more"),
}


def why_invited(shown: Shown) -> str:
    """Why just this guardian got the invitation, as a sentence."""
    kind, what = shown.invitation.reason.get("kind"), shown.invitation.reason.get("what", [])
    if kind == Kind.CHILD.value:
        return _(
            "The teacher asks just your family, because it is about %(children)s.",
            children=names_in_text(shown.children),
        )
    if kind == Kind.GRADE.value:
        years = things_in_text([grade.lstrip("0") or grade for grade in what])
        return _("This is for all families of year %(years)s.", years=years)
    if kind == Kind.INTEREST.value:
        told = things_in_text([INTERESTS[code] for code in what if code in INTERESTS])
        return _("You told school that you like: %(interests)s.", interests=told)
    if kind == Kind.SCHOOL.value:
        return _("This is for all families of the school.")
    return _("This is for the families of %(room)s.", room=things_in_text(shown.classes))


def choices(activity: Activity) -> list[tuple[object, ...]]:
    """What a family can say; where one answer is needed, a yes says that one agrees."""
    if not activity.one_answer:
        return answer_options()
    return [
        (Answer.YES.value, _("Yes, I agree")),
        (Answer.HELP.value, _("I have a question first"), _("The teacher comes back to you.")),
        (Answer.MAYBE.value, _("I have not decided yet")),
        (Answer.NO.value, _("No")),
    ]


def buttons(activity: Activity) -> list[tuple[str, object]]:
    """The same as four buttons."""
    if not activity.one_answer:
        return quick_options()
    return [
        (Answer.YES.value, _("Yes, I agree")),
        (Answer.MAYBE.value, _("Maybe")),
        (Answer.HELP.value, _("A question first")),
        (Answer.NO.value, _("No")),
    ]


def said(activity: Activity, answer: str) -> object:
    """What was said, in the words it was said in."""
    return next(words for value, words in buttons(activity) if value == answer)


def other_ways(shown: Shown) -> list[tuple[str, object]]:
    """How the family can take part without coming: what the teacher offers, always a phone call.

    What the guardian told the school to like comes first.
    """
    return _ways(shown, _liked(shown))


def liked_ways(shown: Shown) -> list[tuple[str, object]]:
    """Those of ``other_ways`` that the guardian told the school to like (S104); mostly none."""
    liked = _liked(shown)
    return [(way, label) for way, label in _ways(shown, liked) if way in liked]


def help_options(shown: Shown) -> list[tuple[str, object]]:
    """What could make it easier and was not said yet: what is offered, and what most ask for."""
    asked_for = set(shown.invitation.needs)
    likely = {*shown.activity.supports, *(one.value for one in _OFTEN)} - asked_for
    return [(value, label) for value, label in SUPPORTS.items() if value in likely]


def _ways(shown: Shown, liked: Collection[str]) -> list[tuple[str, object]]:
    offered = [one for one in shown.activity.ways if one in WAYS]
    found = sorted(dict.fromkeys([*offered, Way.PHONE.value]), key=lambda one: one not in liked)
    return [(one, WAYS[one]) for one in found if one != shown.invitation.way]


def _liked(shown: Shown) -> set[str]:
    invitation = shown.invitation
    whose = Whose(guardian_id=invitation.guardian_id, school_id=invitation.school_id)
    return {WAYS_ELSEWHERE[one].value for one in ways_of(whose) if one in WAYS_ELSEWHERE}
