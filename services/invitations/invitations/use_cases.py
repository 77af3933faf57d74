"""What can happen to an invitation: issued, opened, answered, promoted from the waiting list."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import claim_seats, give_seats_back
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import (
    Entry,
    Reply,
    may_answer,
    without_party_unless_coming,
)
from services.invitations.roster.queries import Invitee, still_theirs
from shared import audit, ids, outbox, store
from shared.errors import Conflict, Invalid, NotFound
from shared.events.channels import Channel
from shared.events.invitations import (
    Answer,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
    InvitationPromoted,
    Place,
)
from shared.tenancy import writing_to
from shared.web.languages import lazy_


class AnswersClosed(Conflict):
    """The answer came after the last moment for it. HTTP 409."""


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
        NotFound: as ``load_own``.
        AnswersClosed: the deadline is over.
        Invalid: a yes without people, or more people than there is room for.
    """
    invitation, _ = load_own(invitation_id, person_ids, now)
    with writing_to(invitation.school_id):
        _answer(invitation, reply, Entry(at=now))
    return invitation


@store.atomic
def answer_on_behalf(invitation_id: str, reply: Reply, *, activity_id: str, entry: Entry) -> None:
    """Enter the answer that a family gave on paper or by phone; the audit log keeps by whom.

    Whether the staff member may do so for this activity is the caller's question.
    Source: product.md R9.

    Raises:
        NotFound: the activity has no such invitation.
        AnswersClosed, Invalid: as ``answer_invitation``.
    """
    invitation = Invitation.objects(id=invitation_id, activity_id=activity_id).first()
    if invitation is None:
        raise NotFound("invitation")
    _answer(invitation, reply, entry)
    audit.append(
        "invitation.answered-on-behalf",
        f"invitation/{invitation_id}",
        {"channel": entry.channel.value, "answer": reply.answer.value},
    )


def _answer(invitation: Invitation, reply: Reply, entry: Entry) -> None:
    reply = without_party_unless_coming(reply)
    if not may_answer(entry, invitation.answer_by, invitation.starts_at):
        raise AnswersClosed("answers-closed", lazy_("The day to answer by is over."))
    if reply.answer is Answer.YES and reply.people == 0:
        raise Invalid({"adults": [lazy_("Say how many people are coming")]})
    place, turn, free = _take_place(invitation, reply.people)
    invitation.give_answer(reply, entry, place, turn)
    outbox.record(invitation, _answered_event(invitation, reply, place))
    store.save(invitation)
    if free:
        _promote(invitation.activity_id, free)


def _take_place(invitation: Invitation, people: int) -> tuple[Place, int | None, int]:
    """The place for so many people, the turn of who must wait, and the seats that became free.

    Without a limit nothing but the invitation is touched. A family that has seats keeps them when
    there are not enough for a larger party.
    """
    held = invitation.seats
    if not invitation.is_limited or people == held:
        return (Place.SEAT if people else Place.NONE), None, 0
    if people < held:
        free = give_seats_back(invitation.activity_id, held - people)
        return (Place.SEAT if people else Place.NONE), None, free
    claim = claim_seats(invitation.activity_id, people - held)
    if claim.seated:
        return Place.SEAT, None, 0
    if held:
        message = lazy_("There is no room for more people. The places you have stay yours.")
        raise Invalid({"adults": [message]})
    return Place.WAITING, invitation.turn or claim.turn, 0


def _promote(activity_id: str, free: int) -> None:
    """Give free seats to those who wait, in their order; a party too large waits on."""
    while free > 0:
        waiting = Invitation.objects(
            activity_id=activity_id, place=Place.WAITING.value, party__lte=free
        )
        invitation = waiting.order_by("turn").first()
        if invitation is None or not claim_seats(activity_id, invitation.party).seated:
            return
        invitation.move_up()
        outbox.record(
            invitation,
            InvitationPromoted(
                invitation_id=invitation.id,
                activity_id=activity_id,
                guardian_id=invitation.guardian_id,
                adults=invitation.adults,
                children=invitation.children,
            ),
        )
        store.save(invitation)
        free -= invitation.party


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


def _answered_event(invitation: Invitation, reply: Reply, place: Place) -> InvitationAnswered:
    return InvitationAnswered(
        invitation_id=invitation.id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        answer=reply.answer,
        place=place,
        adults=reply.adults,
        children=reply.children,
        needs=reply.needs,
        channel=Channel(invitation.channel),
        on_behalf=invitation.entered_by is not None,
    )
