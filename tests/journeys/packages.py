"""OneRoster packages for journeys: the demo district with a family more, and broken ones."""

from dataclasses import replace
from pathlib import Path

from deploy.demo.awanui import KOWHAI, awanui_valley
from deploy.demo.bundle import files_of, zipped
from deploy.demo.district import District, Place, User

GUARDIAN, CHILD = "Sela Vea", "Lupe Vea"
SOURCE = "awanui-sis"


def with_new_family(number: str) -> District:
    """The demo district with Lupe in Room 7 and his mother Sela; ``number`` makes their ids."""
    district = _nothing_to_remark(awanui_valley())
    guardian, child = f"g-vea-{number}", f"s-vea-{number}"
    district.users += [
        User(
            sourced_id=guardian,
            given_name="Sela",
            family_name="Vea",
            role="parent",
            orgs=(KOWHAI,),
            email=f"sela.vea.{number}@families.example",
            languages=("to", "en"),
        ),
        User(
            sourced_id=child,
            given_name="Lupe",
            family_name="Vea",
            role="student",
            orgs=(KOWHAI,),
            grades=("04",),
            agents=(guardian,),
            languages=("en", "to"),
        ),
    ]
    district.places.append(Place(school_class="c-room-7", student=child))
    return district


def _nothing_to_remark(district: District) -> District:
    """The district without what an import rightly warns of: extra points, days told before."""
    if district.learning is not None:
        highest = {one.sourced_id: one.highest for one in district.learning.line_items}
        district.learning.marks = [one for one in district.learning.marks if not one.told_at]
        district.learning.scores = [
            replace(one, score=min(one.score or 0, highest[one.line_item])) if one.score else one
            for one in district.learning.scores
        ]
    return district


def clean_package(folder: Path, number: str) -> Path:
    """The district with the new family, nothing wrong in it."""
    return _written(folder / "awanui.zip", zipped(files_of(with_new_family(number))))


def package_with_bad_rows(folder: Path, number: str) -> Path:
    """The same with two rows that cannot be loaded: a date as people write it, a class unknown."""
    files = files_of(with_new_family(number))
    school = f"{KOWHAI},s-vea-{number},student"
    files["enrollments.csv"] += (
        f"e-bad-date,,,c-room-7,{school},,27/01/2026,\r\ne-bad-class,,,c-room-77,{school},,,\r\n"
    )
    return _written(folder / "awanui-rows.zip", zipped(files))


def cut_package(folder: Path) -> Path:
    """A zip of which the half arrived."""
    whole = zipped(files_of(awanui_valley()))
    return _written(folder / "awanui-half.zip", whole[: len(whole) // 2])


def package_in_another_encoding(folder: Path) -> Path:
    """A list of people saved by a spreadsheet in UTF-16."""
    files: dict[str, str | bytes] = {**files_of(awanui_valley())}
    files["users.csv"] = str(files["users.csv"]).encode("utf-16")
    return _written(folder / "awanui-utf16.zip", zipped(files))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
