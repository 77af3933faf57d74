"""Whether a row makes sense beside the others, though each of its cells is good.

Nothing here keeps a row out unless the package is read strictly. Two rules that others have had are
left out on purpose, since official sets break them: that a class's term lies in the course's year,
and that a place in class is of the role that ``roles.csv`` tells. Source: design lms.md §1.9.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from services.evaluation.feeds.oneroster.facts import JOINT, Facts
from services.evaluation.feeds.oneroster.rows import Read
from services.evaluation.roster.changes import Value

Judge = Callable[[Read, Facts], None]
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CLASS, _USER, _ORG = "classSourcedId", "userSourcedId", "orgSourcedId"


def judge(kind: str, read: Read, facts: Facts) -> None:
    """Note what is odd about the rows of a batch."""
    for one in _JUDGES.get(kind, ()):
        one(read, facts)


def _is_of_type(column: str, kind: str, expected: str, code: str) -> Judge:
    def check(read: Read, facts: Facts) -> None:
        if facts.is_told(kind):
            cells = _column(read, column)
            types = facts.notes(kind, set(cells))
            wrong = {one for one in set(cells) if types.get(str(one), expected) != expected}
            for at, cell in enumerate(cells) if wrong else ():
                if cell in wrong:
                    _note(read, at, code, column)

    return check


def _dates(begin: str, end: str) -> Judge:
    def check(read: Read, _: Facts) -> None:
        ends = _column(read, end)
        if not any(ends):
            return
        for at, (first, last) in enumerate(zip(_column(read, begin), ends, strict=True)):
            if first and last and str(last) < str(first):
                _note(read, at, "dates_reversed", end)

    return check


def _subjects(read: Read, _: Facts) -> None:
    pairs = zip(_column(read, "subjects"), _column(read, "subjectCodes"), strict=True)
    for at, (names, codes) in enumerate(pairs):
        if names and codes and len(names) != len(codes):
            _note(read, at, "subjects_differ", "subjectCodes")


def _profile(read: Read, facts: Facts) -> None:
    profiles = _column(read, "userProfileSourcedId")
    if any(profiles) and facts.is_told("userProfiles"):
        owners = facts.notes("userProfiles", profiles)
        for at, (user, profile) in enumerate(zip(_column(read, _USER), profiles, strict=True)):
            if owners.get(str(profile), user) != user:
                _note(read, at, "user_profile_user_mismatch", "userProfileSourcedId")


def _primary_roles(read: Read, facts: Facts) -> None:
    primary = [at for at, one in enumerate(_column(read, "roleType")) if one == "primary"]
    joined = facts.pairs_in(read, _USER, _ORG)
    pairs, rows = [joined[at] for at in primary], [read.numbers[at] for at in primary]
    for position, _ in facts.pairs("roleType", _ORG).add(pairs, rows, rows):
        _note(read, primary[position], "multiple_primary_roles_for_user_org", "roleType")


def _range(read: Read, _: Facts) -> None:
    bounds = zip(_column(read, "resultValueMin"), _column(read, "resultValueMax"), strict=True)
    for at, (lowest, highest) in enumerate(bounds):
        if lowest and highest and _number(lowest) > _number(highest):
            _note(read, at, "invalid_score_range", "resultValueMax")


def _results(read: Read, facts: Facts) -> None:
    """A result's score, class and student, by what its line item says."""
    if not facts.is_told("lineItems"):
        return
    items = _column(read, "lineItemSourcedId")
    notes = facts.notes("lineItems", set(items))
    parts = {one: notes.get(str(one), JOINT * 2).split(JOINT) for one in set(items)}
    told = [parts[one] for one in items]
    for at, (score, (_, lowest, highest)) in enumerate(
        zip(_column(read, "score"), told, strict=True)
    ):
        if not score:
            continue
        if lowest and _number(score) < _number(lowest):
            _note(read, at, "score_below_min", "score")
        elif highest and _number(score) > _number(highest):
            _note(read, at, "score_above_max", "score")
    classes = [one[0] for one in told]
    for at, (mine, its) in enumerate(zip(_column(read, _CLASS), classes, strict=True)):
        if mine and its and mine != its:
            _note(read, at, "result_class_mismatch", _CLASS)
    code = "result_student_not_enrolled"
    _check_enrolled(read, facts, classes, "studentSourcedId", code)


