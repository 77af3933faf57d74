"""A small district for invitations' tests, told by the events that evaluation would record."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import Announcement
from services.invitations.activities.use_cases import announce_activity
from services.invitations.invitations.models import Invitation
from services.invitations.service import SERVICE
from shared import clock, context, ids
from shared.access import Principal
from shared.consumer import process_batch
from shared.events import event_type
from shared.events.evaluation import (
    ClassChanged,
    CoordinatorAppointed,
    EnrollmentChanged,
    EnrollmentRole,
    GuardianLinkChanged,
    OrgChanged,
    OrgKind,
    PersonChanged,
    Role,
)
from shared.events.invitations import ActivityKind, Focus, Support
from shared.loops import run_next_job
from shared.tenancy import scope_of
from tests.shared.messages import message_of
from tests.web_client import make_principal


@dataclass
class World:
    """What the roster's events said so far; a record's later event has the next version."""

    district_id: str = "district"
    versions: Counter[str] = field(default_factory=Counter)

    def tell(self, school_id: str, *events: Any) -> None:
        """Let the events take effect in invitations' store."""
        process_batch(SERVICE, [self._message(school_id, event) for event in events])

    def _message(self, school_id: str, event: Any) -> Any:
        kind = event_type(type(event))
        record = f"{school_id}/{kind.subject}/{kind.subject_id(event, school_id)}"
        self.versions[record] += 1
        return message_of(event, school_id=school_id, version=self.versions[record])

    def make_school(self, name: str = "Kōwhai Street School") -> str:
        school_id = ids.new_id()
        self.tell_school(school_id, name=name)
        return school_id

    def tell_school(self, school_id: str, **changes: Any) -> None:
        """The school, new or changed."""
        values: dict[str, Any] = {
            "org_id": school_id,
            "name": "Kōwhai Street School",
            "kind": OrgKind.SCHOOL,
            "zone": "Pacific/Auckland",
            "languages": ("en", "mi"),
            "active": True,
        }
        self.tell(school_id, OrgChanged(**{**values, **changes}))

    def make_person(self, school_id: str, *roles: Role, **changes: Any) -> str:
        """A person with these roles; the same ``person_id`` again is a change."""
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

    def make_class(self, school_id: str, title: str = "Room 7") -> tuple[str, str]:
        """A class and its teacher, Ms Parata."""
        class_id = ids.new_id()
        self.tell(
            school_id, ClassChanged(class_id=class_id, title=title, grades=("4",), active=True)
        )
        names = {"given_name": "Hana", "family_name": "Parata"}
        teacher = self.make_person(school_id, Role.TEACHER, **names)
        self.enroll(school_id, class_id, teacher, EnrollmentRole.TEACHER)
        return class_id, teacher

    def enroll(
        self,
        school_id: str,
        class_id: str,
        person_id: str,
        role: EnrollmentRole = EnrollmentRole.STUDENT,
        **changes: Any,
    ) -> None:
        values = {
            "enrollment_id": ids.derived_id(class_id, person_id),
            "class_id": class_id,
            "person_id": person_id,
            "role": role,
            "primary": True,
            "active": True,
        }
        self.tell(school_id, EnrollmentChanged(**{**values, **changes}))

    def link(self, school_id: str, guardian_id: str, student_id: str, **changes: Any) -> None:
        values: dict[str, Any] = {
            "link_id": ids.derived_id(guardian_id, student_id),
            "student_id": student_id,
            "guardian_id": guardian_id,
            "relation": "mother",
            "may_be_invited": True,
            "data_access": True,
            "active": True,
        }
        self.tell(school_id, GuardianLinkChanged(**{**values, **changes}))

    def make_child(self, school_id: str, class_id: str, *guardians: str, **changes: Any) -> str:
        """A student of the class with these guardians."""
        names = {"given_name": "Sione", "grades": ("4",), **changes}
        child = self.make_person(school_id, Role.STUDENT, **names)
        self.enroll(school_id, class_id, child)
        for guardian in guardians:
            self.link(school_id, guardian, child)
        return child

    def make_family(self, school_id: str, class_id: str, **changes: Any) -> tuple[str, str]:
        """A guardian and a child of the class."""
        guardian = self.make_person(school_id, Role.GUARDIAN, **changes)
        return guardian, self.make_child(school_id, class_id, guardian)

    def make_families(self, school_id: str, class_id: str, count: int) -> list[str]:
        """Many guardians at once, each with one child of the class."""
        guardians = [ids.new_id() for _ in range(count)]
        messages = []
        for number, guardian in enumerate(guardians):
            child = ids.new_id()
            messages += [
                self._message(school_id, one) for one in _family(guardian, child, class_id, number)
            ]
        for start in range(0, len(messages), 2000):
            process_batch(SERVICE, messages[start : start + 2000])
        return guardians

    def appoint(self, school_id: str, person_id: str) -> None:
        self.tell(school_id, CoordinatorAppointed(person_id=person_id, starts_on=date(2026, 1, 26)))


