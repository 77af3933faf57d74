"""The ceiling for answering: bare Flask and PyMongo doing the same reads and writes.

``gunicorn "tests.bench.bare_app:create_app()"`` with ``MONGODB_URI`` and ``BARE_DATABASE``. No
access, no validation, no events, no scope: one transaction that finds an invitation and its
guardian's link, replaces the invitation and inserts an outbox row and an idempotency key of the
sizes that ours have; with a capacity, a seat counter goes before the writes. Ours does the same
six commands (seven with a capacity), and once a second and process two more: which sessions ended,
which schools are closed.
"""

import os
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from pymongo import MongoClient
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

LINKS = "roster_guardian_links"
# So that a row has as many bytes as ours: 1,050 in the outbox, 500 for a key.
OUTBOX_BYTES = 870
KEY_BYTES = 420


def create_app() -> Flask:
    """An app with one route."""
    app = Flask(__name__)
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["MONGODB_URI"])
    database = client[os.environ["BARE_DATABASE"]]

    @app.put("/answers/<invitation_id>")
    def answer(invitation_id: str) -> ResponseReturnValue:
        body = request.get_json()

        def write(session: Any) -> None:
            found = database.invitations.find_one({"_id": invitation_id}, session=session)
            if found is None:
                raise LookupError(invitation_id)
            link = {"school_id": found["school_id"], "guardian_id": found["guardian_id"]}
            if not list(database[LINKS].find(link, session=session)):
                raise LookupError(link)
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

        with client.start_session() as session:
            session.with_transaction(
                write,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
            )
        return {"answer": body["answer"]}

    return app


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
