"""What can happen: a hold is told, a request is answered piece by piece and then fulfilled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.invitations.privacy.erasing import erase_some
from services.invitations.privacy.models import LegalHold
from services.invitations.privacy.queries import count_about, is_held, kept_for_others
from services.invitations.privacy.rules import DataClass
from shared import audit, jobs, outbox, store
from shared.events.privacy import (
    DataCount,
    DataKept,
    KeptBecause,
    PrivacyFulfilled,
    PrivacyKind,
    PrivacyOutcome,
)
from shared.tenancy import projection_id, write_scope

ANSWERING = "privacy-request"
# Practices keep what their photos are found by, so photos go first; lists and the rest go last.
ORDER = (
    DataClass.MEDIA,
    DataClass.INVITATIONS,
    *(one for one in DataClass if one not in (DataClass.MEDIA, DataClass.INVITATIONS)),
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked for about whom."""

    request_id: str
    person_id: str
    kind: PrivacyKind

    def as_args(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {
            "request_id": self.request_id,
            "person_id": self.person_id,
            "kind": self.kind.value,
        }

    @classmethod
    def from_args(cls, args: dict[str, Any]) -> "Request":
        """What ``as_args`` gave."""
        return cls(
            request_id=args["request_id"],
            person_id=args["person_id"],
            kind=PrivacyKind(args["kind"]),
        )


@store.atomic
def begin_answering(request: Request) -> None:
    """Let a worker answer the request for the school in scope; once, however often it is told."""
    school_id = write_scope()
    jobs.enqueue(
        ANSWERING,
        school_id=school_id,
        args=request.as_args(),
        key=f"{school_id}/{request.request_id}",
    )


@store.atomic
def note_hold(person_id: str, *, is_held_now: bool, version: int) -> None:
    """Keep whether the person's data is held. Guarded by the greater ``version``."""
    school_id = write_scope()
    LegalHold._get_collection().replace_newer(
        [
            {
                "_id": projection_id(school_id, person_id),
                "school_id": school_id,
                "version": version,
                "person_id": person_id,
                "is_held": is_held_now,
            }
        ]
    )


@store.atomic
def erase_piece(request: Request, stage: int, now: datetime) -> tuple[int, DataClass | None, int]:
    """Erase the next rows: returns the stage to go on with, whose they were, and how many.

    No class of data: all is gone. Safe to run again, since what is forgotten is not found again.
    """
    for number in range(stage, len(ORDER)):
        rows = erase_some(ORDER[number], request.person_id, now)
        if rows:
            return number, ORDER[number], rows
    return len(ORDER), None, 0


@store.atomic
def fulfil(request: Request, counts: dict[str, int]) -> None:
    """Say that the request is answered: for a copy what there is, for an erasure what went.

    What names somebody else too, on whom a hold is in force, is told as kept.
    """
    if request.kind is PrivacyKind.EXPORT:
        counts = count_about([request.person_id])
        _tell(request, PrivacyOutcome.DONE, counts, ())
        return
    _tell(request, PrivacyOutcome.DONE, counts, _kept(kept_for_others(request.person_id)))


@store.atomic
def refuse_held(request: Request, counts: dict[str, int]) -> None:
    """Say that a hold is in force; ``counts`` is what went before it came, if anything."""
    _tell(request, PrivacyOutcome.HELD, counts, _kept(count_about([request.person_id])))


def must_wait(request: Request) -> bool:
    """Whether nothing may be erased about the person now."""
    return request.kind is PrivacyKind.ERASE and is_held(request.person_id)


_KEPT = (
    DataKept(data="roster", reason=KeptBecause.ROSTER),
    DataKept(data="audit", reason=KeptBecause.AUDIT),
)


def _kept(under_hold: Iterable[str]) -> tuple[DataKept, ...]:
    held = (DataKept(data=name, reason=KeptBecause.LEGAL_HOLD) for name in under_hold)
    return (*held, *_KEPT)


def _tell(
    request: Request,
    outcome: PrivacyOutcome,
    counts: dict[str, int],
    kept: tuple[DataKept, ...],
) -> None:
    outbox.record_state(
        PrivacyFulfilled(
            request_id=request.request_id,
            service="invitations",
            person_id=request.person_id,
            kind=request.kind,
            outcome=outcome,
            counts=tuple(
                DataCount(data=name, records=number) for name, number in sorted(counts.items())
            ),
            kept=kept,
        ),
        school_id=write_scope(),
        subject_id=request.request_id,
        version=1,
    )
    audit.append(
        f"privacy.{request.kind.value}-{outcome.value}",
        f"person/{request.person_id}",
        {"request_id": request.request_id, "records": counts},
    )
