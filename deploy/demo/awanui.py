"""The demo district: two schools, the people of the story, and forty more families."""

from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from deploy.demo import story
from deploy.demo.district import District, Org, SchoolClass, User
from deploy.demo.families import Seat, add_child, add_family, address
from deploy.demo.learning import learning_of
from deploy.demo.names import LANGUAGES
from deploy.demo.relations import add_big_family, bonds_of
from shared import clock

DISTRICT = "district-awanui"
KOWHAI, COLLEGE = story.KOWHAI, story.COLLEGE
COORDINATOR = "a-tuilagi"
MORE_FAMILIES = 40
ZONE = "Pacific/Auckland"
_SEED = 20261123

_CLASSES = (
    ("c-room-2", "Room 2", KOWHAI, ("01", "02"), "t-haddon"),
    ("c-room-5", "Room 5", KOWHAI, ("03",), "t-leavasa"),
    ("c-room-7", "Room 7", KOWHAI, ("04",), "t-parata"),
    ("c-room-9", "Room 9", KOWHAI, ("05", "06"), "t-dsouza"),
    ("c-room-12", "Room 12", KOWHAI, ("07", "08"), "t-whittaker"),
    ("c-9n", "9N", COLLEGE, ("09",), "t-nguyen"),
    ("c-10k", "10K", COLLEGE, ("10",), "t-karaka"),
    ("c-11-13", "11–13 Tūī", COLLEGE, ("11", "12", "13"), "t-castellano"),
    ("c-maths-9", "Mathematics 9", COLLEGE, ("09",), "t-nguyen"),
)
_STAFF = (
    ("t-haddon", "Beth", "Haddon", "teacher", KOWHAI),
    ("t-leavasa", "Fa’asi", "Leavasa", "teacher", KOWHAI),
    ("t-parata", "Aroha", "Parata", "teacher", KOWHAI),
    ("t-dsouza", "Melvin", "D’Souza", "teacher", KOWHAI),
    ("t-whittaker", "Jo", "Whittaker", "teacher", KOWHAI),
    (COORDINATOR, "Losa", "Tuilagi", "aide", KOWHAI),
    ("p-kereama", "Moana", "Kereama", "principal", KOWHAI),
    ("t-nguyen", "Minh", "Nguyen", "teacher", COLLEGE),
    ("t-karaka", "Rewi", "Karaka", "teacher", COLLEGE),
    ("t-castellano", "Ines", "Castellano", "teacher", COLLEGE),
    ("p-lindqvist", "Per", "Lindqvist", "principal", COLLEGE),
    ("d-zhang", "Wei", "Zhang", "districtAdministrator", DISTRICT),
)
_STAFF_LANGUAGES = {"t-parata": ("mi", "en"), "t-leavasa": ("sm", "en"), COORDINATOR: ("sm", "en")}

# Guardians of the story: who, languages, mail, mobile phone.
_GUARDIANS = (
    ("g-mele-fifita", "Mele", "Fifita", ("to", "en"), True, "+64215550101"),
    ("g-huda-haddad", "Huda", "Haddad", ("ar",), True, "+64215550102"),
    ("g-wiremu-rawiri", "Wiremu", "Rāwiri", ("mi", "en"), False, ""),
    ("g-lin-zhang", "Lin", "Zhang", ("zh", "en"), True, ""),
    ("g-ravi-patel", "Ravi", "Patel", ("hi", "en"), True, "+64215550105"),
    ("g-asha-patel", "Asha", "Patel", ("hi",), True, "+64215550106"),
    ("g-grace-okoro", "Grace", "Okoro", ("en",), True, "+64215550107"),
)
# Their children: who, guardians, languages, class.
_CHILDREN = (
    ("s-sione-fifita", "Sione", "Fifita", ("g-mele-fifita",), ("en", "to"), "c-room-7"),
    ("s-ana-fifita", "Ana", "Fifita", ("g-mele-fifita",), ("en", "to"), "c-9n"),
    ("s-yusuf-haddad", "Yusuf", "Haddad", ("g-huda-haddad",), ("en", "ar"), "c-room-7"),
    ("s-tama-rawiri", "Tama", "Rāwiri", ("g-wiremu-rawiri",), ("mi", "en"), "c-room-7"),
    ("s-mei-zhang", "Mei", "Zhang", ("g-lin-zhang",), ("en", "zh"), "c-room-7"),
    ("s-dev-patel", "Dev", "Patel", ("g-ravi-patel", "g-asha-patel"), ("en", "hi"), "c-room-7"),
    ("s-chidi-okoro", "Chidi", "Okoro", ("g-grace-okoro",), ("en",), "c-room-7"),
)


