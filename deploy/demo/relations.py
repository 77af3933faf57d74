"""What the school knows of guardians besides who they are: our supplement's rows, and a big whānau.

One family is confirmed as a household, one guardian may not see the children's data, and one child
has more guardians than are taken unseen: somebody at the school has to look. All invented.
"""

from deploy.demo.district import Bond, District, User
from deploy.demo.families import Seat, add_child, address

_WAITERE = (
    ("g-mere-waitere", "Mere", "Waitere", "parent", "mother"),
    ("g-hoani-waitere", "Hoani", "Waitere", "parent", "father"),
    ("g-ngaire-waitere", "Ngaire", "Waitere", "guardian", "grandmother"),
    ("g-tipene-waitere", "Tipene", "Waitere", "guardian", "grandfather"),
    ("g-aperahama-paewai", "Aperahama", "Paewai", "relative", "uncle"),
    ("g-hinewai-paewai", "Hinewai", "Paewai", "relative", "aunt"),
)
# By number of the family: what each of its two guardians is to every one of their children.
_TWO_TOGETHER, _ONE_RESTRICTED = "00001", "00009"


def add_big_family(district: District, seat: Seat) -> None:
    """Add Kahu Waitere, for whom six people care."""
    languages = ("mi", "en")
    for sourced_id, given_name, family_name, role, _ in _WAITERE:
        district.users.append(
            User(
                sourced_id=sourced_id,
                given_name=given_name,
                family_name=family_name,
                role=role,
                orgs=(seat.school,),
                email=address(given_name, family_name, "families.example"),
                languages=languages,
            )
        )
    child = User(
        sourced_id="s-kahu-waitere",
        given_name="Kahu",
        family_name="Waitere",
        role="student",
        orgs=(seat.school,),
        grades=(seat.grade,),
        agents=tuple(one[0] for one in _WAITERE),
        languages=languages,
    )
    add_child(district, child, seat)


def bonds_of(district: District) -> list[Bond]:
    """What is told of guardians and their children one by one; most schools tell it of a few."""
    together = (
        {"relation": "mother", "lives_with": "true", "priority": "1"},
        {"relation": "father", "lives_with": "true", "priority": "2"},
    )
    apart = (
        {"relation": "mother", "lives_with": "true", "priority": "1"},
        {"relation": "father", "lives_with": "false", "restriction": "true"},
    )
    told = [
        Bond(student=student.sourced_id, guardian=guardian, **cells)
        for number, pair in ((_TWO_TOGETHER, together), (_ONE_RESTRICTED, apart))
        for student in district.users
        if student.sourced_id.startswith(f"s-{number}-")
        for guardian, cells in zip(student.agents, pair, strict=True)
    ]
    relations = [
        Bond(student="s-kahu-waitere", guardian=sourced_id, relation=relation)
        for sourced_id, _, _, _, relation in _WAITERE
    ]
    return told + relations
