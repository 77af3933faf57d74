"""What the feeds' records mean: who is what in which school. Pure; guardians: see ``links``.

Source: design lms.md §1.8, §2 and §8 rules 9 and 13; architecture.md §5.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.evaluation.roster.changes import Value
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.orgs import OrgTree
from shared.events.evaluation import (
    ClassChanged,
    ContactPointsChanged,
    EnrollmentChanged,
    EnrollmentRole,
    PersonChanged,
    Role,
)

Fields = Mapping[str, Value]

# The one who knows a child best first: a person told as several of these is the first of them.
GUARDIAN_ROLES = (Role.PARENT, Role.GUARDIAN, Role.RELATIVE)
_ROLES = frozenset(Role)
_ENROLLMENT_ROLES = frozenset(EnrollmentRole)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A role that a person holds in a school (or the district) today."""

    school_id: str
    role: Role


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user with all that is told of them elsewhere; ``supplement`` is our own file's row."""

    sourced_id: str
    fields: Fields
    is_active: bool
    holdings: tuple[Holding, ...] = ()
    supplement: Fields = field(default_factory=dict)

    @property
    def student_of(self) -> frozenset[str]:
        """The schools this person is a student of."""
        return frozenset(one.school_id for one in self.holdings if one.role is Role.STUDENT)

    @property
    def relation(self) -> Role | None:
        """What this person is to children, if anything."""
        held = {one.role for one in self.holdings}
        return next((role for role in GUARDIAN_ROLES if role in held), None)

    @property
    def may_act(self) -> bool:
        """Whether the person is there and has access: a guardian or member of staff needs both.

        ``enabledUser`` false withdraws access and deletes nobody: a student stays in class.
        """
        return self.is_active and self.fields.get("enabledUser") != "false"


def holdings_of(roles: Iterable[Fields], tree: OrgTree, now: datetime) -> tuple[Holding, ...]:
    """The roles in force now, each in its school; words outside OneRoster's mean nothing here."""
    found = []
    for one in roles:
        org = str(one["orgSourcedId"])
        today = tree.day_in(org, now)
        if one["role"] in _ROLES and is_in_force(one, today, "beginDate", "endDate"):
            found.append(Holding(school_id=tree.tenant_of(org), role=Role(str(one["role"]))))
    return tuple(dict.fromkeys(found))


def states_of_person(
    person: Person, guardian_in: Collection[str], languages: tuple[str, ...], ids: Ids
) -> dict[str, PersonChanged]:
    """School to what is published of the person there; empty when the person is nowhere any more.

    A guardian belongs to ``guardian_in``, the schools of the children with a link in force;
    everybody else to those of their roles.
    """
    roles: dict[str, list[Role]] = {}
    if person.is_active:
        for holding in person.holdings:
            is_student = holding.role is Role.STUDENT
            if holding.role not in GUARDIAN_ROLES and (is_student or person.may_act):
                roles.setdefault(holding.school_id, []).append(holding.role)
    if person.may_act and person.relation:
        for school_id in guardian_in:
            roles.setdefault(school_id, []).append(person.relation)
    return {
        school_id: _person_state(person, tuple(sorted(held)), languages, ids)
        for school_id, held in roles.items()
    }


def contact_points_of(person: Person, ids: Ids) -> ContactPointsChanged:
    """How the feed says the person is reached; that there is no way is published too."""
    emails = [str(person.fields["email"])] if "email" in person.fields else []
    phones = [str(person.fields[name]) for name in ("sms", "phone") if name in person.fields]
    return ContactPointsChanged(
        person_id=ids.person(person.sourced_id),
        emails=tuple(emails),
        phones=tuple(dict.fromkeys(phones)),
    )


def has_contact_points(state: PersonChanged) -> bool:
    """Whether the person is reached as a guardian or member of staff; students are not."""
    return any(role is not Role.STUDENT for role in state.roles)


def class_state(sourced_id: str, fields: Fields, *, is_active: bool, ids: Ids) -> ClassChanged:
    """The class as it is published."""
    return ClassChanged(
        class_id=ids.school_class(sourced_id),
        title=str(fields["title"]),
        grades=tuple(fields.get("grades", ())),
        active=is_active,
    )


def enrollment_state(
    sourced_id: str, fields: Fields, *, is_active: bool, ids: Ids
) -> EnrollmentChanged | None:
    """The place in a class as it is published; None for roles that are no place in a class.

    OneRoster 1.0 let parents be enrolled; no link is made from that. Source: lms.md §1.6.
    """
    if fields["role"] not in _ENROLLMENT_ROLES:
        return None
    return EnrollmentChanged(
        enrollment_id=ids.enrollment(sourced_id),
        class_id=ids.school_class(str(fields["classSourcedId"])),
        person_id=ids.person(str(fields["userSourcedId"])),
        role=EnrollmentRole(str(fields["role"])),
        primary=fields.get("primary") == "true",
        begins_on=_day(fields.get("beginDate")),
        ends_on=_day(fields.get("endDate")),
        active=is_active,
    )


def is_in_force(told: Fields, today: date, begins: str, ends: str) -> bool:
    """Whether begin ≤ today < end; a blank date is open. Source: lms.md §8 rule 13."""
    day = today.isoformat()
    begins_on, ends_on = told.get(begins), told.get(ends)
    return (not begins_on or str(begins_on) <= day) and (not ends_on or day < str(ends_on))


def _person_state(
    person: Person, roles: tuple[Role, ...], languages: tuple[str, ...], ids: Ids
) -> PersonChanged:
    fields, supplement = person.fields, person.supplement
    preferred = supplement.get("preferredName") or fields.get("preferredGivenName") or ""
    return PersonChanged(
        person_id=ids.person(person.sourced_id),
        given_name=str(fields["givenName"]),
        family_name=str(fields["familyName"]),
        preferred_name=str(preferred),
        roles=roles,
        grades=tuple(fields.get("grades", ())),
        languages=languages,
        active=True,
    )


def _day(value: Value | None) -> date | None:
    return date.fromisoformat(str(value)) if value else None
