"""Small OneRoster packages for tests: a made-up district, and ways to bend it."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from deploy.demo.bundle import Version, files_of, manifest, zipped
from deploy.demo.district import District, Org, Place, SchoolClass, User

DISTRICT, NORTH, SOUTH = "district", "school-north", "school-south"
Files = dict[str, str | bytes]
Row = dict[str, str]


def make_small_district() -> District:
    """Two schools; Ana's child Ben is in the north, her child Cleo in the south."""
    district = District(
        orgs=[
            Org(sourced_id=DISTRICT, name="District", kind="district", zone="Pacific/Auckland"),
            Org(sourced_id=NORTH, name="North School", kind="school", parent=DISTRICT),
            Org(sourced_id=SOUTH, name="South School", kind="school", parent=DISTRICT),
        ],
        classes=[
            make_class("north-1", NORTH, teacher="teacher-north"),
            make_class("south-1", SOUTH, teacher="teacher-south"),
        ],
        users=[
            make_user("teacher-north", "teacher", NORTH),
            make_user("teacher-south", "teacher", SOUTH),
            make_user("leader-north", "principal", NORTH),
            make_user("leader-district", "districtAdministrator", DISTRICT),
            make_user("ana", "parent", NORTH, SOUTH, email="ana@home.example", languages=("mi",)),
            make_user("ben", "student", NORTH, agents=("ana",)),
            make_user("cleo", "student", SOUTH, agents=("ana",)),
        ],
        places=[
            Place(school_class="north-1", student="ben"),
            Place(school_class="south-1", student="cleo"),
        ],
    )
    return district


def make_user(sourced_id: str, role: str, *orgs: str, **changes: Any) -> User:
    """A person named after the identifier."""
    user = User(
        sourced_id=sourced_id,
        given_name=sourced_id.title(),
        family_name="Tester",
        role=role,
        orgs=orgs,
    )
    return replace(user, **changes)


def make_class(sourced_id: str, school: str, *, teacher: str) -> SchoolClass:
    """A class of year 4."""
    return SchoolClass(
        sourced_id=sourced_id, title=sourced_id, school=school, grades=("04",), teacher=teacher
    )


def with_students(district: District, number: int, school: str = NORTH) -> District:
    """The district with so many more students in a school, each with a place in class."""
    one = next(each for each in district.classes if each.school == school)
    for position in range(number):
        sourced_id = f"student-{position}"
        district.users.append(make_user(sourced_id, "student", school))
        district.places.append(Place(school_class=one.sourced_id, student=sourced_id))
    return district


def without_users(district: District, *sourced_ids: str) -> District:
    """The district without these people, their places, and what names them as guardians."""
    kept = [user for user in district.users if user.sourced_id not in sourced_ids]
    return District(
        orgs=district.orgs,
        classes=district.classes,
        users=[
            replace(user, agents=tuple(one for one in user.agents if one not in sourced_ids))
            for user in kept
        ],
        places=[place for place in district.places if place.student not in sourced_ids],
    )


def make_files(district: District | None = None, version: Version = "1.2") -> Files:
    """A package's files by name."""
    return dict(files_of(district or make_small_district(), version))


def write_package(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """A zip of the files at ``path``."""
    path.write_bytes(zipped(dict(files)))
    return path


def edit_rows(files: Files, name: str, change: Callable[[list[Row]], list[Row]]) -> Files:
    """The files with one of them rewritten, row by row, columns kept."""
    text = files[name]
    assert isinstance(text, str)
    reader = csv.DictReader(io.StringIO(text))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=reader.fieldnames or [])
    writer.writeheader()
    writer.writerows(change(list(reader)))
    return {**files, name: out.getvalue()}


def edit_row(files: Files, name: str, sourced_id: str, **cells: str) -> Files:
    """The files with some cells of one row set."""

    def change(rows: list[Row]) -> list[Row]:
        return [row | cells if next(iter(row.values())) == sourced_id else row for row in rows]

    return edit_rows(files, name, change)


def as_changes(files: Files, names: Mapping[str, list[Row]], version: Version = "1.2") -> Files:
    """A package of changes: these rows of these files, columns as in ``files``."""
    changed: Files = {"manifest.csv": manifest(version, dict.fromkeys(names, "delta"))}
    for name, rows in names.items():
        file = f"{name}.csv"
        changed[file] = edit_rows(files, file, lambda _, new=rows: new)[file]  # type: ignore[misc]
    return changed


def rows_of(files: Files, name: str) -> list[Row]:
    """One file's rows."""
    text = files[name]
    assert isinstance(text, str)
    return list(csv.DictReader(io.StringIO(text)))
