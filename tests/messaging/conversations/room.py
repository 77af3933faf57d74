"""A child's room at school: a teacher whom mail reaches, and the place the child has there."""

from collections.abc import Callable
from dataclasses import dataclass

from services.messaging.conversations.models import Message
from shared import ids
from shared.events.evaluation import ClassChanged, EnrollmentChanged, EnrollmentRole, Role
from shared.tenancy import scope_of
from tests.messaging.mailboxes import new_address
from tests.messaging.world import Family
from tests.web_client import Browser


@dataclass(frozen=True, kw_only=True)
class Room:
    """A family's child in the class of a teacher whom mail reaches."""

    family: Family
    teacher_id: str
    class_id: str
    teacher_address: str
    place_id: str

    def seat(self, **changes: object) -> None:
        """The child's place in the class; changes are those of the roster's record."""
        values: dict[str, object] = {
            "enrollment_id": self.place_id,
            "class_id": self.class_id,
            "person_id": self.family.child_id,
            "role": EnrollmentRole.STUDENT,
            "primary": False,
            "active": True,
        }
        event = EnrollmentChanged(**{**values, **changes})  # type: ignore[arg-type]
        self.family.world.tell(self.family.school_id, event)

    @property
    def way_in(self) -> str:
        return f"/messages/write/{self.family.child_id}?to={self.teacher_id}&about=result/r1"


def make_room(family: Family) -> Room:
    world, school_id = family.world, family.school_id
    teacher_id = world.make_person(
        school_id, Role.TEACHER, given_name="Aroha", family_name="Parata"
    )
    address = new_address()
    world.reach(school_id, teacher_id, address)
    class_id = ids.new_id()
    world.tell(
        school_id,
        ClassChanged(class_id=class_id, title="Room 7", grades=("04",), active=True),
        EnrollmentChanged(
            enrollment_id=ids.new_id(),
            class_id=class_id,
            person_id=teacher_id,
            role=EnrollmentRole.TEACHER,
            primary=True,
            active=True,
        ),
    )
    made = Room(
        family=family,
        teacher_id=teacher_id,
        class_id=class_id,
        teacher_address=address,
        place_id=ids.new_id(),
    )
    made.seat()
    return made


SignedIn = Callable[..., Browser]


def write(phone: Browser, room: Room, text: str = "Kia ora", **fields: str) -> str:
    values = {"to": room.teacher_id, "about": "result/r1"}
    data = {**values, "text": text, "idempotency_key": ids.new_id(), **fields}
    answer = phone.post(f"/messages/write/{room.family.child_id}", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).partition("?")[0]


def messages(room: Room) -> list[Message]:
    with scope_of(room.family.school_id):
        return list(Message.objects.order_by("number"))
