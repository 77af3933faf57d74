"""Which stored records a full set leaves out, within what the package speaks for.

A feed for school A never touches school B or another source. Source: design lms.md §8 rule 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.evaluation.feeds.models import FeedHold
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.populations import Place, places_of
from services.evaluation.feeds.rules import populations_of
from services.evaluation.roster.stored import Row, active_after, active_ids, fields_of

IDS_READ_AT_ONCE = 10_000
MISSING_AT_ONCE = 1_000

NOT_CLEAN, HELD_WITH, TOO_MANY, MANY_CHANGES, ORG, IDS_CHANGED = (
    "not-clean",
    "held-with",
    "too-many",
    "many-changes",
    "org",
    "ids-changed",
)
"""Why a record is held."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Missing records found in one go: identifier to its populations and what it refers to."""

    populations: Mapping[str, list[str]]
    rows: Mapping[str, Row]
    after: str
    is_last: bool


def missing_after(source: str, check: Check, checked: Checked, after: str) -> Missing:
    """The next missing records of the stream's kind, from those stored after this identifier."""
    kind = checked.stream.kind
    stored = active_after(source, kind, after, IDS_READ_AT_ONCE)
    present = checked.present_among(stored) if stored else set()
    missing = [one for one in stored if one not in present]
    is_last = len(stored) < IDS_READ_AT_ONCE and len(missing) <= MISSING_AT_ONCE
    if len(missing) > MISSING_AT_ONCE:
        missing = missing[:MISSING_AT_ONCE]
        stored = missing
    rows = fields_of(source, kind, missing) if missing else {}
    places = places_of(source, kind, rows) if rows else {}
    spoken = _spoken_for(source, check, checked, rows, places) if rows else set()
    return Missing(
        populations={one: populations_of(places[one]) for one in missing if one in spoken},
        rows={one: rows[one] for one in missing if one in spoken},
        after=stored[-1] if stored else after,
        is_last=is_last,
    )


def present_orgs(source: str, check: Check) -> set[str]:
    """Those of the stored orgs that the package tells of."""
    orgs = check.checked("orgs")
    return orgs.present_among(active_ids(source, "orgs")) if orgs is not None else set()


def reason_to_hold_all(check: Check, checked: Checked) -> str:
    """Why nothing of this kind may end with nobody looking; blank when some of it may.

    Not when the stream is no clean full set, nor when a file it refers to is none. And no file
    closes a school.
    """
    columns = checked.stream.table.columns
    kinds = {checked.stream.kind, checked.stream.table.name}
    kinds |= {column.refers_to for column in columns}
    streams = [one for one in check.streams if one.stream.kind in kinds]
    is_clean = all(one.may_end_the_absent or one.as_changes for one in streams)
    if not is_clean:
        return NOT_CLEAN
    return ORG if checked.stream.kind == "orgs" else ""


def held_beside(run_id: str, checked: Checked, rows: Mapping[str, Row]) -> set[str]:
    """Those of the missing that refer to what the run holds: they would be lost without it."""
    targets: dict[str, set[str]] = {}
    for one, row in rows.items():
        for kind, name in _references(checked):
            value = row["fields"].get(name, "")
            for target in value if isinstance(value, list) else [value]:
                targets.setdefault(f"{run_id}/{kind}/{target}", set()).add(one)
    if not targets:
        return set()
    found = FeedHold._get_collection().find({"_id": {"$in": list(targets)}}, {"_id": 1})
    return {one for hold in found for one in targets[hold["_id"]]}


def _references(checked: Checked) -> list[tuple[str, str]]:
    if checked.stream.kind == "agents":
        return [("users", "userSourcedId"), ("users", "agentSourcedId")]
    # An org that is not in the package is not spoken for, and neither is what belongs to it.
    return [
        (column.refers_to, column.name)
        for column in checked.stream.table.columns
        if column.refers_to and column.refers_to not in {"orgs", checked.stream.kind}
    ]


def _spoken_for(
    source: str,
    check: Check,
    checked: Checked,
    rows: Mapping[str, Row],
    places: Mapping[str, list[Place]],
) -> set[str]:
    """Those of the missing that lie in the package's orgs, or stood in one of its rows."""
    if not checked.stream.is_first:
        owners = checked.whole or checked
        present = owners.present_among({row["owner"] for row in rows.values()})
        return {one for one, row in rows.items() if row["owner"] in present}
    if checked.stream.kind == "orgs":
        return set(rows)
    own = present_orgs(source, check)
    covers_all = active_ids(source, "orgs") <= own
    return {
        one
        for one in rows
        if (all(org in own for _, org in places[one]) if places[one] else covers_all)
    }
