"""Named reads of slots: what a family sees of them, and who brings what for staff."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mongoengine import Q

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import people
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.sign_ups.rules import is_open

FEW_FAMILIES = 30
NAMES_FOUND = 200


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A slot as one guardian sees it: how many others take, never who; and the own part."""

    slot: HelpSlot
    mine: int
    note: str

    @property
    def most(self) -> int:
        """How many the guardian may stand for in all."""
        return self.slot.left + self.mine


@dataclass(frozen=True, kw_only=True)
class Taker:
    """Who stands for how much of a slot, with the names staff knows them by."""

    signed: SignUp
    guardian: str
    children: tuple[str, ...]
    entered_by: str


@dataclass(frozen=True, kw_only=True)
class Staffed:
    """A slot as staff see it: who brings what; ``ended`` went back when families left."""

    slot: HelpSlot
    takers: tuple[Taker, ...]
    ended: int = 0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An invited guardian whom staff may enter something for."""

    invitation_id: str
    guardian: str
    children: tuple[str, ...]


def offered(invitation: Invitation) -> list[Offered]:
    """The slots of the invitation's activity, a volunteer's first, each with the own part."""
    own = {
        one.slot_id: one
        for one in SignUp.objects(
            guardian_id=invitation.guardian_id, activity_id=invitation.activity_id
        )
    }
    return [
        Offered(
            slot=slot,
            mine=own[slot.id].quantity if slot.id in own else 0,
            note=own[slot.id].note if slot.id in own else "",
        )
        for slot in _slots(invitation.activity_id)
    ]


def staffed(activity: Activity) -> list[Staffed]:
    """The slots of the activity with who stands for them, in the order they signed up."""
    signed = list(SignUp.objects(activity_id=activity.id, quantity__gt=0).order_by("at"))
    gone: Counter[str] = Counter()
    for one in SignUp.objects(activity_id=activity.id, ended_quantity__gt=0):
        gone[one.slot_id] += one.ended_quantity
    by_id = {
        one.id: one
        for one in Invitation.objects(id__in=[one.invitation_id for one in signed]).only(
            "id", "student_ids"
        )
    }
    children = {key: tuple(one.student_ids) for key, one in by_id.items()}
    named = people(
        person
        for one in signed
        for person in (
            one.guardian_id,
            one.entered_by or "",
            *children.get(one.invitation_id, ()),
        )
    )
    return [
        Staffed(
            slot=slot,
            takers=tuple(
                _taker(one, children.get(one.invitation_id, ()), named)
                for one in signed
                if one.slot_id == slot.id
            ),
            ended=gone[slot.id],
        )
        for slot in _slots(activity.id)
    ]


def activity_of(invitation: Invitation) -> Activity:
    """What the invitation invites to."""
    return Activity.objects.get(id=invitation.activity_id)  # type: ignore[no-any-return]


def is_taking_sign_ups(activity: Activity, now: datetime) -> bool:
    """Whether families may still sign up."""
    return is_open(now, activity.starts_at, is_cancelled=activity.is_cancelled)


def asked(activity: Activity, named_like: str) -> list[Asked]:
    """Invited guardians by name, or by a child's name; without one the first few.

    Staff look one up to enter what that family said.
    """
    found = Invitation.objects(activity_id=activity.id).only("id", "guardian_id", "student_ids")
    if named_like:
        wanted = _called_like(named_like)
        found = found.filter(Q(guardian_id__in=wanted) | Q(student_ids__in=wanted))
    invitations = list(found.order_by("family_key").limit(FEW_FAMILIES))
    named = people(person for one in invitations for person in (one.guardian_id, *one.student_ids))
    listed = [
        Asked(
            invitation_id=one.id,
            guardian=_name(named, one.guardian_id),
            children=_called(named, one.student_ids),
        )
        for one in invitations
    ]
    return sorted(listed, key=lambda one: one.guardian)


def _slots(activity_id: str) -> list[HelpSlot]:
    found = list(HelpSlot.objects(activity_id=activity_id))
    return sorted(found, key=lambda one: (one.kind != "volunteer", one.starts_at or one.asked_at))


def _called_like(text: str) -> list[str]:
    """The ids of people of whom every word of the text begins a name."""
    wanted = Q()
    for word in text.split()[:4]:
        begins = re.compile(rf"(^|\s){re.escape(word)}", re.IGNORECASE)
        wanted &= Q(given_name=begins) | Q(family_name=begins) | Q(preferred_name=begins)
    found = RosterPerson.objects(wanted, erased__ne=True).only("person_id")
    return [one.person_id for one in found.limit(NAMES_FOUND)]


def _taker(signed: SignUp, children: Iterable[str], named: dict[str, RosterPerson]) -> Taker:
    return Taker(
        signed=signed,
        guardian=_name(named, signed.guardian_id),
        children=_called(named, children),
        entered_by=_name(named, signed.entered_by or ""),
    )


def _name(named: dict[str, RosterPerson], person_id: str) -> str:
    return named[person_id].full_name if person_id in named else ""


def _called(named: dict[str, RosterPerson], person_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(named[one].called for one in person_ids if one in named)
