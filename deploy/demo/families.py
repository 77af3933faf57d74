"""Making up families, the same ones for the same seed: children, guardians, languages, contacts."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from deploy.demo.district import District, Place, User
from deploy.demo.names import FAMILY, GIVEN

_SHARE_OF_TWO_GUARDIANS = 0.6
_SHARE_WITHOUT_MAIL = 0.15
_SHARE_WITHOUT_PHONE = 0.3
_SHARE_OF_PARENTS = 0.8
_SHARE_OF_ONE_LANGUAGE = 0.4


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Where a child goes: school, year level and classes."""

    school: str
    grade: str
    classes: tuple[str, ...]


def add_family(
    district: District, dice: Random, *, number: int, language: str, seats: Sequence[Seat]
) -> None:
    """Add a family: a child for each seat, one or two guardians. ``number`` makes its ids."""
    family_name = dice.choice(FAMILY[language])
    count = 2 if dice.random() < _SHARE_OF_TWO_GUARDIANS else 1
    names = dice.sample(GIVEN[language], count + len(seats))
    schools = tuple(dict.fromkeys(seat.school for seat in seats))
    guardians = [
        _guardian(
            dice,
            identity=f"{number:05}-{position + 1}",
            name=(names[position], family_name),
            language=language,
            schools=schools,
        )
        for position in range(count)
    ]
    district.users.extend(guardians)
    agents = tuple(guardian.sourced_id for guardian in guardians)
    for position, seat in enumerate(seats):
        add_child(
            district,
            User(
                sourced_id=f"s-{number:05}-{position + 1}",
                given_name=names[count + position],
                family_name=family_name,
                role="student",
                orgs=(seat.school,),
                grades=(seat.grade,),
                agents=agents,
                languages=_read_by_children(language),
            ),
            seat,
        )


def add_child(district: District, child: User, seat: Seat) -> None:
    """Add a child and its places in class."""
    district.users.append(child)
    district.places.extend(
        Place(school_class=one, student=child.sourced_id) for one in seat.classes
    )


def address(given_name: str, family_name: str, domain: str, suffix: str = "") -> str:
    """A mail address that nobody has: ``.example`` is reserved. Source: RFC 2606."""
    return f"{_plain(given_name)}.{_plain(family_name)}{suffix}@{domain}"


def _guardian(
    dice: Random, *, identity: str, name: tuple[str, str], language: str, schools: tuple[str, ...]
) -> User:
    given_name, family_name = name
    has_mail = dice.random() >= _SHARE_WITHOUT_MAIL
    has_phone = dice.random() >= _SHARE_WITHOUT_PHONE
    mail = address(given_name, family_name, "families.example", f".{identity}")
    return User(
        sourced_id=f"g-{identity}",
        given_name=given_name,
        family_name=family_name,
        role="parent" if dice.random() < _SHARE_OF_PARENTS else "guardian",
        orgs=schools,
        email=mail if has_mail else "",
        sms=f"+642155{identity.replace('-', '')}" if has_phone else "",
        languages=(language,) if dice.random() < _SHARE_OF_ONE_LANGUAGE else _with_en(language),
    )


def _with_en(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((language, "en")))


def _read_by_children(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("en", language)))


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(char for char in decomposed if char.isascii() and char.isalpha())
