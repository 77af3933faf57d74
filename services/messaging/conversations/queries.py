"""Named reads of conversations: who may write to whom, what was written.

A guardian's right follows the link of the moment (R11); a member of staff's the class taught today.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mongoengine import Q

from services.messaging.conversations.models import Conversation, Message, conversation_id
from services.messaging.conversations.rules import Parties
from services.messaging.roster.models import (
    RosterClass,
    RosterEnrollment,
    RosterPerson,
)
from services.messaging.roster.queries import full_name, links_in_force, roles_of, today_at
from services.messaging.roster.rules import holds_on
from shared.access import AppRole, Principal
from shared.errors import NotFound
from shared.events.evaluation import Role
from shared.tenancy import scope

LISTED = 100
_TEACHING = ("teacher", "aide")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the list: with whom, about whom, when last, whether it is one's turn."""

    conversation_id: str
    other: str
    child: str
    last_at: datetime
    is_from_other: bool


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A conversation as one of the two reads it."""

    parties: Parties
    conversation_id: str
    other: str
    child: str
    classes: tuple[str, ...]
    messages: tuple[Message, ...]
    may_write: bool


def parties_of(
    principal: Principal, to: str, child: str, district_id: str, now: datetime
) -> Parties:
    """The one who asks, and the person they may write to about the child.

    Raises:
        NotFound: there is nobody like that whom they may write to about this child.
    """
    for school_id in principal.schools:
        with scope(read=[school_id]):
            for own in principal.person_ids:
                for guardian, staff in ((own, to), (to, own)):
                    parties = Parties(
                        school_id=school_id,
                        guardian_id=guardian,
                        staff_id=staff,
                        child_id=child,
                        own_id=own,
                    )
                    if _may_write(parties, district_id, now):
                        return parties
    raise NotFound("conversation")


def thread_between(parties: Parties) -> Thread:
    """What these two wrote so far, perhaps nothing; they may write."""
    return _thread(parties, conversation_id(parties), may_write=True)


def unread_thread_between(parties: Parties) -> Thread:
    """The same without what they wrote: for whoever may write to the other one and read nothing."""
    return _thread(parties, conversation_id(parties), may_write=True, with_messages=False)


def thread_of(principal: Principal, conversation: str, district_id: str, now: datetime) -> Thread:
    """The conversation, for one of its two.

    Raises:
        NotFound: there is none, or it is not theirs, or the guardian stands for the child no more.
    """
    found = Conversation.objects(id=conversation).first()
    if found is None:
        raise NotFound("conversation")
    own = [one for one in principal.person_ids if one in {found.guardian_id, found.staff_id}]
    if not own:
        raise NotFound("conversation")
    parties = found.parties(own[0])
    with scope(read=[found.school_id]):
        stands = _stands_for(parties.guardian_id, parties.child_id, found.school_id, now)
        if parties.own_is_guardian and not stands:
            raise NotFound("conversation")
        return _thread(parties, found.id, may_write=_may_write(parties, district_id, now))


def conversations_of(principal: Principal, now: datetime) -> list[Listed]:
    """The reader's conversations in all of their schools, the newest first."""
    own = list(principal.person_ids)
    found = list(
        Conversation.objects(Q(guardian_id__in=own) | Q(staff_id__in=own))
        .order_by("-last_at")
        .limit(LISTED)
    )
    standing = _still_standing([one for one in found if one.staff_id not in own], now)
    shown = [one for one in found if one.staff_id in own or one.id in standing]
    others = {one.id: _other_of(one, own) for one in shown}
    names = _names([*others.values(), *(one.child_id for one in shown)])
    return [
        Listed(
            conversation_id=one.id,
            other=names.get(others[one.id], ""),
            child=names.get(one.child_id, ""),
            last_at=one.last_at,
            is_from_other=one.last_author_id not in own,
        )
        for one in shown
    ]


def _other_of(one: Conversation, own: Collection[str]) -> str:
    return str(one.staff_id if one.guardian_id in own else one.guardian_id)


def _still_standing(found: Sequence[Conversation], now: datetime) -> set[str]:
    """Those whose guardian stands for the child today; asked once for each school."""
    standing: set[str] = set()
    for school_id in {one.school_id for one in found}:
        own = [one for one in found if one.school_id == school_id]
        with scope(read=[school_id]):
            there = _standing(
                [one.guardian_id for one in own], [one.child_id for one in own], school_id, now
            )
        standing |= {one.id for one in own if (one.guardian_id, one.child_id) in there}
    return standing


def _thread(
    parties: Parties, conversation: str, *, may_write: bool, with_messages: bool = True
) -> Thread:
    with scope(read=[parties.school_id]):
        names = _names([parties.other_id, parties.child_id])
        messages = Message.objects(conversation_id=conversation).order_by("number")
        return Thread(
            parties=parties,
            conversation_id=conversation,
            other=names.get(parties.other_id, ""),
            child=names.get(parties.child_id, ""),
            classes=_shared_classes(parties),
            messages=tuple(messages) if with_messages else (),
            may_write=may_write,
        )


def _may_write(parties: Parties, district_id: str, now: datetime) -> bool:
    """Whether the guardian stands for the child today and the other one is there for it."""
    school_id = parties.school_id
    child = RosterPerson.objects(person_id=parties.child_id, active=True).first()
    if child is None or Role.STUDENT not in child.roles:
        return False
    if not _stands_for(parties.guardian_id, parties.child_id, school_id, now):
        return False
    if _teaches(parties.staff_id, parties.child_id, school_id, now):
        return True
    # Everybody may turn to the school's leader; the leader turns to everybody.
    roles = roles_of([parties.staff_id], [school_id], district_id).get(school_id, frozenset())
    return AppRole.LEADER in roles


def _stands_for(guardian_id: str, child_id: str, school_id: str, now: datetime) -> bool:
    return (guardian_id, child_id) in _standing([guardian_id], [child_id], school_id, now)


def _standing(
    guardians: Collection[str], children: Collection[str], school_id: str, now: datetime
) -> set[tuple[str, str]]:
    """Guardian and child of each link in force, of guardians whom the school knows."""
    active = RosterPerson.objects(person_id__in=list(guardians), active=True)
    links = links_in_force(
        today_at(school_id, now),
        guardian_id__in=list(active.scalar("person_id")),
        student_id__in=list(children),
    )
    return {(one.guardian_id, one.student_id) for one in links}


def _teaches(staff_id: str, child_id: str, school_id: str, now: datetime) -> bool:
    today = today_at(school_id, now)
    taught = _classes_on(staff_id, _TEACHING, today)
    return bool(taught & _classes_on(child_id, ("student",), today))


def _classes_on(person_id: str, roles: Iterable[str], today: date) -> frozenset[str]:
    found = RosterEnrollment.objects(person_id=person_id, role__in=list(roles), active=True)
    return frozenset(one.class_id for one in found if holds_on(one.begins_on, one.ends_on, today))


def _shared_classes(parties: Parties) -> tuple[str, ...]:
    taught = {
        one.class_id
        for one in RosterEnrollment.objects(
            person_id=parties.staff_id, role__in=_TEACHING, active=True
        )
    }
    learnt = {
        one.class_id
        for one in RosterEnrollment.objects(person_id=parties.child_id, role="student", active=True)
    }
    classes = RosterClass.objects(class_id__in=sorted(taught & learnt), active=True)
    return tuple(sorted(one.title for one in classes))


def _names(person_ids: Iterable[str]) -> dict[str, str]:
    return {
        one.person_id: full_name(one)
        for one in RosterPerson.objects(person_id__in=list(person_ids))
        if one.active
    }
