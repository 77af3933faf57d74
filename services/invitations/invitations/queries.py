"""Named reads of invitations: a guardian's own, with all that its page says.

How an activity's answers stand is in ``tallying``, its families are in ``families``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.invitations.activities.models import Activity, Seats
from services.invitations.invitations.families import Family, families
from services.invitations.invitations.households import (
    differs_from,
    in_place_of,
    of_households,
)
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.tallying import Tally, needs_told, tallies
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    School,
    children_of,
    classes,
    people,
    schools,
)
from shared.errors import NotFound

__all__ = [
    "Family",
    "Shown",
    "Tally",
    "families",
    "for_staff",
    "languages_of",
    "needs_told",
    "own_invitations",
    "room_left",
    "shown",
    "tallies",
]
FEW_INVITATIONS = 100


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An invitation with all that its page says: the activity, who asks, for which children.

    ``household``: the invitation of another guardian of the confirmed household whose answer
    counts instead; ``differs``: one whose answer is the opposite, where one answer is needed.
    """

    invitation: Invitation
    activity: Activity
    school: School
    guardian: str
    children: tuple[str, ...]
    host: str
    classes: tuple[str, ...]
    household: Invitation | None = None
    differs: Invitation | None = None

    def needs_answer(self, now: datetime) -> bool:
        """Whether it waits for an answer that can be given, from this guardian or none."""
        if self.activity.is_cancelled or self.activity.starts_at <= now:
            return False
        if self.invitation.is_offered:
            return bool(self.invitation.offered_until >= now)
        open_still = self.activity.answer_by >= now
        if self.invitation.is_settled:
            return open_still and self.differs is not None
        return open_still and self.household is None


def shown(invitation: Invitation, children: Collection[str]) -> Shown:
    """The invitation's page for the guardian, about those children only."""
    return _shown([(invitation, tuple(children))])[0]


def own_invitations(person_ids: Collection[str], now: datetime) -> list[Shown]:
    """The invitations of these guardians about children that are theirs today, latest day first."""
    theirs = {(one.guardian_id, one.student_id) for one in children_of(person_ids, now)}
    found = Invitation.objects(guardian_id__in=list(person_ids))
    found = found.order_by("-starts_at", "-issued_at")
    pairs = [
        (one, tuple(kept))
        for one in found.limit(FEW_INVITATIONS)
        if (kept := [child for child in one.student_ids if (one.guardian_id, child) in theirs])
    ]
    return _shown(pairs)


def languages_of(activity_id: str) -> int:
    """In how many languages the invited guardians read best."""
    invited = Invitation._get_collection().distinct("guardian_id", {"activity_id": activity_id})
    read = RosterPerson._get_collection().distinct("languages.0", {"person_id": {"$in": invited}})
    return len(read)


def room_left(activity: Activity) -> int | None:
    """How many more people there is room for; None without a limit."""
    seats = Seats.objects(id=activity.id).first() if activity.capacity else None
    return None if seats is None else seats.capacity - seats.taken


def for_staff(activity: Activity, invitation_id: str) -> Shown:
    """The invitation, for staff who enter an answer on the family's behalf.

    Raises:
        NotFound: the activity has no such invitation.
    """
    invitation = Invitation.objects(id=invitation_id, activity_id=activity.id).first()
    if invitation is None:
        raise NotFound("invitation")
    return shown(invitation, invitation.student_ids)


def _shown(pairs: Sequence[tuple[Invitation, tuple[str, ...]]]) -> list[Shown]:
    wanted = list({one.activity_id for one, _ in pairs})
    activities = {one.id: one for one in Activity.objects(id__in=wanted)}
    of_schools = schools({one.school_id for one, _ in pairs})
    in_classes = classes(name for one, _ in pairs for name in one.class_ids)
    named = people(_persons(pairs, activities))
    shared = of_households([one for one, _ in pairs])
    return [
        Shown(
            invitation=one,
            activity=activity,
            school=of_schools[one.school_id],
            guardian=_called(named, one.guardian_id),
            children=tuple(sorted(_called(named, child) for child in children)),
            host=_full_name(named, activity.host_id),
            classes=tuple(in_classes[name].title for name in one.class_ids if name in in_classes),
            household=in_place_of(one, shared.get(one.id, ())),
            differs=differs_from(one, shared.get(one.id, ())) if activity.one_answer else None,
        )
        for one, children in pairs
        for activity in (activities[one.activity_id],)
    ]


def _persons(
    pairs: Sequence[tuple[Invitation, tuple[str, ...]]], activities: dict[str, Activity]
) -> set[str]:
    hosts = {one.host_id for one in activities.values()}
    children = {child for _, of in pairs for child in of}
    return hosts | children | {one.guardian_id for one, _ in pairs}


def _called(named: dict[str, RosterPerson], person_id: str) -> str:
    return named[person_id].called if person_id in named else ""


def _full_name(named: dict[str, RosterPerson], person_id: str) -> str:
    return named[person_id].full_name if person_id in named else ""
