"""A roster told record by record, as an import stores it, and published as an import does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from services.evaluation.roster.changes import Record, Value
from services.evaluation.roster.days import mark_turned
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import Published, RosterLink
from services.evaluation.roster.publishing import publish_changed
from services.evaluation.roster.stored import plan_changes
from services.evaluation.roster.use_cases import apply_changes, end_records
from shared import store
from shared.envelope import Envelope, read_envelope
from shared.settings import Settings
from shared.tenancy import every_school, scope, scope_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Told:
    """What one source tells; ``publish`` makes it known to the schools."""

    ids: Ids
    now: datetime = NOW
    schools: tuple[str, ...] = ("north", "south")

    @property
    def north(self) -> str:
        """The id of the school that everybody is in unless said."""
        return self.ids.org("north")

    def record(
        self, kind: str, sourced_id: str, refs: tuple[str, ...] = (), **fields: Value
    ) -> None:
        """Tell a record, new or changed."""
        with scope_of(self.ids.district_id):
            planned = plan_changes(self.ids.source, kind, [Record(sourced_id, fields, refs)])
            apply_changes(self.ids.source, kind, planned)

    def end(self, kind: str, *sourced_ids: str) -> None:
        """Tell that these records are gone."""
        with scope_of(self.ids.district_id):
            end_records(self.ids.source, kind, sourced_ids)

    def person(self, sourced_id: str, *roles: str, school: str = "north", **fields: str) -> None:
        """Tell a person who holds these roles in the school."""
        given = {"givenName": sourced_id.title(), "familyName": "Tester", "enabledUser": "true"}
        self.record("users", sourced_id, (), username=f"made-up-{sourced_id}", **(given | fields))
        for role in roles:
            self.role(sourced_id, role, school=school)

    def role(self, user: str, role: str, *, school: str = "north", **dates: str) -> None:
        """Tell a role; ``dates`` are ``beginDate`` and ``endDate``."""
        fields = {"userSourcedId": user, "role": role, "orgSourcedId": school, **dates}
        self.record("roles", f"{user}|{school}|{role}", (user,), **fields)

    def agent(self, declarer: str, agent: str) -> None:
        """Tell that one names the other as related."""
        fields = {"userSourcedId": declarer, "agentSourcedId": agent}
        self.record("agents", f"{declarer}|{agent}", (declarer, agent), **fields)

    def guardian(self, student: str, guardian: str, **told: str) -> None:
        """Tell a row of our supplement."""
        fields = {"studentSourcedId": student, "guardianSourcedId": guardian, **told}
        self.record("guardians", f"{student}|{guardian}", (student, guardian), **fields)

    def family(self, student: str, *guardians: str) -> None:
        """Tell a student in the north and parents who are related."""
        self.person(student, "student")
        for guardian in guardians:
            self.person(guardian, "parent", email=f"{guardian}@home.example")
            self.agent(student, guardian)

    def publish(self) -> None:
        """Publish all that is marked."""
        with scope_of(self.ids.district_id):
            while publish_changed(self.ids, ("en",), self.now, 100):
                pass

    def turn(self) -> None:
        """Let the day turn, as the timers do."""
        with scope_of(self.ids.district_id):
            mark_turned(self.ids, self.now)
        self.publish()

    def row(self, document: type[Published], record_id: str, school: str = "north") -> Any:
        """What the school was told last; None when it never was."""
        with scope(read=every_school(document)):
            return document.objects(id=f"{self.ids.org(school)}/{record_id}").first()

    def rows(self, document: type[Published], **where: Any) -> list[Any]:
        """What the schools were told last, of this kind."""
        with scope(read=every_school(document)):
            return list(document.objects(**where))

    def link(self, student: str, guardian: str) -> Any:
        """What the north was told of the two."""
        return self.row(RosterLink, self.ids.link(student, guardian))

    def envelopes(self) -> list[Envelope]:
        """Every event that waits to be sent; forgotten with the reading."""
        outbox = store.database()["outbox"]
        found = [read_envelope(row["headers"], row["value"])[0] for row in outbox.find()]
        outbox.delete_many({})
        return found


@pytest.fixture
def district(evaluation_store: Settings) -> Told:
    """A district with two schools, in a zone east of Greenwich."""
    world = Told(Ids(evaluation_store.district_id, "sis"))
    world.record("orgs", "district", name="District", type="district")
    for school in world.schools:
        world.record("orgs", school, name=school, type="school", parentSourcedId="district")
    world.record("orgSettings", "district", zone="Pacific/Auckland")
    world.publish()
    return world


@pytest.fixture
def told(district: Told) -> Told:
    """The district, of which everybody has heard."""
    district.envelopes()
    return district
