"""The ceiling for answering: bare Flask and PyMongo doing the same reads and writes.

``gunicorn "tests.bench.bare_app:create_app()"`` with ``MONGODB_URI`` and ``BARE_DATABASE``. No
access, no validation, no events, no scope: one look-up, then one transaction that replaces an
invitation and inserts an outbox row and an idempotency key of the sizes that ours have; with a
capacity, a seat counter goes first.
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

OUTBOX_VALUE_BYTES = 420
OUTBOX_HEADER_BYTES = 480
KEY_BYTES = 300


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
            if "capacity" in body:
                database.seats.update_one(
                    {"_id": found["activity_id"], "free": {"$gte": 1}},
                    {"$inc": {"free": -1}},
                    session=session,
                )
            found |= {"answer": body["answer"], "version": found["version"] + 1}
            database.invitations.replace_one(
                {"_id": invitation_id, "version": found["version"] - 1}, found, session=session
            )
            database.outbox.insert_one(
                _row(OUTBOX_VALUE_BYTES, OUTBOX_HEADER_BYTES), session=session
            )
            database.idempotency_keys.insert_one(_row(KEY_BYTES, 0), session=session)

        with client.start_session() as session:
            session.with_transaction(
                write,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
            )
        return {"answer": body["answer"]}

    return app


def _row(value_bytes: int, header_bytes: int) -> dict[str, Any]:
    return {
        "_id": str(uuid.uuid4()),
        "value": b"v" * value_bytes,
        "headers": b"h" * header_bytes,
        "at": datetime.now(UTC),
    }
