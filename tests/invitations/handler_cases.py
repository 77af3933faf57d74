"""What happened, for the handlers of invitations."""

from datetime import UTC, datetime

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.roster.models import RosterGuardianLink
from shared.events.channels import Channel
from shared.events.evaluation import (
    CoordinatorAppointed,
    CoordinatorLeft,
    SchoolRemoved,
    SchoolResumed,
    SchoolSuspended,
)
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged, SessionEnded
from shared.events.privacy import LegalHoldLifted, LegalHoldPlaced, PrivacyRequested
from shared.events.replies import ReplyReceived
from shared.store import insert_many
from tests.handler_suite import Case, example

DAY = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
INVITATION = "4f1c0a4e-6a53-5b53-8f0b-0f2d8a1f6c11"


def _an_invitation_stands(school_id: str) -> None:
    insert_many(
        [
            Invitation(
                id=INVITATION,
                school_id=school_id,
                version=1,
                activity_id="a",
                guardian_id="g",
                student_ids=["s"],
                family_key="f",
                starts_at=DAY,
                answer_by=DAY,
                issued_at=DAY,
            )
        ]
    )


def _a_guardian_is_asked(school_id: str) -> None:
    _an_invitation_stands(school_id)
    words = {"en": {"text": "A game", "status": "human"}}
    insert_many(
        [
            Activity(
                id="a",
                school_id=school_id,
                version=1,
                kind="collaboration",
                focus="learning",
                title=words,
                relevance=words,
                place=words,
                starts_at=DAY,
                ends_at=DAY,
                answer_by=DAY,
                host_id="t",
                class_ids=["c"],
                job_id="j",
            )
        ]
    )
    # As the roster's projection keeps it: dates that nobody told are there, and null.
    RosterGuardianLink._get_collection().insert_one(
        {
            "_id": f"{school_id}/l",
            "school_id": school_id,
            "version": 1,
            "student_id": "s",
            "guardian_id": "g",
            "data_access": True,
            "active": True,
            "valid_from": None,
            "valid_to": None,
        }
    )


def _replied(**changes: object) -> ReplyReceived:
    values = {"about": f"invitation/{INVITATION}", "person_id": "g", "on_behalf_of": "g"}
    return example(ReplyReceived, received_at=DAY, **(values | changes))


def _told(status: DeliveryStatus, delivery_id: str = "d1") -> DeliveryStatusChanged:
    return example(
        DeliveryStatusChanged,
        about=f"invitation/{INVITATION}",
        status=status,
        delivery_id=delivery_id,
        channel=Channel.EMAIL,
    )


CASES = [
    Case(
        name="somebody asks to be forgotten, and is held",
        facts=[
            example(PrivacyRequested),
            example(LegalHoldPlaced),
            example(LegalHoldLifted),
            example(LegalHoldPlaced),
        ],
    ),
    Case(
        name="coordinators come and go",
        facts=[
            example(CoordinatorAppointed),
            example(CoordinatorLeft),
            example(CoordinatorAppointed, person_id="successor"),
        ],
    ),
    Case(
        name="a school is closed, opened and removed",
        facts=[example(SchoolSuspended), example(SchoolResumed), example(SchoolRemoved)],
    ),
    Case(
        name="sessions end",
        facts=[example(SessionEnded), example(SessionEnded, sid="another")],
    ),
    Case(
        name="an invitation reaches a guardian by the second way",
        given=_an_invitation_stands,
        facts=[
            _told(DeliveryStatus.SENDING),
            _told(DeliveryStatus.PERMANENT_FAILURE),
            _told(DeliveryStatus.SENDING, "d2"),
            _told(DeliveryStatus.DELIVERED, "d2"),
        ],
    ),
    Case(
        name="a family answers on paper",
        given=_a_guardian_is_asked,
        facts=[_replied()],
    ),
    Case(
        name="a family sends what nobody understands",
        given=_a_guardian_is_asked,
        facts=[_replied(choice="perhaps")],
    ),
]
