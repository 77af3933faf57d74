"""What happens in a school, for the tests of ledger and reports: a small roster and its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from services.evaluation.roster.models import RosterLink, RosterOrg, RosterPerson
from shared import store
from shared.events.channels import Channel
from shared.events.invitations import (
    ActivityAnnounced,
    ActivityKind,
    Answer,
    AttendanceMode,
    AttendanceRecorded,
    Focus,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
    Place,
    PracticeKind,
)
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.events.texts import written
from shared.tenancy import projection_id

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Home:
    """A family of the roster: guardians with the language each reads best, children with grades."""

    guardians: dict[str, str]
    children: dict[str, str]


def put_on_roll(school_id: str, homes: Sequence[Home], *, name: str = "Kōwhai Street") -> None:
    """Store the school and its families as an import would have."""
    rows: dict[Any, list[dict[str, Any]]] = {RosterPerson: [], RosterLink: []}
    for home in homes:
        for guardian_id, language in home.guardians.items():
            rows[RosterPerson].append(_person(guardian_id, "guardian", (), (language,)))
            rows[RosterLink] += [_link(guardian_id, child) for child in home.children]
        for child, grade in home.children.items():
            rows[RosterPerson].append(_person(child, "student", (grade,), ()))
    for document, own in rows.items():
        if own:
            document._get_collection().insert_many([_published(school_id, row) for row in own])
    org = {
        "id": school_id,
        "org_id": school_id,
        "name": name,
        "kind": "school",
        "zone": "Pacific/Auckland",
        "languages": ["en", "mi"],
        "active": True,
    }
    RosterOrg._get_collection().insert_one(_published(school_id, org))


def rows_of(name: str) -> dict[str, dict[str, Any]]:
    """The rows of a collection by id, as they are stored."""
    return {row["_id"]: row for row in store.database()[name].find({})}


def announced(activity_id: str = "a1", **changes: Any) -> ActivityAnnounced:
    values: dict[str, Any] = {
        "activity_id": activity_id,
        "kind": ActivityKind.PARTNERSHIP,
        "focus": Focus.LEARNING,
        "title": written("en", "Maths evening"),
        "relevance": written("en", "Fractions at home"),
        "place": written("en", "Hall"),
        "starts_at": AT,
        "ends_at": AT,
        "answer_by": AT,
        "host_id": "teacher",
        "class_ids": ("room-7",),
        "supports": (),
    }
    return ActivityAnnounced(**{**values, **changes})


def issued(guardian_id: str, *students: str, activity_id: str = "a1") -> InvitationIssued:
    return InvitationIssued(
        invitation_id=f"{activity_id}-{guardian_id}",
        activity_id=activity_id,
        guardian_id=guardian_id,
        student_ids=students,
        class_ids=("room-7",),
        grades=("04",),
        answer_by=AT,
    )


def opened(guardian_id: str, *, activity_id: str = "a1") -> InvitationOpened:
    return InvitationOpened(
        invitation_id=f"{activity_id}-{guardian_id}",
        activity_id=activity_id,
        guardian_id=guardian_id,
    )


def answered(
    guardian_id: str, answer: Answer = Answer.YES, *, activity_id: str = "a1"
) -> InvitationAnswered:
    return InvitationAnswered(
        invitation_id=f"{activity_id}-{guardian_id}",
        activity_id=activity_id,
        guardian_id=guardian_id,
        answer=answer,
        place=Place.SEAT,
        adults=1,
        children=1,
        needs=(),
        channel=Channel.WEB,
        on_behalf=False,
    )


def promoted(guardian_id: str, *, activity_id: str = "a1") -> InvitationPromoted:
    return InvitationPromoted(
        invitation_id=f"{activity_id}-{guardian_id}",
        activity_id=activity_id,
        guardian_id=guardian_id,
        adults=1,
        children=1,
    )


def attended(
    guardian_id: str | None,
    *students: str,
    activity_id: str = "a1",
    invited: bool = True,
    present: bool = True,
) -> AttendanceRecorded:
    return AttendanceRecorded(
        attendance_id=f"at-{activity_id}-{guardian_id or '-'.join(students)}",
        activity_id=activity_id,
        invitation_id=f"{activity_id}-{guardian_id}" if invited else None,
        guardian_id=guardian_id,
        student_ids=students,
        mode=AttendanceMode.IN_PERSON,
        adults=1,
        children=1,
        present=present,
    )


def practised(
    guardian_id: str, student_id: str, *, on: date = date(2026, 11, 20), practice_id: str = "p1"
) -> HomePracticeRecorded:
    return HomePracticeRecorded(
        practice_id=practice_id,
        guardian_id=guardian_id,
        student_id=student_id,
        kind=PracticeKind.READING,
        practised_on=on,
    )


def delivery(
    guardian_id: str,
    status: DeliveryStatus = DeliveryStatus.DELIVERED,
    *,
    activity_id: str = "a1",
    channel: Channel = Channel.EMAIL,
) -> DeliveryStatusChanged:
    return DeliveryStatusChanged(
        delivery_id=f"d-{activity_id}-{guardian_id}-{channel.value}",
        about=f"invitation/{activity_id}-{guardian_id}",
        person_id=guardian_id,
        channel=channel,
        status=status,
        language="en",
    )


def _person(
    person_id: str, role: str, grades: Sequence[str], languages: Sequence[str]
) -> dict[str, Any]:
    return {
        "id": person_id,
        "person_id": person_id,
        "given_name": "Mele",
        "family_name": "Fifita",
        "preferred_name": "",
        "roles": [role],
        "grades": list(grades),
        "languages": [one for one in languages if one],
        "active": True,
    }


def _link(guardian_id: str, student_id: str) -> dict[str, Any]:
    return {
        "id": f"{student_id}-{guardian_id}",
        "link_id": f"{student_id}-{guardian_id}",
        "student_id": student_id,
        "guardian_id": guardian_id,
        "relation": "parent",
        "may_be_invited": True,
        "data_access": True,
        "active": True,
    }


def _published(school_id: str, row: dict[str, Any]) -> dict[str, Any]:
    document_id = projection_id(school_id, row.pop("id"))
    return {"_id": document_id, "school_id": school_id, "version": 1, "digest": "-", **row}
