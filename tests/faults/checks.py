"""The promises I1–I5 and I7 of the design, checked on what a system left behind."""

import importlib
import json
import time
from typing import Any

from deploy.processes import SERVICES
from services.evaluation.ledger.handlers import handlers
from services.messaging.notices.rules import Notice
from shared import events
from shared.events.channels import Channel
from shared.events.inviting import AnswerCause
from tests.faults.evidence import Operation, Recorded, events_of, outbox_of, versions_by_record
from tests.system import System

INVITATION_TOPICS = ["invitations.facts.v1"]
ROSTER_TOPICS = ["evaluation.roster.v1", "evaluation.contact-points.v1"]


def settled(system: System, *, seconds: float = 180) -> None:
    """I5: outboxes are empty and nobody lags, within this time after the fault healed."""
    deadline = time.monotonic() + seconds
    while busy := [
        status for one in SERVICES if (status := _status(system, one)) and _busy(status)
    ]:
        assert time.monotonic() < deadline, f"not settled within {seconds} s: {busy}"


def nothing_parked_but(system: System, expected: int) -> None:
    """I5: what is parked is exactly the poison that was put in."""
    parked = {name: list(system.database(name)["parked"].find()) for name in SERVICES}
    found = [(name, row["handler"], row["error"]) for name, rows in parked.items() for row in rows]
    assert len(found) == expected, found


def one_event_per_version(system: System) -> None:
    """I1: each invitation's versions 1…n have exactly one event, in the outbox or in Kafka."""
    recorded = events_of(system, INVITATION_TOPICS) + outbox_of(system, "invitations")
    versions = versions_by_record(recorded)
    for row in system.database("invitations")["invitations"].find():
        found = versions[f"{row['school_id']}/invitation/{row['_id']}"]
        assert sorted(found) == list(range(1, row["version"] + 1)), row["_id"]
        assert all(len(ids) == 1 for ids in found.values()), row["_id"]


def operations_hold(system: System, operations: list[Operation]) -> None:
    """I1, I2: 2xx happened, 4xx did not, no answer is 0 or 1; a retry got the same answer."""
    by_subject: dict[str, list[Operation]] = {}
    for operation in operations:
        by_subject.setdefault(operation.subject, []).append(operation)
        assert len({body for _, body in operation.answers}) <= 1, operation.answers
    answered = _answer_events(system)
    for subject, asked in by_subject.items():
        certain = sum(one.status is not None and one.status < 300 for one in asked)
        unknown = sum(one.status is None for one in asked)
        happened = answered.get(subject, 0)
        assert certain <= happened <= certain + unknown, (subject, certain, unknown, happened)


def each_effect_once(system: System) -> None:
    """I3: the ledger holds every event of its types once; one mail delivery per invitation."""
    kept, known = _ledger_types(), events.types()
    recorded = events_of(system, sorted({known[name].topic.value for name in kept}))
    expected = {one.id for one in recorded if one.type in kept}
    rows = [row["_id"].rpartition("/")[2] for row in system.database("evaluation")["ledger"].find()]
    assert len(rows) == len(set(rows))
    assert set(rows) == expected
    issued = {
        one.key.partition("/")[2] for one in recorded if one.type.endswith(".invitation.issued.v1")
    }
    deliveries = system.database("messaging")["deliveries"]
    # A sheet of paper goes home beside the mail.
    first = {"notice": Notice.INVITATION_ISSUED.value, "channel": {"$ne": Channel.PAPER.value}}
    planned = [row["about"] for row in deliveries.find(first)]
    assert sorted(planned) == sorted(issued)


def projections_are_newest(system: System) -> None:
    """I4: every projected record has the greatest version that its topic ever held."""
    newest = {
        key: max(found) for key, found in versions_by_record(_roster(system)).items() if found
    }
    for service in ("invitations", "messaging"):
        for name, kind in _projections(service).items():
            for row in system.database(service)[name].find({}, {"version": 1}):
                school, _, record = row["_id"].partition("/")
                assert row["version"] == newest[f"{school}/{kind}/{record}"], (service, row["_id"])


def never_oversold(system: System) -> None:
    """No activity has more people seated than places, and its counter says what is true."""
    database = system.database("invitations")
    for seats in database["activity_seats"].find():
        seated = database["invitations"].find({"activity_id": seats["_id"], "place": "seat"})
        people = sum(row["party"] for row in seated)
        assert people == seats["taken"] <= seats["capacity"], seats["_id"]


def no_canary(found: Any, canary: str) -> None:
    """I7: what was shown, sent or written for one school holds nothing of another's."""
    assert canary not in (found if isinstance(found, str) else json.dumps(found, default=str))


def _status(system: System, service: str) -> dict[str, Any]:
    status: dict[str, Any] = json.loads(system.command(f"services.{service}", "status"))
    return status


def _busy(status: dict[str, Any]) -> bool:
    return bool(
        status["outbox_rows"]
        or status["waiting"]
        or status["lag"] is None
        or any(status["lag"].values())
    )


def _roster(system: System) -> list[Recorded]:
    return events_of(system, ROSTER_TOPICS)


def _answer_events(system: System) -> dict[str, int]:
    """Answers by invitation; not what another guardian's answer changed about one."""
    counted: dict[str, set[str]] = {}
    recorded = events_of(system, INVITATION_TOPICS) + outbox_of(system, "invitations")
    for one in recorded:
        given = one.data.get("because") == AnswerCause.GIVEN.value
        if one.type.endswith(".invitation.answered.v1") and given:
            counted.setdefault(one.key.rpartition("/")[2], set()).add(one.id)
    return {subject: len(ids) for subject, ids in counted.items()}


def _ledger_types() -> set[str]:
    return {name for reaction in handlers.reactions for name in reaction.event_types}


def _projections(service: str) -> dict[str, str]:
    """Collections of a service's roster projections, and the kind of record each holds."""
    module = importlib.import_module(f"services.{service}.service")
    known = events.types()
    return {
        projection.document._get_collection_name(): known[projection.event_type].subject
        for feature in module.SERVICE.handlers
        for projection in feature.projections
        if known[projection.event_type].topic.compacted
    }
