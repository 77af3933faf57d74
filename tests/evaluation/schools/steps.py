"""What an operator types, and what of a school is left behind."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from services.evaluation.__main__ import main
from services.evaluation.feeds.publishers import publish_next
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterLink,
    RosterPerson,
    SourceRecord,
)
from services.evaluation.schools.use_cases import (
    remove_school,
)
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from shared import clock, closed, store
from shared.audit import AuditEntry
from shared.consumer import process_batch
from shared.envelope import Envelope, read_envelope
from shared.events.evaluation import SchoolRemoved
from shared.loops import run_next_job
from shared.store import Row
from shared.tenancy import platform_collection, scope_of
from tests import bundles
from tests.shared.messages import message_of


def bigger_package(directory: Path) -> Path:
    """Three more pupils in the north."""
    district = bundles.make_small_district()
    district.users += [bundles.make_user(f"new-{n}", "student", bundles.NORTH) for n in range(3)]
    return bundles.write_package(directory / "bigger.zip", bundles.make_files(district))


def parts_of(ids: Ids, sourced_id: str) -> list[str]:
    """What is told of a person beside the own record."""
    with scope_of(ids.district_id):
        found = SourceRecord.objects(refs=sourced_id, kind__in=["roles", "agents"])
        return sorted(found.scalar("id"))


def publish_all(ids: Ids) -> None:
    own = settings()
    with scope_of(ids.district_id):
        while publish_next(ids, own.languages, clock.now(), 500):
            pass


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["school", *arguments])


def listed() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run("list", "--json").stdout)
    return rows


def remove_now(school_id: str) -> None:
    remove_school(school_id)
    process_batch(SERVICE, [message_of(SchoolRemoved(), school_id=school_id)])
    closed.forget_kept()
    platform_collection("jobs").update_many({}, {"$set": {"run_at": clock.now()}})
    while run_next_job(SERVICE, "w1"):
        pass


def people(school_id: str) -> set[str]:
    with scope_of(school_id):
        return {one.person_id for one in RosterPerson.objects}


def links(school_id: str) -> set[tuple[str, str]]:
    with scope_of(school_id):
        return {(one.student_id, one.guardian_id) for one in RosterLink.objects(active=True)}


def actions(school_id: str) -> list[str]:
    with scope_of(school_id):
        return [one.action for one in AuditEntry.objects.order_by("_id")]


def outbox_of(school_id: str, subject: str) -> list[Row]:
    rows = store.database()["outbox"].find({"key": {"$regex": f"^{school_id}/{subject}"}})
    return sorted(rows, key=lambda row: (row["key"], row["version"]))


def read(row: Row) -> tuple[Envelope, dict[str, Any] | None]:
    return read_envelope(row["headers"], row["value"])


def envelope_type(row: Row) -> str:
    return read(row)[0].type


def envelope_subject(row: Row) -> str:
    return read(row)[0].subject
