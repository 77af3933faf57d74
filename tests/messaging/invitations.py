"""What invitations would tell: an activity, and invitations to it."""

from datetime import timedelta
from typing import Any

from shared import clock, ids
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.channels import Channel
from shared.events.invitations import (
    ActivityAnnounced,
    ActivityKind,
    Answer,
    Focus,
    InvitationAnswered,
    InvitationIssued,
    InvitationPromoted,
    Place,
    Support,
)
from shared.events.texts import Text


def an_activity(**changes: Any) -> ActivityAnnounced:
    starts_at = clock.now() + timedelta(days=8)
    values: dict[str, Any] = {
        "activity_id": ids.new_id(),
        "kind": ActivityKind.PARTNERSHIP,
        "focus": Focus.LEARNING,
        "title": {"en": Text("Number game evening"), "ar": Text("أمسية لعبة الأرقام")},
        "relevance": {"en": Text("Ten minutes of this game helps with tens and ones.")},
        "place": {"en": Text("Room 7")},
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "answer_by": starts_at - timedelta(days=5),
        "host_id": ids.new_id(),
        "class_ids": (ids.new_id(),),
        "supports": (Support.INTERPRETER, Support.FOOD),
    }
    return ActivityAnnounced(**{**values, **changes})


def an_invitation(
    activity: ActivityAnnounced, guardian_id: str, *student_ids: str
) -> InvitationIssued:
    return InvitationIssued(
        invitation_id=ids.derived_id(activity.activity_id, guardian_id),
        activity_id=activity.activity_id,
        guardian_id=guardian_id,
        student_ids=student_ids,
        class_ids=activity.class_ids,
        grades=("4",),
        answer_by=activity.answer_by,
    )


def a_promotion(invitation: InvitationIssued) -> InvitationPromoted:
    return InvitationPromoted(
        invitation_id=invitation.invitation_id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        adults=2,
        children=1,
    )


def an_answer(invitation: InvitationIssued, answer: str, **changes: Any) -> InvitationAnswered:
    values: dict[str, Any] = {
        "invitation_id": invitation.invitation_id,
        "activity_id": invitation.activity_id,
        "guardian_id": invitation.guardian_id,
        "answer": Answer(answer),
        "place": Place.SEAT if answer == "yes" else Place.NONE,
        "adults": 2 if answer == "yes" else 0,
        "children": 1 if answer == "yes" else 0,
        "needs": (),
        "channel": Channel.WEB,
        "on_behalf": False,
    }
    return InvitationAnswered(**{**values, **changes})


def a_change(activity: ActivityAnnounced, sequence: int, **changes: Any) -> ActivityChanged:
    now = {
        name: changes.get(name, getattr(activity, name))
        for name in (
            "title",
            "relevance",
            "place",
            "starts_at",
            "ends_at",
            "answer_by",
            "capacity",
            "supports",
        )
    }
    return ActivityChanged(
        activity_id=activity.activity_id, sequence=sequence, what=tuple(changes), **now
    )


def a_cancellation(activity: ActivityAnnounced, sequence: int = 9) -> ActivityCancelled:
    return ActivityCancelled(
        activity_id=activity.activity_id,
        reason={"en": Text("The hall is flooded.")},
        sequence=sequence,
    )
