"""Named reads of an activity's families for staff: who is who, how they stand, what was tried."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import NOTHING_SENT
from services.invitations.invitations.tallying import (
    ATTENTION,
    NAMES,
    ONLY,
    UNREACHED,
    Tally,
    by_family,
    tally_of,
    tally_stage,
    two_answers,
)
from services.invitations.roster.leaving import Holder, ended
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import people, people_called
from shared.events.messaging import DeliveryStatus

TWO_ANSWERS = "two-answers"
FILTERS = (*ONLY, TWO_ANSWERS)


@dataclass(frozen=True, kw_only=True)
class Family:
    """One family at an activity: ``state`` is a field's name of ``Tally`` or ``silent``.

    ``invitations`` are those of its guardians, who answered or was reached first; names come from
    the roster. ``two_answers``: one guardian says yes and one says no for the same child, where
    one answer is needed. ``tried`` counts the messages sent to it by channel. ``has_left``: none
    of its children is at the school any more.
    """

    state: str
    is_not_reached: bool
    invitations: tuple[Invitation, ...]
    guardians: tuple[str, ...]
    children: tuple[str, ...]
    entered_by: str = ""
    two_answers: bool = False
    has_left: bool = False
    tried: Mapping[str, int] = field(default_factory=dict)

    @property
    def party(self) -> int:
        """How many come or wait."""
        return sum(one.party for one in self.invitations)

    @property
    def way(self) -> str:
        """How it takes part without coming, if it told."""
        told = (one.way for one in self.invitations if one.way)
        return "" if self.state == "coming" else next(told, "")

    @property
    def ended_at(self) -> Any:
        """Since when its places are free again, because its guardian's link to the child ended."""
        if self.state in ("coming", "waiting"):
            return None
        return next((one.ended_at for one in self.invitations if one.ended_at), None)

    @property
    def offered_until(self) -> Any:
        """Until when a place from the waiting list is kept for it; None if none is."""
        return next((one.offered_until for one in self.invitations if one.is_offered), None)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of an activity's families, how many there are of their kind, and how all stand."""

    families: tuple[Family, ...]
    total: int
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """Which families a page shows: the ``kept`` ones in their order, these ``first``."""

    skip: int
    limit: int
    kept: Mapping[str, Any] = field(default_factory=dict)
    first: Sequence[str] = ()
    order: Sequence[int] = tuple(ATTENTION)

    def stages(self) -> list[dict[str, Any]]:
        """The stages that give them, from all families by state."""
        by_state = {"$indexOfArray": [list(self.order), "$state"]}
        order = {"$cond": [{"$in": ["$_id", list(self.first)]}, -1, by_state]}
        return [
            {"$match": self.kept},
            {"$set": {"order": order}},
            {"$sort": {"order": 1, "reached": 1, "_id": 1}},
            {"$skip": self.skip},
            {"$limit": self.limit},
        ]


def families(
    activity_id: str, *, skip: int = 0, limit: int = 50, order: Sequence[int] = ATTENTION
) -> list[Family]:
    """Families at the activity: first those that need somebody's attention, or as ``order`` says.

    ``order``: all of ``STATES``.
    """
    shown = _Shown(skip=skip, limit=limit, order=tuple(order))
    rows = Invitation._get_collection().aggregate([*by_family(activity_id), *shown.stages()])
    return list(_named(activity_id, rows.to_list(), shown.first))


def families_page(
    activity: Activity, *, only: str = "", name: str = "", skip: int = 0, limit: int = 50
) -> Page:
    """The activity's families of one of ``FILTERS``, or with a child or guardian of that name."""
    differing = two_answers(activity)
    kept = {"_id": {"$in": sorted(differing)}} if only == TWO_ANSWERS else ONLY.get(only, {})
    named = [{"_id": {"$in": _keys_by_name(activity, name)}}] if name else []
    shown = _Shown(skip=skip, limit=limit, kept={"$and": [kept, *named]}, first=sorted(differing))
    return _page(activity.id, shown)


def stand_for_nobody(
    activity: Activity, shown: Collection[Family], now: datetime
) -> frozenset[str]:
    """The ids of these families' invitations whose guardians stand for none of the children now."""
    holders = [
        Holder(key=one.id, guardian_id=one.guardian_id, student_ids=tuple(one.student_ids))
        for family in shown
        for one in family.invitations
    ]
    return ended(holders, activity.school_id, now)


def _page(activity_id: str, shown: _Shown) -> Page:
    parts = {
        "some": shown.stages(),
        "all": [{"$match": shown.kept}, {"$count": "families"}],
        "tally": [tally_stage()],
    }
    [found] = Invitation._get_collection().aggregate([*by_family(activity_id), {"$facet": parts}])
    return Page(
        families=_named(activity_id, found["some"], shown.first),
        tally=tally_of(found["tally"]),
        total=found["all"][0]["families"] if found["all"] else 0,
    )


def _named(
    activity_id: str, rows: Sequence[dict[str, Any]], differing: Collection[str]
) -> tuple[Family, ...]:
    """The families of these rows, with names; whole invitations are read of these only."""
    members: dict[str, list[Invitation]] = {row["_id"]: [] for row in rows}
    for one in Invitation.objects(activity_id=activity_id, family_key__in=list(members)):
        members[one.family_key].append(one)
    named = people(
        person
        for invitations in members.values()
        for one in invitations
        for person in (one.guardian_id, *one.student_ids, one.entered_by or "")
    )
    return tuple(_family(row, members[row["_id"]], named, row["_id"] in differing) for row in rows)


def _family(
    row: dict[str, Any],
    invitations: Sequence[Invitation],
    named: dict[str, RosterPerson],
    two_answers: bool,
) -> Family:
    ordered = sorted(invitations, key=_nearest_first)
    children = dict.fromkeys(child for one in ordered for child in one.student_ids)
    known = [named[one] for one in children if one in named]
    entered_by = named.get(ordered[0].entered_by or "")
    return Family(
        state=NAMES[row["state"]],
        is_not_reached=row["reached"] == UNREACHED,
        invitations=tuple(ordered),
        guardians=tuple(
            named[one.guardian_id].full_name for one in ordered if one.guardian_id in named
        ),
        children=tuple(one.called for one in known),
        entered_by=entered_by.full_name if entered_by else "",
        two_answers=two_answers,
        has_left=not any(one.active for one in known),
        tried=_tried(ordered),
    )


def _tried(invitations: Sequence[Invitation]) -> dict[str, int]:
    """How many messages were sent to the family, by channel, the most used first."""
    sent = Counter(
        delivery["channel"]
        for one in invitations
        for delivery in one.deliveries.values()
        if delivery["status"] not in NOTHING_SENT
    )
    return dict(sent.most_common())


def _keys_by_name(activity: Activity, name: str) -> list[str]:
    """The families with a child or guardian whose name has it, with or without macrons."""
    called = list(people_called(name, activity.school_id))
    theirs = [{"guardian_id": {"$in": called}}, {"student_ids": {"$in": called}}]
    found = Invitation._get_collection().distinct(
        "family_key", {"activity_id": activity.id, "$or": theirs}
    )
    return sorted(found)


def _nearest_first(one: Invitation) -> tuple[bool, bool, bool, bool, str]:
    is_delivered = one.reach == DeliveryStatus.DELIVERED
    replaced = one.replaced_by is not None
    return (one.answer is None, replaced, one.opened_at is None, not is_delivered, one.guardian_id)
