"""Named reads of an activity's families for staff: who is who, how they stand, what was tried."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.tallying import (
    ATTENTION,
    NAMES,
    ONLY,
    UNREACHED,
    by_family,
    two_answers,
)
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import people
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
    def offered_until(self) -> Any:
        """Until when a place from the waiting list is kept for it; None if none is."""
        return next((one.offered_until for one in self.invitations if one.is_offered), None)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of an activity's families, and how many there are in all."""

    families: tuple[Family, ...]
    total: int


def families(activity_id: str, *, skip: int = 0, limit: int = 50) -> list[Family]:
    """Families at the activity: first those that need somebody's attention."""
    return list(_page(by_family({"activity_id": activity_id}, {}), skip, limit).families)


def families_page(
    activity: Activity, *, only: str = "", name: str = "", skip: int = 0, limit: int = 50
) -> Page:
    """The activity's families of one of ``FILTERS``, or with a child or guardian of that name."""
    wanted: dict[str, Any] = {"activity_id": activity.id}
    if name:
        wanted["family_key"] = {"$in": _keys_by_name(activity.id, name)}
    differing = two_answers(activity)
    kept = {"_id": {"$in": sorted(differing)}} if only == TWO_ANSWERS else ONLY.get(only, {})
    return _page(by_family(wanted, kept), skip, limit, differing)


def _page(
    stages: list[dict[str, Any]], skip: int, limit: int, differing: Collection[str] = ()
) -> Page:
    """Some families in two steps: whole invitations are read of these only."""
    by_state = {"$indexOfArray": [ATTENTION, "$state"]}
    some = [
        {"$set": {"order": {"$cond": [{"$in": ["$_id", sorted(differing)]}, -1, by_state]}}},
        {"$sort": {"order": 1, "reached": 1, "_id": 1}},
        {"$skip": skip},
        {"$limit": limit},
    ]
    parts = {"$facet": {"some": some, "all": [{"$count": "families"}]}}
    [found] = Invitation._get_collection().aggregate([*stages, parts])
    rows = found["some"]
    members: dict[str, list[Invitation]] = {row["_id"]: [] for row in rows}
    of_activity = stages[0]["$match"]["activity_id"]
    for one in Invitation.objects(activity_id=of_activity, family_key__in=list(members)):
        members[one.family_key].append(one)
    named = people(
        person
        for invitations in members.values()
        for one in invitations
        for person in (one.guardian_id, *one.student_ids, one.entered_by or "")
    )
    return Page(
        families=tuple(
            _family(row, members[row["_id"]], named, row["_id"] in differing) for row in rows
        ),
        total=found["all"][0]["families"] if found["all"] else 0,
    )


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
        if delivery["status"] != DeliveryStatus.NO_CONTACT.value
    )
    return dict(sent.most_common())


def _keys_by_name(activity_id: str, name: str) -> list[str]:
    """The families with a child or guardian whose name has it, with or without macrons."""
    asked = plain(name).split()
    collection = Invitation._get_collection()
    invited = {"activity_id": activity_id}
    fields = {"guardian_id": 1, "student_ids": 1, "family_key": 1}
    rows = list(collection.find(invited, fields))
    persons = {one for row in rows for one in (row["guardian_id"], *row["student_ids"])}
    names = RosterPerson._get_collection().find(
        {"person_id": {"$in": list(persons)}, "erased": {"$ne": True}},
        {"person_id": 1, "given_name": 1, "preferred_name": 1, "family_name": 1},
    )
    fitting = {row["person_id"] for row in names if _has(row, asked)}
    return sorted(
        {row["family_key"] for row in rows if fitting & {row["guardian_id"], *row["student_ids"]}}
    )


def _has(row: Mapping[str, Any], asked: Sequence[str]) -> bool:
    parts = (row.get("given_name"), row.get("preferred_name"), row.get("family_name"))
    words = plain(" ".join(part for part in parts if part)).split()
    return all(any(word.startswith(one) for word in words) for one in asked)


def plain(text: str) -> str:
    """The text in small letters without marks: *rawiri* finds *Rāwiri*."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _nearest_first(one: Invitation) -> tuple[bool, bool, bool, bool, str]:
    is_delivered = one.reach == DeliveryStatus.DELIVERED
    replaced = one.replaced_by is not None
    return (one.answer is None, replaced, one.opened_at is None, not is_delivered, one.guardian_id)
