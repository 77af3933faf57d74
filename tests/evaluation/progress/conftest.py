"""A district whose feed tells of days and work: records stored and published as an import does."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.evaluation.feeds.files.attendance import key_of
from services.evaluation.feeds.publishers import publish_next
from services.evaluation.progress.models import Assignment, Attendance, Result
from services.evaluation.roster.changes import Record
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.stored import plan_changes
from services.evaluation.roster.use_cases import apply_changes
from shared import store
from shared.envelope import Envelope, read_envelope
from shared.events import load
from shared.settings import Settings
from shared.tenancy import every_school, scope, scope_of

# A Wednesday, eleven in the morning in Auckland.
NOW = datetime(2026, 6, 9, 23, 0, tzinfo=UTC)
TODAY = date(2026, 6, 10)
NORTH, SOUTH = "school-north", "school-south"


class Feed:
    """One source's feed: what it tells, and what became of it."""

    def __init__(self, district_id: str) -> None:
        self.ids = Ids(district_id, "sis")

    def tell(self, kind: str, *records: Record) -> None:
        """Store these records as an import does."""
        with scope_of(self.ids.district_id):
            apply_changes("sis", kind, plan_changes("sis", kind, records))

    def publish(self, *, now: datetime = NOW, limit: int = 500) -> None:
        """Publish all that changed, as an import does."""
        with scope_of(self.ids.district_id):
            while publish_next(self.ids, ("en",), now, limit):
                pass

    def mark(self, sourced_id: str = "a1", **changes: str) -> None:
        """Tell one mark of attendance and publish it; ``status`` deleted takes it back."""
        is_deleted = changes.pop("status", "") == "deleted"
        modified = changes.pop("modified", "")
        fields = {
            "schoolSourcedId": NORTH,
            "userSourcedId": "ben",
            "date": "2026-06-10",
            "type": "daily",
            "category": "absent",
        }
        fields = {name: value for name, value in {**fields, **changes}.items() if value}
        self.tell(
            "attendance",
            Record(sourced_id, fields, (key_of(fields),), "", is_deleted, modified),
        )
        self.publish()

    def item(self, sourced_id: str = "sums", **changes: str) -> None:
        """Tell one line item and publish it."""
        is_deleted = changes.pop("status", "") == "deleted"
        fields = {
            "title": "Sums",
            "description": "Pages 4 and 5",
            "assignDate": "2026-06-01",
            "dueDate": "2026-06-12",
            "classSourcedId": "north-1",
            "categorySourcedId": "homework",
            "resultValueMin": "0",
            "resultValueMax": "10",
        }
        fields |= changes
        self.tell("lineItems", Record(sourced_id, fields, is_deleted=is_deleted))
        self.publish()

    def result(self, sourced_id: str = "r1", **changes: str) -> None:
        """Tell one result and publish it; an empty cell is not told."""
        is_deleted = changes.pop("status", "") == "deleted"
        fields = {
            "lineItemSourcedId": "sums",
            "studentSourcedId": "ben",
            "scoreStatus": "fully graded",
            "score": "8",
            "scoreDate": "2026-06-09",
        }
        fields = {name: value for name, value in {**fields, **changes}.items() if value}
        refs = (fields["lineItemSourcedId"],)
        self.tell("results", Record(sourced_id, fields, refs, is_deleted=is_deleted))
        self.publish()

    @property
    def north(self) -> str:
        return self.ids.org(NORTH)

    @property
    def south(self) -> str:
        return self.ids.org(SOUTH)


def told() -> list[Any]:
    """The facts of attendance and the gradebook recorded since the last time, in order."""
    found = [event for _, event in told_with_envelopes()]
    store.database()["outbox"].delete_many({})
    return found


def told_with_envelopes() -> list[tuple[Envelope, Any]]:
    rows = store.database()["outbox"].find({"topic": "evaluation.progress.v1"}).sort("_id")
    read = [read_envelope(row["headers"], row["value"]) for row in rows]
    return [(envelope, load(envelope.type, data)) for envelope, data in read]


def attendance() -> list[Attendance]:
    return _all(Attendance)


def results() -> list[Result]:
    return _all(Result)


def assignments() -> list[Assignment]:
    return _all(Assignment)


def _all(document: Any) -> list[Any]:
    with scope(read=every_school(document)):
        return list(document.objects.order_by("id"))


def _org(sourced_id: str, kind: str, **more: str) -> Record:
    return Record(sourced_id, {"name": sourced_id, "type": kind, **more})


def _user(sourced_id: str, **more: str) -> Record:
    names = {"givenName": sourced_id.title(), "familyName": "Tester", "enabledUser": "true"}
    return Record(sourced_id, {**names, **more})


def _roles(*held: tuple[str, str, str]) -> Sequence[Record]:
    return [
        Record(
            f"{user}|{org}|{role}",
            {"userSourcedId": user, "role": role, "orgSourcedId": org},
            (user,),
        )
        for user, role, org in held
    ]


def _place(sourced_class: str, user: str, role: str) -> Record:
    school = NORTH if sourced_class.startswith("north") else SOUTH
    fields = {
        "classSourcedId": sourced_class,
        "schoolSourcedId": school,
        "userSourcedId": user,
        "role": role,
    }
    return Record(f"{sourced_class}-{user}", fields, (sourced_class, user))


@pytest.fixture
def feed(evaluation_store: Settings) -> Feed:
    made = Feed(evaluation_store.district_id)
    made.tell(
        "orgs",
        _org("district", "district"),
        _org(NORTH, "school", parentSourcedId="district", identifier="101"),
        _org(SOUTH, "school", parentSourcedId="district", identifier="102"),
    )
    zone = {"zone": "Pacific/Auckland", "languages": ["en", "mi"]}
    made.tell("orgSettings", Record("district", zone))
    made.tell(
        "classes",
        Record("north-1", {"title": "Room 7", "schoolSourcedId": NORTH}),
        Record("north-2", {"title": "Room 8", "schoolSourcedId": NORTH}),
        Record("south-1", {"title": "Room 1", "schoolSourcedId": SOUTH}),
    )
    made.tell(
        "users",
        _user("ben", identifier="7001"),
        _user("cleo", identifier="7002"),
        _user("dan"),
        _user("mere"),
        _user("rua"),
        _user("tama"),
    )
    made.tell(
        "roles",
        *_roles(
            ("ben", "student", NORTH),
            ("cleo", "student", NORTH),
            ("ben", "student", SOUTH),
            ("cleo", "student", SOUTH),
            ("dan", "student", SOUTH),
            ("mere", "teacher", NORTH),
            ("rua", "teacher", NORTH),
            ("tama", "teacher", SOUTH),
        ),
    )
    made.tell(
        "enrollments",
        _place("north-1", "ben", "student"),
        _place("north-1", "cleo", "student"),
        _place("north-1", "mere", "teacher"),
        _place("north-2", "rua", "teacher"),
        _place("south-1", "tama", "teacher"),
    )
    made.tell("categories", Record("homework", {"title": "Homework"}))
    made.publish()
    store.database()["outbox"].delete_many({})
    return made


@pytest.fixture
def gradebook(feed: Feed) -> Feed:
    """A line item that was announced already."""
    feed.item()
    told()
    return feed
