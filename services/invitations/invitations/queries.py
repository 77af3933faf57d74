"""Named reads of invitations: a guardian's own, how an activity's answers stand, its families."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.invitations.activities.models import Activity, Seats
from services.invitations.invitations.models import Invitation
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    School,
    children_of,
    classes,
    people,
    schools,
)
from shared.errors import NotFound
from shared.events.invitations import Answer, Place
from shared.events.messaging import DeliveryStatus

FEW_INVITATIONS = 100


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An invitation with all that its page says: the activity, who asks, for which children."""

    invitation: Invitation
    activity: Activity
    school: School
    guardian: str
    children: tuple[str, ...]
    host: str
    classes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How an activity's answers stand, each family counted once; ``people`` are those coming."""

    families: int = 0
    reached: int = 0
    coming: int = 0
    waiting: int = 0
    help: int = 0
    maybe: int = 0
    no: int = 0
    people: int = 0

    @property
    def answered(self) -> int:
        """Families that said anything."""
        return self.coming + self.waiting + self.help + self.maybe + self.no

    @property
    def silent(self) -> int:
        """Families without an answer yet."""
        return self.families - self.answered


@dataclass(frozen=True, kw_only=True)
class Family:
    """One family at an activity: ``state`` is a field's name of ``Tally`` or ``silent``.

    ``invitations`` are those of its guardians, who answered or was reached first; names come from
    the roster.
    """

    state: str
    is_not_reached: bool
    invitations: tuple[Invitation, ...]
    guardians: tuple[str, ...]
    children: tuple[str, ...]
    entered_by: str = ""

    @property
    def party(self) -> int:
        """How many come or wait."""
        return sum(one.party for one in self.invitations)


def shown(invitation: Invitation, children: Collection[str]) -> Shown:
    """The invitation's page for the guardian, about those children only."""
    return _shown([(invitation, tuple(children))])[0]


def own_invitations(person_ids: Collection[str], now: datetime) -> list[Shown]:
    """The invitations of these guardians about children that are theirs today, latest day first."""
    theirs = {(one.guardian_id, one.student_id) for one in children_of(person_ids, now)}
    found = Invitation.objects(guardian_id__in=list(person_ids)).order_by("-starts_at")
    pairs = [
        (one, tuple(kept))
        for one in found.limit(FEW_INVITATIONS)
        if (kept := [child for child in one.student_ids if (one.guardian_id, child) in theirs])
    ]
    return _shown(pairs)


def tallies(activity_ids: Iterable[str]) -> dict[str, Tally]:
    """How the answers of these activities stand, by activity; those without invitations too."""
    wanted = list(activity_ids)
    found = {one: Tally() for one in wanted}
    per_family = {
        "_id": {"activity": "$activity_id", "family": "$family_key"},
        **_family_state(),
        "people": {"$sum": {"$cond": [_is("place", Place.SEAT), "$party", 0]}},
    }
    per_activity = {
        "_id": "$_id.activity",
        "families": {"$sum": 1},
        "people": {"$sum": "$people"},
        "reached": {"$sum": {"$cond": [{"$eq": ["$reached", _REACHED]}, 1, 0]}},
        **{
            state: {"$sum": {"$cond": [{"$eq": ["$state", rank]}, 1, 0]}}
            for state, rank in _STATES.items()
            if state != "silent"
        },
    }
    pipeline = [
        {"$match": {"activity_id": {"$in": wanted}}},
        {"$group": per_family},
        {"$group": per_activity},
    ]
    for row in Invitation._get_collection().aggregate(pipeline):
        activity_id = row.pop("_id")
        found[activity_id] = Tally(**row)
    return found


def families(activity_id: str, *, skip: int = 0, limit: int = 50) -> list[Family]:
    """Families at the activity: first those that need somebody's attention."""
    pipeline = [
        {"$match": {"activity_id": activity_id}},
        {"$group": {"_id": "$family_key", **_family_state(), "members": {"$push": "$$ROOT"}}},
        {"$set": {"order": {"$indexOfArray": [_ATTENTION, "$state"]}}},
        {"$sort": {"order": 1, "reached": 1, "_id": 1}},
        {"$skip": skip},
        {"$limit": limit},
    ]
    rows = list(Invitation._get_collection().aggregate(pipeline))
    members = [[Invitation._from_son(one) for one in row["members"]] for row in rows]
    named = people(
        person
        for invitations in members
        for one in invitations
        for person in (one.guardian_id, *one.student_ids, one.entered_by or "")
    )
    return [_family(row, of_it, named) for row, of_it in zip(rows, members, strict=True)]


