"""A small district for messaging's tests, told by the events that evaluation would record."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.messaging.service import SERVICE
from shared import ids
from shared.consumer import process_batch
from shared.events import event_type
from shared.events.evaluation import (
    ContactPointsChanged,
    CoordinatorAppointed,
    GuardianLinkChanged,
    OrgChanged,
    OrgKind,
    PersonChanged,
    Role,
)
from shared.events.invitations import InvitationIssued
from tests.messaging.invitations import an_activity, an_invitation
from tests.messaging.mailboxes import new_address
from tests.shared.messages import message_of


@dataclass
class World:
    """What the roster's events said so far; every later event of a record has the next version."""

    district_id: str
    versions: Counter[str] = field(default_factory=Counter)

    def tell(self, school_id: str, *events: Any) -> None:
        """Let the events take effect in messaging's store."""
        messages = []
        for event in events:
            kind = event_type(type(event))
            record = f"{school_id}/{kind.subject}/{kind.subject_id(event, school_id)}"
            self.versions[record] += 1
            version = self.versions[record]
            messages.append(message_of(event, school_id=school_id, version=version))
        process_batch(SERVICE, messages)

    def make_school(self, name: str, school_id: str | None = None) -> str:
        school_id = school_id or ids.new_id()
        self.tell(
            school_id,
            OrgChanged(
                org_id=school_id,
                name=name,
                kind=OrgKind.SCHOOL,
                zone="Pacific/Auckland",
                languages=("en", "mi"),
                active=True,
            ),
        )
        return school_id

    def make_person(self, school_id: str, *roles: Role, **changes: Any) -> str:
        """A person with these roles at the school; the same ``person_id`` again is a change."""
        values: dict[str, Any] = {
            "person_id": ids.new_id(),
            "given_name": "Mele",
            "family_name": "Fifita",
            "roles": roles,
            "grades": (),
            "languages": ("en",),
            "active": True,
        }
        event = PersonChanged(**{**values, **changes})
        self.tell(school_id, event)
        return event.person_id

    def make_guardian_link(
        self, school_id: str, guardian_id: str, student_id: str, **changes: Any
    ) -> str:
        values: dict[str, Any] = {
            "link_id": ids.derived_id(guardian_id, student_id),
            "student_id": student_id,
            "guardian_id": guardian_id,
            "relation": "mother",
            "may_be_invited": True,
            "data_access": True,
            "active": True,
        }
        event = GuardianLinkChanged(**{**values, **changes})
        self.tell(school_id, event)
        return event.link_id

    def make_guardian(self, *school_ids: str, **changes: Any) -> str:
        """A guardian with one child in each of these schools: one person, a record in each."""
        person_id = str(changes.pop("person_id", ids.new_id()))
        for school_id in school_ids:
            self.make_person(school_id, Role.GUARDIAN, person_id=person_id, **changes)
            child = self.make_person(school_id, Role.STUDENT, given_name="Sione")
            self.make_guardian_link(school_id, person_id, child)
        return person_id

    def reach(
        self, school_id: str, person_id: str, *emails: str, phones: tuple[str, ...] = ()
    ) -> None:
        """The feed says that the person has these addresses and numbers."""
        points = ContactPointsChanged(person_id=person_id, emails=emails, phones=phones)
        self.tell(school_id, points)

    def appoint(self, school_id: str, person_id: str, starts_on: Any) -> None:
        self.tell(school_id, CoordinatorAppointed(person_id=person_id, starts_on=starts_on))


@dataclass(frozen=True, kw_only=True)
class Family:
    """A guardian with a child at a school, and the mailbox the school knows."""

    world: World
    school_id: str
    guardian_id: str
    child_id: str
    address: str

    @classmethod
    def made_in(cls, world: World, school_id: str, **changes: Any) -> "Family":
        """A family at the school; changes are those of the guardian's record."""
        guardian_id = world.make_person(school_id, Role.GUARDIAN, **changes)
        child_id = world.make_person(school_id, Role.STUDENT, given_name="Sione")
        world.make_guardian_link(school_id, guardian_id, child_id)
        address = new_address()
        world.reach(school_id, guardian_id, address)
        return cls(
            world=world,
            school_id=school_id,
            guardian_id=guardian_id,
            child_id=child_id,
            address=address,
        )

    def is_invited(self, **changes: Any) -> InvitationIssued:
        """The school announces an activity and invites the guardian with the child."""
        activity = an_activity(**changes)
        invitation = an_invitation(activity, self.guardian_id, self.child_id)
        self.world.tell(self.school_id, activity, invitation)
        return invitation
