"""The ceilings for answering and for booking a talk: bare Flask and PyMongo, the least one can do.

``gunicorn "tests.bench.bare_app:create_app()"`` with ``MONGODB_URI`` and ``BARE_DATABASE``. No
access, no validation, no events, no scope.

An answer is one transaction that finds an invitation, its guardian's link and household and when
its activity ends, replaces the invitation and inserts an outbox row and an idempotency key of the
sizes that ours have; with a capacity, a seat counter goes before the writes. Those are eight
commands (nine with a capacity). Ours reads the four of them in one, and once a second and process
does two more: which sessions ended, which schools are closed.

A booking is one transaction that takes the time with ``findAndModify`` if it is free, and inserts
the talk, an outbox row and a key.
"""

import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from pymongo import MongoClient
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

LINKS, HOUSEHOLDS, ACTIVITIES = "roster_guardian_links", "roster_households", "activities"
ENDS = {"answer_by": 1, "state": 1}
# So that a row has as many bytes as ours: 1,050 in the outbox, 500 for a key.
OUTBOX_BYTES = 870
KEY_BYTES = 420


def create_app() -> Flask:
    """An app with two routes."""
    app = Flask(__name__)
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["MONGODB_URI"])
    database = client[os.environ["BARE_DATABASE"]]

    def in_transaction(write: Callable[..., bool], *args: Any) -> bool:
        with client.start_session() as session:
            return session.with_transaction(
                lambda session: write(session, database, *args),
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
            )

    @app.put("/answers/<invitation_id>")
    def answer(invitation_id: str) -> ResponseReturnValue:
        body = request.get_json()
        in_transaction(_answer, invitation_id, body)
        return {"answer": body["answer"]}

    @app.post("/bookings/<slot_id>")
    def book(slot_id: str) -> ResponseReturnValue:
        booked = in_transaction(_book, slot_id, request.get_json()["guardian_id"])
        return ({"slot_id": slot_id}, 200) if booked else ({}, 409)

    return app


def _answer(session: Any, database: Any, invitation_id: str, body: dict[str, Any]) -> bool:
    found = database.invitations.find_one({"_id": invitation_id}, session=session)
    if found is None:
        raise LookupError(invitation_id)
    link = {"school_id": found["school_id"], "guardian_id": found["guardian_id"]}
    if not list(database[LINKS].find(link, session=session)):
        raise LookupError(link)
    if database[ACTIVITIES].find_one({"_id": found["activity_id"]}, ENDS, session=session) is None:
        raise LookupError(found["activity_id"])
    household = {"school_id": found["school_id"], "guardian_ids": found["guardian_id"]}
    list(database[HOUSEHOLDS].find(household, session=session))
    if "capacity" in body:
        database.seats.update_one(
            {"_id": found["activity_id"], "free": {"$gte": 1}},
            {"$inc": {"free": -1}},
            session=session,
        )
    found |= _answered(body["answer"], found["version"] + 1)
    database.invitations.replace_one(
        {"_id": invitation_id, "version": found["version"] - 1}, found, session=session
    )
    key = f"{found['school_id']}/invitation/{invitation_id}"
    row = _row(OUTBOX_BYTES) | {"key": key, "version": found["version"]}
    database.outbox.insert_one(row, session=session)
    database.idempotency_keys.insert_one(_row(KEY_BYTES), session=session)
    return True


def _book(session: Any, database: Any, slot_id: str, guardian_id: str) -> bool:
    taken = database.slots.find_one_and_update(
        {"_id": slot_id, "guardian_id": None},
        {"$set": {"guardian_id": guardian_id}, "$inc": {"version": 1}},
        session=session,
    )
    if taken is None:
        return False
    talk = _row(KEY_BYTES) | {"slot_id": slot_id, "guardian_id": guardian_id}
    database.talks.insert_one(talk, session=session)
    row = _row(OUTBOX_BYTES) | {"key": f"slot/{slot_id}", "version": taken["version"]}
    database.outbox.insert_one(row, session=session)
    database.idempotency_keys.insert_one(_row(KEY_BYTES), session=session)
    return True


def _answered(answer: str, version: int) -> dict[str, Any]:
    """The fields that an answer changes; one of them is in an index."""
    return {
        "version": version,
        "answer": answer,
        "place": "seat",
        "adults": 1,
        "children": 1,
        "party": 2,
        "answered_at": datetime.now(UTC),
        "channel": "web",
    }


def _row(size: int) -> dict[str, Any]:
    return {"_id": str(uuid.uuid4()), "value": b"v" * size, "at": datetime.now(UTC)}
