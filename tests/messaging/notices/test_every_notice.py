"""Whatever there is to say is said by the worker, in each language and by each of its channels."""

from datetime import timedelta
from typing import Any

import pytest

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.deliveries.use_cases import Mail, plan_mails
from services.messaging.notices.rules import ABOUT_INVITATIONS, TEXTED, Notice
from shared import clock, ids
from shared.events.channels import Channel
from shared.events.conferences import ConferenceOpened, SlotBooked, TalkMode
from shared.events.evaluation import Role
from shared.events.invitations import InvitationIssued
from shared.events.texts import Text, texts_as_dict
from shared.events.visits import VisitAgreed
from shared.tenancy import scope_of
from tests.messaging.gateway import Gateway, send_texts
from tests.messaging.invitations import a_cancellation, an_activity, an_invitation
from tests.messaging.mailboxes import send
from tests.messaging.world import Family

NUMBER = "+64215550119"
TITLE = {"en": Text("Talks in winter")}


def details_of(notice: Notice, family: Family, teacher: str) -> dict[str, Any]:
    """What the notice is planned with; a new kind has to say so here."""
    soon = clock.now() + timedelta(days=2)
    span = {"starts_at": soon.isoformat(), "ends_at": (soon + timedelta(hours=1)).isoformat()}
    day = {"on": clock.now().date().isoformat(), "category": "absent"}
    by_teacher = {"author_id": teacher}
    own: dict[Notice, dict[str, Any]] = {
        Notice.INVITATION_ISSUED: {},
        Notice.INVITATION_PROMOTED: {},
        Notice.INVITATION_REMINDER: {},
        Notice.ACTIVITY_CHANGED: {"what": ["place"]},
        Notice.ACTIVITY_CANCELLED: {},
        Notice.ANSWER_NOTED: {"answer": "yes", "place": "seat"},
        Notice.ANSWER_REFUSED: {"refusal": "closed"},
        Notice.TEXT_UNCLEAR: {},
        Notice.CONFERENCE_OPENED: {"title": texts_as_dict(TITLE)},
        Notice.SLOT_BOOKED: {"sequence": 2},
        Notice.SLOT_RELEASED: {"sequence": 2, "reason": "staff"},
        Notice.VISIT_PROPOSED: {"sequence": 2},
        Notice.VISIT_AGREED: {"sequence": 2},
        Notice.VISIT_CANCELLED: {"sequence": 2},
        Notice.HOMEWORK_SET: {"title": texts_as_dict(TITLE), **day},
        Notice.PRACTICE_ACKNOWLEDGED: by_teacher,
        Notice.OFFER_ACCEPTED: by_teacher,
        Notice.SIGN_UP_MOVED: {**span, "title": texts_as_dict(TITLE)},
        Notice.SIGN_UP_REMOVED: {"title": texts_as_dict(TITLE)},
        Notice.SIGN_IN_LINK: {"next_path": "/"},
        Notice.MESSAGE_WRITTEN: by_teacher,
        Notice.ABSENCE_RECORDED: day,
        Notice.ABSENCE_CORRECTED: day,
        Notice.PROGRESS_NEWS: day,
    }
    return {"student_ids": [family.child_id], **own[notice]}


@pytest.fixture
def teacher(family: Family) -> str:
    return family.world.make_person(family.school_id, Role.TEACHER, given_name="Aroha")


@pytest.fixture
def invitation(family: Family, teacher: str) -> InvitationIssued:
    """All that a notice can be about is known: an activity, a talk, a visit."""
    activity = an_activity()
    issued = an_invitation(activity, family.guardian_id, family.child_id)
    family.world.tell(family.school_id, activity, issued, *_agreed(family, teacher))
    send()
    return issued


@pytest.mark.parametrize("language", ["en", "mi", "ar"])
@pytest.mark.parametrize("notice", list(Notice))
def test_every_notice_is_mailed_in_every_language(
    family: Family, teacher: str, invitation: InvitationIssued, notice: Notice, language: str
) -> None:
    mail = _planned(notice, family, teacher, invitation, language, Channel.EMAIL)
    send()
    assert _became_of(mail, family) == (DeliveryState.DELIVERED.value, "")


@pytest.mark.parametrize("language", ["en", "mi", "ar"])
@pytest.mark.parametrize("notice", sorted(TEXTED))
def test_every_notice_that_goes_out_as_a_text_does_in_every_language(
    family: Family,
    teacher: str,
    invitation: InvitationIssued,
    gateway: Gateway,
    notice: Notice,
    language: str,
) -> None:
    family.world.reach(family.school_id, family.guardian_id, phones=(NUMBER,))
    text = _planned(notice, family, teacher, invitation, language, Channel.SMS)
    send_texts()
    assert _became_of(text, family) == (DeliveryState.DELIVERED.value, "")


def _planned(
    notice: Notice,
    family: Family,
    teacher: str,
    invitation: InvitationIssued,
    language: str,
    channel: Channel,
) -> str:
    """The id of the planned notice."""
    if notice is Notice.ACTIVITY_CANCELLED:
        activity = an_activity(activity_id=invitation.activity_id)
        family.world.tell(family.school_id, a_cancellation(activity))
    details = details_of(notice, family, teacher)
    if notice in ABOUT_INVITATIONS:
        details["activity_id"] = invitation.activity_id
    mail = Mail(
        id=ids.new_id(),
        notice=notice,
        about=_about(notice, family, invitation),
        person_id=family.guardian_id,
        language=language,
        has_address=True,
        details=details,
        channel=channel,
        number=NUMBER if channel is Channel.SMS else "",
    )
    with scope_of(family.school_id):
        plan_mails(family.school_id, [mail])
    return mail.id


def _about(notice: Notice, family: Family, invitation: InvitationIssued) -> str | None:
    if notice is Notice.SIGN_IN_LINK:
        return None
    if notice in ABOUT_INVITATIONS:
        return f"invitation/{invitation.invitation_id}"
    kind = notice.value.partition("_")[0]
    if kind in ("slot", "visit", "conference"):
        return f"{kind}/{ids.derived_id(kind, family.guardian_id)}"
    return f"child/{family.child_id}"


def _became_of(delivery_id: str, family: Family) -> tuple[str, str]:
    with scope_of(family.school_id):
        found = Delivery.objects.get(id=delivery_id)
    return found.state, found.reason


def _agreed(family: Family, teacher: str) -> list[Any]:
    """A conference with a booked talk, and a visit."""
    starts_at = clock.now() + timedelta(days=3)
    who = {"guardian_id": family.guardian_id, "student_ids": (family.child_id,)}
    span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=10), "sequence": 2}
    conference = ids.derived_id("conference", family.guardian_id)
    return [
        ConferenceOpened(
            conference_id=conference,
            title=TITLE,
            class_ids=(),
            host_ids=(teacher,),
            opens_at=clock.now(),
            closes_at=starts_at,
        ),
        SlotBooked(
            slot_id=ids.derived_id("slot", family.guardian_id),
            conference_id=conference,
            host_id=teacher,
            place={"en": Text("Room 7")},
            mode=TalkMode.IN_PERSON,
            **who,
            **span,
        ),
        VisitAgreed(
            visit_id=ids.derived_id("visit", family.guardian_id),
            host_ids=(teacher,),
            **who,
            **span,
        ),
    ]
