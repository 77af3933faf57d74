"""How the answers of activities stand, each family counted once.

Guardians of the same children, or of one confirmed household, are one family. Its state is the
best of its guardians' answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from shared.events.invitations import Answer, Place
from shared.events.messaging import DeliveryStatus

# A family's state is the best of its guardians': the greatest of these.
STATES = {"silent": 0, "no": 1, "maybe": 2, "help": 3, "waiting": 4, "coming": 5}
ATTENTION = [STATES[one] for one in ("help", "waiting", "silent", "maybe", "coming", "no")]
AT_THE_DOOR = [STATES[one] for one in ("coming", "waiting", "maybe", "help", "silent", "no")]
NAMES = {rank: state for state, rank in STATES.items()}
REACHED, UNREACHED = 2, 0
_NOT_REACHED = [
    DeliveryStatus.PERMANENT_FAILURE.value,
    DeliveryStatus.TECHNICAL_FAILURE.value,
    DeliveryStatus.NO_CONTACT.value,
]
_STATE_FIELDS = {
    **{"activity_id": 1, "family_key": 1, "place": 1, "answer": 1, "offered_until": 1},
    **{"reach": 1, "opened_at": 1, "party": 1, "way": 1},
}
ONLY: Mapping[str, dict[str, Any]] = {
    **{state: {"state": rank} for state, rank in STATES.items()},
    "not-reached": {"reached": UNREACHED},
    "otherwise": {"takes_part": True, "state": {"$ne": STATES["coming"]}},
}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How an activity's answers stand, each family counted once; ``people`` are those coming.

    ``otherwise``: of those that do not come, who takes part another way. ``offered``: of those
    waiting, for whom a place is kept just now.
    """

    families: int = 0
    reached: int = 0
    coming: int = 0
    waiting: int = 0
    help: int = 0
    maybe: int = 0
    no: int = 0
    people: int = 0
    otherwise: int = 0
    offered: int = 0
    not_reached: int = 0

    @property
    def answered(self) -> int:
        """Families that said anything."""
        return self.coming + self.waiting + self.help + self.maybe + self.no

    @property
    def silent(self) -> int:
        """Families without an answer yet."""
        return self.families - self.answered


def tallies(activity_ids: Iterable[str]) -> dict[str, Tally]:
    """How the answers of these activities stand, by activity; those without invitations too."""
    wanted = list(activity_ids)
    found = {one: Tally() for one in wanted}
    per_family = {
        "_id": {"activity": "$activity_id", "family": "$family_key"},
        **_family_state(),
    }
    pipeline = [
        {"$match": {"activity_id": {"$in": wanted}}},
        {"$project": _STATE_FIELDS},
        {"$group": per_family},
        {"$group": {"_id": "$_id.activity", **_of_families()}},
    ]
    for row in Invitation._get_collection().aggregate(pipeline):
        activity_id = row.pop("_id")
        found[activity_id] = Tally(**row)
    return found


def tally_of(rows: Sequence[Mapping[str, Any]]) -> Tally:
    """What ``tally_stage`` gave: nothing where there was no family."""
    counted = rows[0] if rows else {}
    return Tally(**{name: count for name, count in counted.items() if name != "_id"})


def tally_stage() -> dict[str, Any]:
    """The stage that counts what ``by_family`` gives."""
    return {"$group": {"_id": None, **_of_families()}}


def _of_families() -> dict[str, Any]:
    """Accumulators over families: the fields of ``Tally``."""
    return {
        "families": {"$sum": 1},
        "people": {"$sum": "$people"},
        "reached": _count({"$eq": ["$reached", REACHED]}),
        "not_reached": _count({"$eq": ["$reached", UNREACHED]}),
        "otherwise": _count(_OTHERWISE),
        "offered": _count({"$and": ["$offered", {"$eq": ["$state", STATES["waiting"]]}]}),
        **{
            state: _count({"$eq": ["$state", rank]})
            for state, rank in STATES.items()
            if state != "silent"
        },
    }


def two_answers(activity: Activity) -> set[str]:
    """The families in which one guardian says yes and one no for a child, where one is needed."""
    if not activity.one_answer:
        return set()
    said = {"activity_id": activity.id, "answer": {"$in": [Answer.YES.value, Answer.NO.value]}}
    pipeline: list[dict[str, Any]] = [
        {"$match": said},
        {"$unwind": "$student_ids"},
        {
            "$group": {
                "_id": "$student_ids",
                "answers": {"$addToSet": "$answer"},
                "families": {"$addToSet": "$family_key"},
            }
        },
        {"$match": {"answers": {"$size": 2}}},
    ]
    rows = Invitation._get_collection().aggregate(pipeline)
    return {key for row in rows for key in row["families"]}


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


def by_family(activity_id: str) -> list[dict[str, Any]]:
    """The stages that give the activity's families, each with its state."""
    return [
        {"$match": {"activity_id": activity_id}},
        {"$project": _STATE_FIELDS},
        {"$group": {"_id": "$family_key", **_family_state()}},
    ]


def _is(name: str, value: str) -> dict[str, Any]:
    return {"$eq": [f"${name}", str(value)]}


_COMES = {"$and": [_is("place", Place.SEAT), {"$not": ["$offered_until"]}]}
_IS_OFFERED = {"$and": [_is("place", Place.SEAT), "$offered_until"]}
_OTHERWISE = {"$and": ["$takes_part", {"$ne": ["$state", STATES["coming"]]}]}


def _family_state() -> dict[str, Any]:
    """Accumulators: ``state`` as a rank, ``reached`` 2 (yes), 1 (not known yet), 0 (no)."""
    state = _switch(
        (_COMES, STATES["coming"]),
        ({"$or": [_is("place", Place.WAITING), _IS_OFFERED]}, STATES["waiting"]),
        (_is("answer", Answer.HELP), STATES["help"]),
        (_is("answer", Answer.MAYBE), STATES["maybe"]),
        (_is("answer", Answer.NO), STATES["no"]),
        default=STATES["silent"],
    )
    seen = {"$or": [_is("reach", DeliveryStatus.DELIVERED), "$opened_at", "$answer"]}
    reached = _switch((seen, REACHED), ({"$in": ["$reach", _NOT_REACHED]}, UNREACHED), default=1)
    return {
        "state": {"$max": state},
        "reached": {"$max": reached},
        "takes_part": {"$max": {"$gt": ["$way", ""]}},
        "offered": {"$max": {"$cond": [_IS_OFFERED, True, False]}},
        "people": {"$sum": {"$cond": [_COMES, "$party", 0]}},
    }


def _count(condition: dict[str, Any]) -> dict[str, Any]:
    return {"$sum": {"$cond": [condition, 1, 0]}}


def _switch(*cases: tuple[Any, int], default: int) -> dict[str, Any]:
    branches = [{"case": case, "then": then} for case, then in cases]
    return {"$switch": {"branches": branches, "default": default}}