def needs_told(activity_id: str) -> dict[str, int]:
    """How many families said that each kind of help would make it easier, the most asked first."""
    pipeline: list[dict[str, Any]] = [
        {"$match": {"activity_id": activity_id}},
        {"$unwind": "$needs"},
        {"$group": {"_id": {"need": "$needs", "family": "$family_key"}}},
        {"$group": {"_id": "$_id.need", "families": {"$sum": 1}}},
        {"$sort": {"families": -1, "_id": 1}},
    ]
    rows = Invitation._get_collection().aggregate(pipeline)
    return {row["_id"]: row["families"] for row in rows}


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


# A family's state is the best of its guardians': the greatest of these.
_STATES = {"silent": 0, "no": 1, "maybe": 2, "help": 3, "waiting": 4, "coming": 5}
_ATTENTION = [_STATES[one] for one in ("help", "waiting", "silent", "maybe", "coming", "no")]
_NAMES = {rank: state for state, rank in _STATES.items()}
_REACHED = 2
_NOT_REACHED = [
    DeliveryStatus.PERMANENT_FAILURE.value,
    DeliveryStatus.TECHNICAL_FAILURE.value,
    DeliveryStatus.NO_CONTACT.value,
]


def _family_state() -> dict[str, Any]:
    """Accumulators: ``state`` as a rank, ``reached`` 2 (yes), 1 (not known yet), 0 (no)."""
    state = _switch(
        (_is("place", Place.SEAT), _STATES["coming"]),
        (_is("place", Place.WAITING), _STATES["waiting"]),
        (_is("answer", Answer.HELP), _STATES["help"]),
        (_is("answer", Answer.MAYBE), _STATES["maybe"]),
        (_is("answer", Answer.NO), _STATES["no"]),
        default=_STATES["silent"],
    )
    seen = {"$or": [_is("reach", DeliveryStatus.DELIVERED), "$opened_at", "$answer"]}
    reached = _switch((seen, _REACHED), ({"$in": ["$reach", _NOT_REACHED]}, 0), default=1)
    return {"state": {"$max": state}, "reached": {"$max": reached}}


def _is(name: str, value: str) -> dict[str, Any]:
    return {"$eq": [f"${name}", str(value)]}


def _switch(*cases: tuple[Any, int], default: int) -> dict[str, Any]:
    branches = [{"case": case, "then": then} for case, then in cases]
    return {"$switch": {"branches": branches, "default": default}}


def _family(
    row: dict[str, Any], invitations: list[Invitation], named: dict[str, RosterPerson]
) -> Family:
    ordered = sorted(invitations, key=_nearest_first)
    children = dict.fromkeys(child for one in ordered for child in one.student_ids)
    entered_by = named.get(ordered[0].entered_by or "")
    return Family(
        state=_NAMES[row["state"]],
        is_not_reached=row["reached"] == 0,
        invitations=tuple(ordered),
        guardians=tuple(
            named[one.guardian_id].full_name for one in ordered if one.guardian_id in named
        ),
        children=tuple(named[one].called for one in children if one in named),
        entered_by=entered_by.full_name if entered_by else "",
    )


def _nearest_first(one: Invitation) -> tuple[bool, bool, bool, str]:
    is_delivered = one.reach == DeliveryStatus.DELIVERED
    return (one.answer is None, one.opened_at is None, not is_delivered, one.guardian_id)


def _shown(pairs: list[tuple[Invitation, tuple[str, ...]]]) -> list[Shown]:
    wanted = list({one.activity_id for one, _ in pairs})
    activities = {one.id: one for one in Activity.objects(id__in=wanted)}
    of_schools = schools({one.school_id for one, _ in pairs})
    in_classes = classes(name for one, _ in pairs for name in one.class_ids)
    named = people(
        person
        for one, children in pairs
        for person in (one.guardian_id, activities[one.activity_id].host_id, *children)
    )
    return [
        Shown(
            invitation=one,
            activity=activities[one.activity_id],
            school=of_schools[one.school_id],
            guardian=_called(named, one.guardian_id),
            children=tuple(_called(named, child) for child in children),
            host=_full_name(named, activities[one.activity_id].host_id),
            classes=tuple(in_classes[name].title for name in one.class_ids if name in in_classes),
        )
        for one, children in pairs
    ]


def _called(named: dict[str, RosterPerson], person_id: str) -> str:
    return named[person_id].called if person_id in named else ""


def _full_name(named: dict[str, RosterPerson], person_id: str) -> str:
    return named[person_id].full_name if person_id in named else ""
