"""What the service recorded: the events in its outbox, in the order they were recorded."""

import json
from typing import Any

from shared import events, store
from shared.envelope import read_envelope


def recorded(cls: type) -> list[Any]:
    """The recorded events of this class."""
    wanted = events.event_type(cls).type
    found = []
    for row in store.database()["outbox"].find().sort("_id", 1):
        envelope, data = read_envelope(row["headers"], row["value"])
        if envelope.type == wanted:
            found.append(events.load(wanted, data))
    return found


def everything_recorded() -> str:
    """All values of all events as one text, to look for what must not be there."""
    return "\n".join(
        json.dumps(json.loads(row["value"]), ensure_ascii=False)
        for row in store.database()["outbox"].find()
    )
