"""What can happen to an invitation: it is issued, opened and answered.

What an answer does is in ``answering`` and ``waiting_list``; answers that come in as events are in
``replies``, reminders in ``reminding``.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.audience.rules import Invitee
from services.invitations.invitations.answering import (
    AnswersClosed,
    settle,
)
from services.invitations.invitations.asked import NotHappening, asked, own_asked
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Entry, Reply
from services.invitations.invitations.telling import answered_event
from services.invitations.invitations.waiting_list import promote_waiting
from services.invitations.roster.leaving import StandsForNobody, require_standing
from services.invitations.roster.queries import still_theirs
from shared import audit, ids, outbox, store
from shared.errors import Conflict, NotFound
from shared.events.invitations import (
    Answer,
    InvitationIssued,
    InvitationOpened,
    Support,
    Way,
)
from shared.tenancy import writing_to
from shared.web.languages import lazy_

__all__ = [
    "AnswersClosed",
    "NoLongerOffered",
    "NotHappening",
    "StandsForNobody",
    "answer_invitation",
    "answer_on_behalf",
    "choose_way",
    "decide_on_place",
    "issue_invitations",
    "load_own",
    "open_invitation",
    "promote_waiting",
    "say_what_would_help",
]


class NoLongerOffered(Conflict):
    """The place went on to another family, or was never kept. HTTP 409."""


@store.atomic
def issue_invitations(activity: Activity, invitees: Sequence[Invitee], *, now: datetime) -> None:
    """Invite these guardians; the id is derived from activity and guardian.

    Rows are made from one that the document's declaration has checked: 10,000 documents would
    take three times as long.
    """
    if not invitees:
        return
    pattern = _pattern(activity, now)
    rows = []
    for one in invitees:
        event = _issued_event(activity, one)
        outbox.record_state(
            event, school_id=activity.school_id, subject_id=event.invitation_id, version=1
        )
        rows.append(pattern | _own_fields(activity, one, event.invitation_id))
    Invitation._get_collection().insert_many(rows)


def load_own(
    invitation_id: str, person_ids: Collection[str], now: datetime
) -> tuple[Invitation, tuple[str, ...]]:
    """The invitation of one of these persons, and those of its children they still stand for.

    Source: product.md R10, R11: visibility is per guardian, and follows the link of the moment.

    Raises:
        NotFound: there is none, it is somebody else's, or the guardian link ended; all the same.
    """
    invitation: Invitation | None = store.load(Invitation, invitation_id)
    if invitation is None or invitation.guardian_id not in person_ids:
        raise NotFound("invitation")
    children = still_theirs(
        invitation.guardian_id, invitation.student_ids, invitation.school_id, now
    )
    if not children:
        raise NotFound("invitation")
    return invitation, children


@store.atomic
def open_invitation(
    invitation_id: str, person_ids: Collection[str], *, now: datetime
) -> tuple[Invitation, tuple[str, ...]]:
    """``load_own``, noting the first time that the guardian looks at it."""
    invitation, children = load_own(invitation_id, person_ids, now)
    if invitation.opened_at is None:
        with writing_to(invitation.school_id):
            invitation.look_at(now)
            outbox.record(
                invitation,
                InvitationOpened(
                    invitation_id=invitation.id,
                    activity_id=invitation.activity_id,
                    guardian_id=invitation.guardian_id,
                ),
            )
            store.save(invitation)
    return invitation, children


@store.atomic
def answer_invitation(
    invitation_id: str, reply: Reply, *, person_ids: Collection[str], now: datetime
) -> Invitation:
    """Answer an own invitation, or change the answer; the seats and the waiting list follow.

    Raises:
        NotFound: as ``own_asked``.
        AnswersClosed, NotHappening, Invalid: as ``answering.settle``.
    """
    found = own_asked(invitation_id, person_ids, now)
    with writing_to(found.invitation.school_id):
        settle(found, reply, Entry(at=now))
    return found.invitation


@store.atomic
def decide_on_place(
    invitation_id: str, *, takes_it: bool, person_ids: Collection[str], now: datetime
) -> Invitation:
    """Take the place that is kept from the waiting list, as it was asked for, or let it go.

    A second yes changes nothing.

    Raises:
        NotFound: as ``own_asked``.
        NoLongerOffered: it went on to another family.
        NotHappening: the activity was cancelled.
    """
    found = own_asked(invitation_id, person_ids, now)
    invitation = found.invitation
    if takes_it and invitation.seats and not invitation.is_offered:
        return invitation
    if not invitation.is_offered or invitation.offered_until < now:
        message = lazy_("This place went on to another family.")
        raise NoLongerOffered("no-longer-offered", message)
    with writing_to(invitation.school_id):
        settle(found, _same_again(invitation, takes_it), Entry(at=now))
    return invitation


@store.atomic
def choose_way(
    invitation_id: str, way: Way, *, person_ids: Collection[str], now: datetime
) -> Invitation:
    """Take part another way than by coming; also after the day to answer by, until it is over.

    Raises:
        NotFound: as ``own_asked``.
        AnswersClosed: the activity is over, or the guardian is coming.
        NotHappening: the activity was cancelled.
    """
    found = own_asked(invitation_id, person_ids, now)
    invitation, activity = found.invitation, found.activity()
    if activity.ends_at <= now or invitation.seats:
        raise AnswersClosed("answers-closed", lazy_("The day to answer by is over."))
    if invitation.way != way.value:
        with writing_to(invitation.school_id):
            invitation.take_part(way, Entry(at=now))
            outbox.record(invitation, answered_event(invitation))
            store.save(invitation)
    return invitation


@store.atomic
def say_what_would_help(
    invitation_id: str, needs: Sequence[Support], *, person_ids: Collection[str], now: datetime
) -> Invitation:
    """Add what would have made it easier, to an answer that stands; also after the deadline.

    Saying it again changes nothing.

    Raises:
        NotFound: as ``own_asked``.
        AnswersClosed: there is no answer yet, or the activity is over.
        NotHappening: the activity was cancelled.
    """
    found = own_asked(invitation_id, person_ids, now)
    invitation = found.invitation
    if found.activity().ends_at <= now or invitation.answer is None:
        raise AnswersClosed("answers-closed", lazy_("The day to answer by is over."))
    said = tuple(dict.fromkeys([*invitation.own_needs, *needs]))
    if said != invitation.own_needs:
        with writing_to(invitation.school_id):
            invitation.say_what_would_help(said)
            outbox.record(invitation, answered_event(invitation))
            store.save(invitation)
    return invitation


@store.atomic
def answer_on_behalf(invitation_id: str, reply: Reply, *, activity_id: str, entry: Entry) -> None:
    """Enter the answer that a family gave on paper or by phone; the audit log keeps by whom.

    Whether the staff member may do so for this activity is the caller's question.
    Source: product.md R9.

    Raises:
        NotFound: the activity has no such invitation.
        StandsForNobody: the guardian's link ended, or the children left.
        AnswersClosed, NotHappening, Invalid: as ``answer_invitation``.
    """
    found = asked(invitation_id, entry.at)
    if found is None or found.invitation.activity_id != activity_id:
        raise NotFound("invitation")
    invitation = found.invitation
    require_standing(invitation.guardian_id, invitation.student_ids, invitation.school_id, entry.at)
    settle(found, reply, entry)
    audit.append(
        "invitation.answered-on-behalf",
        f"invitation/{invitation_id}",
        {"channel": entry.channel.value, "answer": reply.answer.value},
    )


def _same_again(invitation: Invitation, takes_it: bool) -> Reply:
    """What was said when the family went on the waiting list; or a no, with the same needs."""
    return Reply(
        answer=Answer.YES if takes_it else Answer.NO,
        adults=invitation.adults,
        children=invitation.children,
        needs=invitation.own_needs,
        note=invitation.note,
    )


def _pattern(activity: Activity, now: datetime) -> store.Row:
    """What the rows of all invitations to the activity have in common."""
    invitation = Invitation(
        id="pattern",
        school_id=activity.school_id,
        version=1,
        activity_id=activity.id,
        guardian_id="pattern",
        student_ids=["pattern"],
        family_key="pattern",
        starts_at=activity.starts_at,
        answer_by=activity.answer_by,
        is_limited=activity.capacity is not None,
        issued_at=now,
    )
    invitation.validate()
    row: store.Row = invitation.to_mongo().to_dict()
    return row


def _own_fields(activity: Activity, invitee: Invitee, invitation_id: str) -> store.Row:
    return {
        "_id": invitation_id,
        "guardian_id": invitee.guardian_id,
        "student_ids": list(invitee.student_ids),
        "class_ids": list(invitee.class_ids),
        "grades": list(invitee.grades),
        "family_key": ids.derived_id(
            activity.school_id, *(invitee.family or sorted(invitee.student_ids))
        ),
        "reason": invitee.reason.as_dict(),
    }


def _issued_event(activity: Activity, invitee: Invitee) -> InvitationIssued:
    return InvitationIssued(
        invitation_id=ids.derived_id("invitation", activity.id, invitee.guardian_id),
        activity_id=activity.id,
        guardian_id=invitee.guardian_id,
        student_ids=invitee.student_ids,
        class_ids=invitee.class_ids,
        grades=invitee.grades,
        answer_by=activity.answer_by,
    )
