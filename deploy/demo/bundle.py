"""Writing a district as a OneRoster CSV package, version 1.1 or 1.2, with our own files beside it.

The same district gives the same bytes. Source: design lms.md §1.2–1.6; CRLF and UTF-8 as RFC 4180
asks.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from deploy.demo import learning_files
from deploy.demo.district import District, Mark, User
from deploy.demo.synthetic import make_district

Version = Literal["1.1", "1.2"]
Cells = Sequence[str]

_YEAR = "session-2026"
_EPOCH = (2026, 1, 1, 0, 0, 0)
_FILES_1_1 = [
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
]
_FILES_1_2 = [
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
]
# 1.1 has fewer words.
_ROLES_1_1 = {"principal": "administrator", "districtAdministrator": "administrator"}


def write_bundle(path: Path, *, students: int, version: Version = "1.2", seed: int = 1) -> None:
    """Write a made-up district of so many students to a zip at ``path``."""
    write_district(path, make_district(students, seed), version)


def write_district(path: Path, district: District, version: Version = "1.2") -> None:
    """Write the district to a zip at ``path``."""
    path.write_bytes(zipped(files_of(district, version)))


def files_of(district: District, version: Version = "1.2") -> dict[str, str]:
    """The package's files as text, by name."""
    tables: dict[str, tuple[str, Iterator[Cells]]] = {
        "orgs": ("name type identifier parentSourcedId", _orgs(district)),
        "academicSessions": (
            "title type startDate endDate parentSourcedId schoolYear",
            _sessions(district, version),
        ),
        "courses": (
            "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
            _courses(district),
        ),
        "classes": (
            "title grades courseSourcedId classCode classType location schoolSourcedId"
            " termSourcedIds subjects subjectCodes periods",
            _classes(district),
        ),
        "users": _users(district, version),
        "enrollments": (
            "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
            _enrollments(district),
        ),
    }
    if version == "1.2":
        columns = "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"
        tables["roles"] = (columns, _roles(district))
    tables |= {
        name: (columns, iter(rows))
        for name, (columns, rows) in learning_files.gradebook(district, version).items()
    }
    files = {
        f"{name}.csv": _csv(f"sourcedId status dateLastModified {columns}", rows)
        for name, (columns, rows) in tables.items()
    }
    files["tuhono.people.csv"] = _csv("userSourcedId languages preferredName", _people(district))
    files["tuhono.orgs.csv"] = _csv("orgSourcedId zone languages", _org_settings(district))
    if district.bonds:
        columns = (
            "studentSourcedId guardianSourcedId relation livesWith contactPriority restriction"
        )
        files["tuhono.guardians.csv"] = _csv(columns, _bonds(district))
    for name, (columns, rows) in learning_files.attendance(district).items():
        files[f"{name}.csv"] = _csv(columns, rows)
    return {"manifest.csv": manifest(version, dict.fromkeys(tables, "bulk")), **files}


def attendance_only(marks: Iterable[Mark], version: Version = "1.2") -> dict[str, str]:
    """A package that tells nothing but attendance."""
    columns, rows = learning_files.marks_table(marks)
    return {"manifest.csv": manifest(version, {}), "tuhono.attendance.csv": _csv(columns, rows)}


def manifest(version: Version, modes: dict[str, str]) -> str:
    """The manifest that lists these files with their modes, and all others as absent."""
    names = sorted(_FILES_1_1 + (_FILES_1_2 if version == "1.2" else []))
    rows = [("manifest.version", "1.0"), ("oneroster.version", version)]
    rows += [(f"file.{name}", modes.get(name, "absent")) for name in names]
    rows += [("source.systemName", "Awanui SIS"), ("source.systemCode", "awanui")]
    return _csv("propertyName value", iter(rows))


def zipped(files: dict[str, str | bytes] | dict[str, str]) -> bytes:
    """A zip of the files; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def _csv(columns: str, rows: Iterable[Cells]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns.split())
    writer.writerows(rows)
    return text.getvalue()


def _sessions(district: District, version: Version) -> Iterator[Cells]:
    yield _YEAR, "", "", "2026", "schoolYear", "2026-01-27", "2027-01-26", "", "2026"
    yield from learning_files.terms(district, _YEAR, version)


def _orgs(district: District) -> Iterator[Cells]:
    for org in district.orgs:
        yield org.sourced_id, "", "", org.name, org.kind, "", org.parent


def _courses(district: District) -> Iterator[Cells]:
    for org in district.orgs:
        if org.kind == "school":
            yield (
                f"course-{org.sourced_id}",
                "",
                "",
                _YEAR,
                org.name,
                "",
                "",
                org.sourced_id,
                "",
                "",
            )


def _classes(district: District) -> Iterator[Cells]:
    for one in district.classes:
        kind = "homeroom" if one.is_homeroom else "scheduled"
        course, grades = f"course-{one.school}", ",".join(one.grades)
        start = (one.sourced_id, "", "", one.title, grades, course, "", kind, "", one.school)
        yield *start, _YEAR, "", "", ""


def _users(district: District, version: Version) -> tuple[str, Iterator[Cells]]:
    if version == "1.1":
        columns = "orgSourcedIds role username userIds"
        own: Callable[[User], Cells] = lambda user: (  # noqa: E731
            ",".join(user.orgs),
            _ROLES_1_1.get(user.role, user.role),
            user.sourced_id,
            "",
        )
        last = "grades password"
        blanks = 1
    else:
        columns = "username userIds"
        own = lambda user: (user.sourced_id, "")  # noqa: E731
        last = (
            "grades password userMasterIdentifier preferredGivenName preferredMiddleName"
            " preferredFamilyName primaryOrgSourcedId pronouns"
        )
        blanks = 7
    names = "givenName familyName middleName identifier email sms phone agentSourcedIds"
    rows = (
        (
            *(user.sourced_id, "", "", "true", *own(user)),
            *(user.given_name, user.family_name, "", "", user.email, user.sms, ""),
            *(",".join(user.agents), ",".join(user.grades), *([""] * blanks)),
        )
        for user in district.users
    )
    return f"enabledUser {columns} {names} {last}", rows


def _roles(district: District) -> Iterator[Cells]:
    for user in district.users:
        for org in user.orgs:
            identifier = f"r-{user.sourced_id}-{org}"
            yield identifier, "", "", user.sourced_id, "primary", user.role, "", "", org, ""


def _enrollments(district: District) -> Iterator[Cells]:
    schools = {one.sourced_id: one.school for one in district.classes}
    for one in district.classes:
        identifier = f"e-{one.sourced_id}-{one.teacher}"
        yield identifier, "", "", one.sourced_id, one.school, one.teacher, "teacher", "true", "", ""
    for place in district.places:
        identifier = f"e-{place.school_class}-{place.student}"
        school = schools[place.school_class]
        start = (identifier, "", "", place.school_class, school, place.student)
        yield *start, "student", "", "", ""


def _people(district: District) -> Iterator[Cells]:
    for user in district.users:
        yield user.sourced_id, ",".join(user.languages), user.preferred_name


def _bonds(district: District) -> Iterator[Cells]:
    for one in district.bonds:
        pair = (one.student, one.guardian, one.relation)
        yield *pair, one.lives_with, one.priority, one.restriction


def _org_settings(district: District) -> Iterator[Cells]:
    for org in district.orgs:
        if org.zone or org.languages:
            yield org.sourced_id, org.zone, ",".join(org.languages)