def awanui_valley(today: date | None = None) -> District:
    """The demo district as it stands on a day; every call for the day gives the same."""
    district = District(orgs=_orgs(), classes=[_class(*one) for one in _CLASSES])
    district.users.extend(_member_of_staff(*one) for one in _STAFF)
    seats = {one.sourced_id: _seat(one) for one in district.classes}
    _add_story(district, seats)
    dice = Random(_SEED)  # noqa: S311  # nosec B311 (made-up people)
    for number in range(1, MORE_FAMILIES + 1):
        language = LANGUAGES[number % len(LANGUAGES)]
        chosen = _seats_for(number, dice, seats)
        add_family(district, dice, number=number, language=language, seats=chosen)
    add_big_family(district, seats["c-room-5"])
    district.bonds = bonds_of(district)
    district.learning = learning_of(district, today or _today())
    return district


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(ZONE)).date()


def _orgs() -> list[Org]:
    return [
        Org(
            sourced_id=DISTRICT,
            name="Awanui Valley",
            kind="district",
            zone=ZONE,
            languages=("en", "mi", "ar", "to", "sm", "zh", "hi"),
        ),
        Org(sourced_id=KOWHAI, name="Kōwhai Street School", kind="school", parent=DISTRICT),
        Org(sourced_id=COLLEGE, name="Awanui Valley College", kind="school", parent=DISTRICT),
    ]


def _class(
    sourced_id: str, title: str, school: str, grades: tuple[str, ...], teacher: str
) -> SchoolClass:
    return SchoolClass(
        sourced_id=sourced_id,
        title=title,
        school=school,
        grades=grades,
        teacher=teacher,
        is_homeroom="maths" not in sourced_id,
    )


def _member_of_staff(
    sourced_id: str, given_name: str, family_name: str, role: str, org: str
) -> User:
    return User(
        sourced_id=sourced_id,
        given_name=given_name,
        family_name=family_name,
        role=role,
        orgs=(org,),
        email=address(given_name, family_name, "awanui.school.example"),
        languages=_STAFF_LANGUAGES.get(sourced_id, ("en",)),
    )


def _seat(school_class: SchoolClass) -> Seat:
    extra = ("c-maths-9",) if school_class.sourced_id == "c-9n" else ()
    return Seat(
        school=school_class.school,
        grade=school_class.grades[0],
        classes=(school_class.sourced_id, *extra),
    )


def _add_story(district: District, seats: dict[str, Seat]) -> None:
    for sourced_id, given_name, family_name, languages, has_mail, sms in _GUARDIANS:
        schools = tuple(
            dict.fromkeys(seats[one[-1]].school for one in _CHILDREN if sourced_id in one[3])
        )
        mail = address(given_name, family_name, "families.example") if has_mail else ""
        district.users.append(
            User(
                sourced_id=sourced_id,
                given_name=given_name,
                family_name=family_name,
                role="parent",
                orgs=schools,
                email=mail,
                sms=sms,
                languages=languages,
            )
        )
    for sourced_id, given_name, family_name, agents, languages, class_id in _CHILDREN:
        seat = seats[class_id]
        child = User(
            sourced_id=sourced_id,
            given_name=given_name,
            family_name=family_name,
            role="student",
            orgs=(seat.school,),
            grades=(seat.grade,),
            agents=agents,
            languages=languages,
        )
        add_child(district, child, seat)


def _seats_for(number: int, dice: Random, seats: dict[str, Seat]) -> list[Seat]:
    """The first families fill Room 7; many have a second child, often in the other school."""
    homerooms = [one for one in seats if one not in {"c-maths-9", "c-room-7"}]
    first = "c-room-7" if number <= 17 else dice.choice(homerooms)
    others = dice.sample([one for one in homerooms if one != first], dice.choice((0, 1, 1, 2)))
    return [seats[one] for one in (first, *others)]
