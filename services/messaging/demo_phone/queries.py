"""Reading the demonstration's phones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import smsutil

from services.messaging.demo_phone.models import DemoText
from services.messaging.settings import settings
from shared.tenancy import scope_of

PHONES = 50
TEXTS = 60


@dataclass(frozen=True, kw_only=True)
class Phone:
    """One phone in the list: its number and the newest text."""

    number: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One text of a phone; ``parts`` is how many a provider counts and charges."""

    text: str
    is_ours: bool
    at: datetime
    parts: int


def phones() -> list[Phone]:
    """The phones that got or sent a text last, the newest first."""
    rows = _rows(
        [
            {"$sort": {"at": -1}},
            {"$group": {"_id": "$number", "text": {"$first": "$text"}, "at": {"$first": "$at"}}},
            {"$sort": {"at": -1}},
            {"$limit": PHONES},
        ]
    )
    return [Phone(number=row["_id"], text=row["text"], at=row["at"]) for row in rows]


def texts_on(number: str) -> list[Shown]:
    """The newest texts on one phone, the oldest of them first."""
    with scope_of(settings().district_id):
        found = list(DemoText.objects(number=number).order_by("-at").limit(TEXTS))
    return [
        Shown(text=one.text, is_ours=one.is_ours, at=one.at, parts=parts_of(one.text))
        for one in reversed(found)
    ]


def parts_of(text: str) -> int:
    """How many parts the text goes out in: macrons make them shorter, and are never dropped."""
    return len(smsutil.split(text).parts)


def _rows(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with scope_of(settings().district_id):
        return list(DemoText._get_collection().aggregate(stages))
