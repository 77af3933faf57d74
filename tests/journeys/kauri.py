"""A school of a source of its own: a child, two guardians, a teacher; and what its feed tells next.

Every family of it is a new one, so that nobody else's demo district is touched.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from deploy.demo.awanui import DISTRICT
from deploy.demo.bundle import zipped
from deploy.demo.district import (
    District,
    Learning,
    LineItem,
    Mark,
    Org,
    Place,
    Scale,
    SchoolClass,
    Score,
    Term,
    User,
)
from deploy.demo.learning_files import marks_table
from shared import clock, ids
from tests import bundles
from tests.journeys.announcing import school_day
from tests.system import System
from tests.waiting import eventually

SCHOOL, CLASS, CHILD, TEACHER = "school-kauri", "class-kauri", "child", "teacher"
OFA, KARIM = "guardian-ofa", "guardian-karim"
_SCALE, _WORDS = "scale-kauri", ("Begun", "Sung by heart")
OLDER_WORK, NEW_WORK = "Counting shells", "Our boat in words"


@dataclass(frozen=True, kw_only=True)
class Kauri:
    """The family and its school, loaded; ``number`` is in everybody's name and address."""

    number: str
    system: System
    folder: Path

    @property
    def source(self) -> str:
        """The name of its feed."""
        return f"kauri-{self.number}"

    @property
    def school(self) -> str:
        """What the school is called."""
        return f"Kauri Point School {self.number}"

    def name(self, given_name: str) -> str:
        """How one of its people is called."""
        return f"{given_name} Taufa-{self.number}"

    def address(self, who: str) -> str:
        """Where one of its people gets mail."""
        return f"{who}.{self.number}@kauri.example"

    def load(self, files: bundles.Files) -> None:
        """Load a package by the command, as a district's scheduler does."""
        path = self.package(files)
        self.system.command("services.evaluation", "import", str(path), "--source", self.source)

    def package(self, files: bundles.Files) -> Path:
        """The files as a zip."""
        path = self.folder / f"{self.source}-{ids.new_id()[-6:]}.zip"
        path.write_bytes(zipped(files))
        return path

    def first_files(self) -> bundles.Files:
        """The roster, and a result of last week: nothing that a mail would tell of."""
        return bundles.make_files(self._district(scores=(_OLDER,)))

    def news_files(self) -> bundles.Files:
        """What is told later: two results of today, and that the child is away today."""
        new = replace(_OLDER, line_item="li-boat", score=19, scored_on=school_day(0))
        more = replace(new, line_item="li-song", score=2, word=_WORDS[1])
        files = bundles.make_files(self._district(scores=(_OLDER, new, more)))
        results = bundles.rows_of(files, "results.csv")
        rows = [_now(row) for row in results if row["lineItemSourcedId"] != _OLDER.line_item]
        changes = bundles.as_changes(files, {"results": rows})
        mark = Mark(student=CHILD, school=SCHOOL, on=school_day(0), category="absent")
        return changes | _table("tuhono.attendance.csv", *marks_table([mark]))

    def files_without(self, guardian: str) -> bundles.Files:
        """A change of the child's row: this guardian stands there no more."""
        files = self.first_files()
        [row] = [one for one in bundles.rows_of(files, "users.csv") if one["sourcedId"] == CHILD]
        agents = ",".join(one for one in (OFA, KARIM) if one != guardian)
        return bundles.as_changes(files, {"users": [_now(row | {"agentSourcedIds": agents})]})

    def files_restricting(self, guardian: str) -> bundles.Files:
        """Our own file's row on the two: a court says that the guardian may not."""
        columns = "studentSourcedId guardianSourcedId restriction"
        own = _table("tuhono.guardians.csv", columns, [(CHILD, guardian, "court order")])
        return bundles.as_changes(self.first_files(), {}) | own

    def _district(self, scores: tuple[Score, ...]) -> District:
        district = _empty_school()
        district.orgs.append(
            Org(sourced_id=SCHOOL, name=self.school, kind="school", parent=DISTRICT)
        )
        district.users += [
            self._user(TEACHER, "Tiaki", "teacher", languages=("en",)),
            self._user(OFA, "Ofa", "parent", languages=("en",)),
            self._user(KARIM, "Karim", "parent", languages=("ar",)),
            self._user(CHILD, "Malia", "student", agents=(OFA, KARIM), grades=("04",)),
        ]
        assert district.learning is not None
        district.learning.scores += scores
        return district

    def _user(self, sourced_id: str, given_name: str, role: str, **more: Any) -> User:
        return User(
            sourced_id=sourced_id,
            given_name=given_name,
            family_name=f"Taufa-{self.number}",
            role=role,
            orgs=(SCHOOL,),
            email="" if role == "student" else self.address(sourced_id),
            **more,
        )


def load_family(system: System, folder: Path) -> Kauri:
    """A new family at a new school, known to every service."""
    kauri = Kauri(number=ids.new_id()[-6:], system=system, folder=folder)
    kauri.load(kauri.first_files())
    org = system.database("evaluation")["roster_orgs"].find_one({"name": kauri.school})
    for service, collection in (
        ("evaluation", "roster_links"),
        ("messaging", "roster_guardian_links"),
        ("invitations", "roster_guardian_links"),
    ):
        both = partial(_knows_both, system.database(service)[collection], org["org_id"])
        eventually(both, what=f"both guardians in {service}")
    return kauri


def _knows_both(links: Any, school_id: str) -> bool:
    standing = {"school_id": school_id, "data_access": True}
    return bool(links.count_documents(standing) == len((OFA, KARIM)))


_OLDER = Score(
    line_item="li-shells",
    student=CHILD,
    status="fully graded",
    scored_on=school_day(-8),
    score=18,
)


def _empty_school() -> District:
    """The class and its work, nobody in it yet."""
    today = school_day(0)
    term = Term(
        sourced_id="term-kauri",
        title="Term",
        begins_on=today - timedelta(days=40),
        ends_before=today + timedelta(days=40),
    )
    return District(
        orgs=[
            Org(
                sourced_id=DISTRICT,
                name="Awanui Valley",
                kind="district",
                zone="Pacific/Auckland",
                languages=("en", "mi", "ar", "to", "sm", "zh", "hi"),
            )
        ],
        classes=[
            SchoolClass(
                sourced_id=CLASS, title="Kauri 1", school=SCHOOL, grades=("04",), teacher=TEACHER
            )
        ],
        places=[Place(school_class=CLASS, student=CHILD)],
        learning=Learning(
            terms=[term],
            scales=[
                Scale(sourced_id=_SCALE, title="Song", school_class=CLASS, words=_WORDS),
            ],
            line_items=[
                _work("li-shells", OLDER_WORK, -9),
                _work("li-boat", NEW_WORK, -1),
                replace(_work("li-song", "A song for the hall", -1), highest=2, scale=_SCALE),
            ],
        ),
    )


def _work(sourced_id: str, title: str, due: int) -> LineItem:
    return LineItem(
        sourced_id=sourced_id,
        school_class=CLASS,
        title=title,
        description="Made in class, shown at home.",
        category="check",
        assigned_on=school_day(due - 7),
        due_on=school_day(due),
        highest=20,
    )


def _now(row: bundles.Row) -> bundles.Row:
    """The row as a change of this moment."""
    moment = clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return row | {"status": "active", "dateLastModified": moment}


def _table(name: str, columns: str, rows: Any) -> bundles.Files:
    lines = [columns.split(), *rows]
    return {name: "".join(",".join(cells) + "\r\n" for cells in lines)}
