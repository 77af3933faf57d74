"""Districts of any size for benches: the same one for the same number of students and seed."""

from random import Random

from deploy.demo.district import District, Org, SchoolClass, User
from deploy.demo.families import Seat, add_family, address
from deploy.demo.names import FAMILY, GIVEN, LANGUAGES

STUDENTS_PER_SCHOOL = 600
STUDENTS_PER_CLASS = 25
_SUBJECTS = ("English", "Mathematics", "Science", "Social studies")
_ROOT = "district-1"


def make_district(students: int, seed: int) -> District:
    """A district with about so many students in schools of some 600, and their families."""
    dice = Random(seed)  # noqa: S311  # nosec B311 (made-up people)
    district = District(orgs=[_root()])
    seats = [
        seat
        for number in range(1, -(-students // STUDENTS_PER_SCHOOL) + 1)
        for seat in _add_school(district, dice, number)
    ]
    placed = family = 0
    while placed < students:
        family += 1
        count = min(dice.choice((1, 1, 2, 2, 3)), students - placed)
        chosen = dice.sample(seats, count) if count <= len(seats) else [seats[0]]
        language = dice.choice(LANGUAGES)
        add_family(district, dice, number=family, language=language, seats=chosen)
        placed += count
    return district


def _root() -> Org:
    return Org(
        sourced_id=_ROOT,
        name="District 1",
        kind="district",
        zone="Pacific/Auckland",
        languages=("en", "mi", "ar"),
    )


def _add_school(district: District, dice: Random, number: int) -> list[Seat]:
    school = f"school-{number}"
    district.orgs.append(
        Org(sourced_id=school, name=f"School {number}", kind="school", parent=_ROOT)
    )
    district.users.append(_member_of_staff(dice, f"p-{number}", "principal", school))
    seats = []
    for room in range(1, STUDENTS_PER_SCHOOL // STUDENTS_PER_CLASS + 1):
        grade = f"{(room - 1) % 13 + 1:02}"
        teacher = _member_of_staff(dice, f"t-{number}-{room}", "teacher", school)
        district.users.append(teacher)
        titles = (f"Room {room}", *(f"{subject} {number}-{room}" for subject in _SUBJECTS))
        classes = [
            SchoolClass(
                sourced_id=f"c-{number}-{room}-{position}",
                title=title,
                school=school,
                grades=(grade,),
                teacher=teacher.sourced_id,
                is_homeroom=position == 0,
            )
            for position, title in enumerate(titles)
        ]
        district.classes.extend(classes)
        seats.append(
            Seat(school=school, grade=grade, classes=tuple(one.sourced_id for one in classes))
        )
    return seats


def _member_of_staff(dice: Random, sourced_id: str, role: str, school: str) -> User:
    language = dice.choice(LANGUAGES)
    given_name, family_name = dice.choice(GIVEN[language]), dice.choice(FAMILY[language])
    return User(
        sourced_id=sourced_id,
        given_name=given_name,
        family_name=family_name,
        role=role,
        orgs=(school,),
        email=address(given_name, family_name, "schools.example", f".{sourced_id}"),
        languages=("en",),
    )
