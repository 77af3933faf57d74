"""A school of its own source, whose packages can be cut short without touching other journeys."""

from dataclasses import replace
from pathlib import Path

from deploy.demo.awanui import DISTRICT
from deploy.demo.bundle import write_district
from deploy.demo.district import District, Org, Place, SchoolClass, User

NAME = "Rimu Road School"
SCHOOL = "school-rimu"
CHILDREN = 20
CONTACTS = tuple(f"contact-{number}" for number in range(7))


def package(folder: Path, *, children: int = CHILDREN) -> Path:
    """The school with its first so many children; each has a guardian."""
    path = folder / f"rimu-{children}.zip"
    write_district(path, _district(children))
    return path


def package_with_gaps(folder: Path) -> Path:
    """A child alone, a guardian whom no message reaches, and a child with seven guardians."""
    district = _district(2)
    district.users += [
        _user("alone", "Hemi", "student"),
        _user("crowded", "Tavita", "student", agents=CONTACTS),
        _user("quiet", "Losa", "student", agents=("silent",)),
        replace(_user("silent", "Pele", "parent"), email=""),
        *(_user(one, f"Contact {one[-1]}", "parent") for one in CONTACTS),
    ]
    path = folder / "rimu-gaps.zip"
    write_district(path, district)
    return path


def _district(children: int) -> District:
    numbers = range(children)
    return District(
        orgs=[
            Org(
                sourced_id=DISTRICT,
                name="Awanui Valley",
                kind="district",
                zone="Pacific/Auckland",
                languages=("en", "mi", "ar", "to", "sm", "zh", "hi"),
            ),
            Org(sourced_id=SCHOOL, name=NAME, kind="school", parent=DISTRICT),
        ],
        classes=[
            SchoolClass(
                sourced_id="class-rimu",
                title="Rimu 1",
                school=SCHOOL,
                grades=("04",),
                teacher="rimu-teacher",
            )
        ],
        users=[
            _user("rimu-teacher", "Ripeka", "teacher"),
            _user("rimu-leader", "Wiremu", "principal"),
            *(_user(f"parent-{one}", f"Parent {one}", "parent") for one in numbers),
            *(
                _user(f"child-{one}", f"Child {one}", "student", (f"parent-{one}",))
                for one in numbers
            ),
        ],
        places=[Place(school_class="class-rimu", student=f"child-{one}") for one in numbers],
    )


def _user(sourced_id: str, name: str, role: str, agents: tuple[str, ...] = ()) -> User:
    return User(
        sourced_id=sourced_id,
        given_name=name,
        family_name="Rimu",
        role=role,
        orgs=(SCHOOL,),
        agents=agents,
        email="" if role == "student" else f"{sourced_id}@rimu.example",
    )
