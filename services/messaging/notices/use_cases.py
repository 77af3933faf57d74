"""Planning notices about invitations and answers: to whom, with which ids for the words."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.messaging.notices.models import KnownActivity, KnownInvitation
from services.messaging.notices.planning import (
    Wish,
    drop_unsent,
    key_of,
    last_told,
    plan,
    require,
    require_readers,
)
from services.messaging.notices.rules import Notice, comes, is_noted_aloud, later_of
from services.messaging.roster.models import RosterPerson
from shared import clock
from shared.envelope import Envelope
from shared.events import texts_as_dict
from shared.events.channels import Channel
from shared.events.invitations import (
    AnswerCause,
    InvitationAnswered,
    InvitationAnswerRefused,
    InvitationIssued,
    InvitationPromoted,
    InvitationReminderDue,
)
from shared.events.sign_ups import ReleaseReason, SignUpMoved, SignUpReleased
from shared.store import atomic
from shared.tenancy import projection_id, write_scope

Told = InvitationIssued | InvitationPromoted | InvitationReminderDue | InvitationAnswerRefused
_BY_TEXT = frozenset({Channel.SMS})


@atomic
def plan_notices(notice: Notice, batch: Sequence[tuple[Told, Envelope]]) -> None:
    """Plan one notice for each of the events' guardians.

    Raises:
        WaitingFor: the activity, the school, a person or their contact points are not known yet.
    """
    students = _students_of([event for event, _ in batch])
    _require(batch)
    require(
        RosterPerson, [child for event, _ in batch for child in getattr(event, "student_ids", ())]
    )
    plan(
        [
            Wish(
                notice=notice,
                about=envelope.subject,
                person_id=event.guardian_id,
                key=key_of(envelope),
                details={
                    "activity_id": event.activity_id,
                    "student_ids": students.get(event.invitation_id, []),
                    **_said(event),
                },
                by_text=getattr(event, "channel", None) in _BY_TEXT,
                is_extra=notice is not Notice.INVITATION_ISSUED,
            )
            for event, envelope in batch
        ]
    )


@atomic
def plan_answers_to_answers(batch: Sequence[tuple[InvitationAnswered, Envelope]]) -> None:
    """Have a family told that its answer was noted: what came by text, and what has a calendar.

    What changes again before it went out is told once, as it is then.

    Raises:
        WaitingFor: the activity, the school, a person or their contact points are not known yet.
    """
    students = _students_of([event for event, _ in batch])
    _require(batch)
    for event, envelope in batch:
        wish = _noted(event, envelope, students.get(event.invitation_id, []))
        if wish is not None:
            plan([wish])


@atomic
def plan_moved_sign_ups(batch: Sequence[tuple[SignUpMoved, Envelope]]) -> None:
    """Have who helps at an activity told of the new time; only the last one goes out.

    Raises:
        WaitingFor: the activity, the school, a person or their contact points are not known yet.
    """
    students = _students_of([event for event, _ in batch])
    _require(batch)
    for event, envelope in batch:
        plan(
            [
                Wish(
                    notice=Notice.SIGN_UP_MOVED,
                    about=f"invitation/{event.invitation_id}",
                    person_id=event.guardian_id,
                    key=key_of(envelope),
                    details={
                        "activity_id": event.activity_id,
                        "student_ids": students.get(event.invitation_id, []),
                        "sign_up_id": event.sign_up_id,
                        "title": texts_as_dict(event.title),
                        "starts_at": event.starts_at.isoformat(),
                        "ends_at": event.ends_at.isoformat(),
                    },
                    is_extra=True,
                )
            ]
        )


@atomic
def plan_removed_sign_ups(batch: Sequence[tuple[SignUpReleased, Envelope]]) -> None:
    """Have who signed up for something told that the host asks for it no more.

    Who gave it back knows. Earlier events named no invitation; nothing is told of those.

    Raises:
        WaitingFor: the activity, the school, a person or their contact points are not known yet.
    """
    removed = [one for one in batch if one[0].reason is ReleaseReason.SLOT_REMOVED]
    told = [one for one in removed if one[0].invitation_id is not None]
    students = _students_of([event for event, _ in told])
    _require(told)
    plan(
        [
            Wish(
                notice=Notice.SIGN_UP_REMOVED,
                about=f"invitation/{event.invitation_id}",
                person_id=event.guardian_id,
                key=key_of(envelope),
                details={
                    "activity_id": event.activity_id,
                    "student_ids": students.get(str(event.invitation_id), []),
                    "title": texts_as_dict(event.title or {}),
                },
                is_extra=True,
            )
            for event, envelope in told
        ]
    )


def _noted(event: InvitationAnswered, envelope: Envelope, students: list[str]) -> Wish | None:
    """At most one of them waits for each invitation."""
    about, guardian = envelope.subject, event.guardian_id
    drop_unsent(about, guardian, {Notice.ANSWER_NOTED})
    told = last_told(about, guardian, Notice.ANSWER_NOTED)
    told_to_come = told is not None and comes(
        told.details.get("answer", ""), told.details.get("place", "")
    )
    by_text = event.channel in _BY_TEXT and event.because is AnswerCause.GIVEN
    if not by_text and not is_noted_aloud(event, told_to_come=told_to_come):
        return None
    now = clock.now()
    told_at = told.planned_at.replace(tzinfo=now.tzinfo) if told is not None else None
    return Wish(
        notice=Notice.ANSWER_NOTED,
        about=about,
        person_id=guardian,
        key=key_of(envelope),
        details={
            "activity_id": event.activity_id,
            "student_ids": students,
            "answer": event.answer.value,
            "place": event.place.value,
            "adults": event.adults,
            "children": event.children,
            "because": event.because.value,
        },
        # Who sends a text waits for the answer; a page has said it at once.
        due_at=now if by_text else later_of(now, told_at),
        by_text=by_text,
        is_extra=True,
    )


def _said(event: Told) -> Mapping[str, object]:
    if isinstance(event, InvitationAnswerRefused):
        return {"refusal": event.reason.value}
    if isinstance(event, InvitationPromoted) and event.accept_by is not None:
        return {"accept_by": event.accept_by.isoformat()}
    return {}


def _require(batch: Sequence[tuple[Any, Envelope]]) -> None:
    require(KnownActivity, [event.activity_id for event, _ in batch])
    require_readers([event.guardian_id for event, _ in batch])


def _students_of(events: Sequence[Any]) -> dict[str, list[str]]:
    """The children of each invitation; those that the event itself names come first."""
    school_id = write_scope()
    wanted = [projection_id(school_id, event.invitation_id) for event in events]
    known = {one.invitation_id: one.student_ids for one in KnownInvitation.objects(id__in=wanted)}
    named = {event.invitation_id: getattr(event, "student_ids", ()) for event in events}
    return {one: list(named[one] or known.get(one, ())) for one in named}