def announcement(class_ids: Iterable[str], **changes: Any) -> Announcement:
    """An activity in nine days, to be answered within four."""
    now = clock.now()
    values: dict[str, Any] = {
        "kind": ActivityKind.COLLABORATION,
        "focus": Focus.LEARNING,
        "language": "en",
        "title": "Your child teaches you a number game",
        "relevance": "Children who explain a game understand it better.",
        "place": "Room 7",
        "starts_at": now + timedelta(days=9),
        "ends_at": now + timedelta(days=9, minutes=45),
        "answer_by": now + timedelta(days=4),
        "class_ids": tuple(class_ids),
        "capacity": None,
        "supports": (Support.INTERPRETER, Support.FOOD),
    }
    return Announcement(**{**values, **changes})


def announce(school_id: str, class_id: str, teacher: str, **changes: Any) -> Activity:
    """An announced activity whose families were all invited."""
    with scope_of(school_id), context.acting(actor=teacher):
        activity_id = announce_activity(
            announcement([class_id], **changes), person_ids=[teacher], now=clock.now()
        )
    run_jobs()
    with scope_of(school_id):
        return Activity.objects.get(id=activity_id)  # type: ignore[no-any-return]


def run_jobs() -> None:
    """Do everything that waits to be done."""
    while run_next_job(SERVICE, "test"):
        pass


def invitation_of(activity: Activity, guardian_id: str) -> Invitation:
    """The guardian's invitation as it is stored now."""
    with scope_of(activity.school_id):
        return Invitation.objects.get(  # type: ignore[no-any-return]
            id=ids.derived_id("invitation", activity.id, guardian_id)
        )


def principal_of(school_id: str, person_id: str, **changes: Any) -> Principal:
    """A session of the person at the school."""
    return make_principal(person_ids=(person_id,), schools=(school_id,), **changes)


def _family(guardian: str, child: str, class_id: str, number: int) -> list[Any]:
    person: dict[str, Any] = {
        "family_name": f"Family{number}",
        "languages": ("en",),
        "active": True,
    }
    return [
        PersonChanged(
            person_id=guardian, given_name=f"G{number}", roles=(Role.GUARDIAN,), grades=(), **person
        ),
        PersonChanged(
            person_id=child, given_name=f"S{number}", roles=(Role.STUDENT,), grades=("4",), **person
        ),
        EnrollmentChanged(
            enrollment_id=ids.derived_id(class_id, child),
            class_id=class_id,
            person_id=child,
            role=EnrollmentRole.STUDENT,
            primary=True,
            active=True,
        ),
        GuardianLinkChanged(
            link_id=ids.derived_id(guardian, child),
            student_id=child,
            guardian_id=guardian,
            relation="mother",
            may_be_invited=True,
            data_access=True,
            active=True,
        ),
    ]
