"""Which stored records a full set leaves out, within what the package speaks for.

A feed for school A never touches school B or another source. Source: design lms.md §8 rule 1.
"""

from collections.abc import Collection
from dataclasses import dataclass

from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.roster.changes import must_be_held
from services.evaluation.roster.stored import active_ids, fields_of, records_referring_to

# Where a record says which org it belongs to.
_ORG_COLUMNS = {
    "courses": "orgSourcedId",
    "classes": "schoolSourcedId",
    "roles": "orgSourcedId",
    "enrollments": "schoolSourcedId",
}


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Active records that the package leaves out, of how many it speaks for."""

    sourced_ids: list[str]
    active: int


def absent_of(source: str, check: Check, checked: Checked) -> Absent:
    """What the stream leaves out of what is stored of its kind."""
    kind = checked.stream.kind
    active = active_ids(source, kind)
    missing = active - checked.present.keys()
    if missing:
        missing = _spoken_for(source, check, checked, missing)
    still_there = len(active & checked.present.keys())
    return Absent(sourced_ids=sorted(missing), active=still_there + len(missing))


def may_be_ended(check: Check, checked: Checked, absent: Absent, held: Collection[str]) -> bool:
    """Whether the absent may end with nobody looking.

    Not when the stream is no clean full set, nor when a file it refers to is none or is held: who
    loses every role is gone as well. Not when they are too many. And no file closes a school.
    """
    kind = checked.stream.kind
    columns = checked.stream.table.columns
    kinds = {kind, checked.stream.table.name, *(column.refers_to for column in columns)}
    streams = [one for one in check.streams if one.stream.kind in kinds]
    is_clean = all(one.may_end_the_absent or one.as_changes for one in streams)
    is_held = bool(kinds & (set(held) - {"orgs"}))
    is_too_many = must_be_held(len(absent.sourced_ids), absent.active)
    return is_clean and not is_held and not is_too_many and kind != "orgs"


def _spoken_for(
    source: str, check: Check, checked: Checked, missing: frozenset[str]
) -> frozenset[str]:
    """Those of the missing that lie in the package's orgs, or stood in one of its rows."""
    kind = checked.stream.kind
    orgs = check.checked("orgs")
    present_orgs = frozenset(orgs.present) if orgs else frozenset()
    if not checked.stream.is_first:
        users = check.checked(checked.stream.table.name)
        owners = frozenset(users.present) if users else frozenset()
        return frozenset(one for one in missing if one.partition("|")[0] in owners)
    if kind == "orgs":
        return missing
    if kind == "users":
        orgs_of = _orgs_of_users(source, missing)
    elif kind in _ORG_COLUMNS:
        column = _ORG_COLUMNS[kind]
        rows = fields_of(source, kind, missing)
        orgs_of = {one: {str(row["fields"][column])} for one, row in rows.items()}
    else:
        orgs_of = {}
    covers_all = active_ids(source, "orgs") <= present_orgs
    return frozenset(
        one for one in missing if (orgs_of[one] <= present_orgs if orgs_of.get(one) else covers_all)
    )


def _orgs_of_users(source: str, users: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in records_referring_to(source, "roles", users):
        if row["is_active"]:
            found.setdefault(row["fields"]["userSourcedId"], set()).add(
                row["fields"]["orgSourcedId"]
            )
    return found
