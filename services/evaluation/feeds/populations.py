"""Which orgs and groups of people records belong to, and how many of each there are.

Source: design lms.md §8 rules 1 (org set) and 2 (thresholds).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from services.evaluation.feeds.rules import (
    EVERYBODY,
    STAFF,
    STUDENTS,
    Loss,
    SourceSettings,
    group_of,
    held_populations,
    populations_of,
)
from services.evaluation.roster.stored import (
    Row,
    count_active,
    count_active_by,
    count_active_owned,
    fields_of,
    records_referring_to,
    users_in,
)

Place = tuple[str, str]
"""A group of people and an org; either may be blank."""

ORG_COLUMNS = {
    "courses": "orgSourcedId",
    "classes": "schoolSourcedId",
    "roles": "orgSourcedId",
    "enrollments": "schoolSourcedId",
    "lineItems": "schoolSourcedId",
    "scoreScales": "orgSourcedId",
}
"""Where a record says which org it belongs to; 1.1 leaves some of them out."""
_USER_COLUMNS = {
    "agents": "userSourcedId",
    "userProfiles": "userSourcedId",
    "userResources": "userSourcedId",
    "results": "studentSourcedId",
}
_CLASS_COLUMNS = {"lineItems": "classSourcedId", "classResources": "classSourcedId"}
_SAME_ID_AS_USER = frozenset({"users", "demographics"})


def places_of(source: str, kind: str, rows: Mapping[str, Row]) -> dict[str, list[Place]]:
    """Where each of the stored records stands; an empty list where nothing says so."""
    if kind in _SAME_ID_AS_USER or kind in _USER_COLUMNS:
        return _by_user(source, kind, rows)
    column = ORG_COLUMNS.get(kind, "")
    found = {one: _own_place(kind, row["fields"], column) for one, row in rows.items()}
    if kind in _CLASS_COLUMNS:
        _add_by_class(source, _CLASS_COLUMNS[kind], rows, found)
    return found


def too_many(
    source: str,
    kind: str,
    missing: Mapping[str, int],
    *,
    settings: SourceSettings,
    orgs: Collection[str],
) -> dict[str, int]:
    """The populations that lose too many, the widest first, with how many each has.

    ``missing``: by population. ``orgs``: what the package speaks for.
    """
    suspects = [name for name, number in missing.items() if number > settings.deactivation_floor]
    if not suspects:
        return {}
    active = _active_in(source, kind, suspects, orgs)
    losses = {
        name: Loss(missing=missing[name], active=active.get(name, missing[name]))
        for name in suspects
    }
    return {name: losses[name].active for name in held_populations(losses, settings)}


def _own_place(kind: str, fields: Mapping[str, object], column: str) -> list[Place]:
    org = str(fields.get(column, "")) if column else ""
    if not org:
        return []
    role = str(fields.get("role", ""))
    if kind == "roles":
        return [(group_of(role), org)]
    if kind == "enrollments":
        return [(STUDENTS if role == "student" else STAFF, org)]
    return [("", org)]


def _by_user(source: str, kind: str, rows: Mapping[str, Row]) -> dict[str, list[Place]]:
    column = _USER_COLUMNS.get(kind)
    user_of = {
        one: str(row["fields"].get(column, "")) if column else one for one, row in rows.items()
    }
    places: dict[str, list[Place]] = {}
    former: dict[str, list[Place]] = {}
    for role in records_referring_to(source, "roles", set(user_of.values())):
        fields = role["fields"]
        # Relations and marks are judged by school alone: both ends of a link share it.
        group = group_of(fields["role"]) if column is None else ""
        found = places if role["is_active"] else former
        found.setdefault(fields["userSourcedId"], []).append((group, fields["orgSourcedId"]))
    # Who leaves has lost the role before the rest is looked at, and is judged by where it was.
    return {one: places.get(user) or former.get(user, []) for one, user in user_of.items()}


def _add_by_class(
    source: str, column: str, rows: Mapping[str, Row], found: dict[str, list[Place]]
) -> None:
    class_of = {one: str(rows[one]["fields"].get(column, "")) for one in rows if not found[one]}
    classes = fields_of(source, "classes", set(class_of.values()))
    for one, school_class in class_of.items():
        if school_class in classes:
            found[one] = [("", str(classes[school_class]["fields"]["schoolSourcedId"]))]


def _active_in(
    source: str, kind: str, populations: Sequence[str], orgs: Collection[str]
) -> dict[str, int]:
    """How many active records these populations have; those that cannot be told are left out."""
    counted_in = "roles" if kind in _SAME_ID_AS_USER else kind
    if kind == "agents":
        return _agents_in(source, populations) | {EVERYBODY: count_active(source, kind)}
    column = ORG_COLUMNS.get(counted_in)
    if column is None:
        return {EVERYBODY: count_active(source, kind)}
    found: Counter[str] = Counter()
    for (role, org), number in count_active_by(source, counted_in, "role", column).items():
        places = _own_place(counted_in, {"role": role, column: org}, column)
        if org in orgs:
            found.update(dict.fromkeys(populations_of(places), number))
    if counted_in != kind:
        # Who has roles in two schools is counted in both, and is one person all the same.
        found[EVERYBODY] = min(found[EVERYBODY], count_active(source, kind))
    return dict(found)


def _agents_in(source: str, populations: Iterable[str]) -> dict[str, int]:
    orgs = {name.partition("@")[2]: name for name in populations if name != EVERYBODY}
    people = users_in(source, orgs)
    return {
        name: count_active_owned(source, "agents", people.get(org, ()))
        for org, name in orgs.items()
    }