def _objective(read: Read, _: Facts) -> None:
    columns = (_column(read, name) for name in ("source", "learningObjectiveId"))
    for at, (source, objective) in enumerate(zip(*columns, strict=True)):
        if source == "case" and not _UUID.fullmatch(str(objective)):
            _note(read, at, "invalid_case_learning_objective_id", "learningObjectiveId")


def _user_resources(read: Read, facts: Facts) -> None:
    classes, orgs = _column(read, _CLASS), _column(read, _ORG)
    if facts.is_told("classes"):
        schools = facts.notes("classes", set(classes))
        for at, (one, org) in enumerate(zip(classes, orgs, strict=True)):
            if one and org and schools.get(str(one), org) != org:
                _note(read, at, "user_resource_class_org_mismatch", _ORG)
    code = "user_resource_user_not_enrolled"
    _check_enrolled(read, facts, [str(one or "") for one in classes], _USER, code)
    if facts.is_told("roles", "resources"):
        _check_resource_roles(read, facts)


def _check_resource_roles(read: Read, facts: Facts) -> None:
    resources = _column(read, "resourceSourcedId")
    roles_of = facts.notes("resources", set(resources))
    wanted: dict[int, list[str]] = {}
    for at, (user, one) in enumerate(zip(_column(read, _USER), resources, strict=True)):
        roles = [role for role in roles_of.get(str(one), "").split(",") if role]
        if roles:
            wanted[at] = [f"{user}{JOINT}{role}" for role in roles]
    missing = facts.missing_pairs(
        _USER, "role", {one for pairs in wanted.values() for one in pairs}
    )
    for at, pairs in wanted.items():
        if missing.issuperset(pairs):
            _note(read, at, "resource_role_mismatch", "resourceSourcedId")


def _check_enrolled(
    read: Read, facts: Facts, classes: Sequence[str], column: str, code: str
) -> None:
    if not facts.is_told("enrollments"):
        return
    people = _column(read, column)
    pairs = [
        f"{one}{JOINT}{user}" if one else "" for one, user in zip(classes, people, strict=True)
    ]
    missing = facts.missing_pairs(_CLASS, _USER, set(pairs) - {""})
    for at, pair in enumerate(pairs) if missing else ():
        if pair in missing:
            _note(read, at, code, column)


def without_primary_role(facts: Facts, users: Mapping[str, str]) -> Iterator[str]:
    """Those of the users, each with the org called primary, who have no role there."""
    pairs = {f"{user}{JOINT}{org}": user for user, org in users.items() if org}
    for pair in facts.missing_pairs(_USER, _ORG, pairs):
        yield pairs[pair]


def _column(read: Read, name: str) -> Sequence[Value | None]:
    return read.columns.get(name) or [""] * len(read)


def _number(value: Value) -> float:
    return float(value) if isinstance(value, str) else 0.0


def _note(read: Read, at: int, code: str, column: str) -> None:
    if at not in read.bad and at not in read.deleted:
        read.note(at, code, column)


_school = _is_of_type("schoolSourcedId", "orgs", "school", "org_type_mismatch")
_WRONG_SESSION = "academic_session_type_mismatch"
_JUDGES: Mapping[str, tuple[Judge, ...]] = {
    "academicSessions": (_dates("startDate", "endDate"),),
    "courses": (
        _is_of_type("schoolYearSourcedId", "academicSessions", "schoolYear", _WRONG_SESSION),
        _subjects,
    ),
    "classes": (_school, _subjects),
    "roles": (_dates("beginDate", "endDate"), _profile, _primary_roles),
    "enrollments": (_school, _dates("beginDate", "endDate")),
    "lineItems": (
        _school,
        _is_of_type("gradingPeriodSourcedId", "academicSessions", "gradingPeriod", _WRONG_SESSION),
        _range,
    ),
    "results": (_results,),
    "lineItemLearningObjectiveIds": (_objective,),
    "resultLearningObjectiveIds": (_objective,),
    "userResources": (_user_resources,),
}
