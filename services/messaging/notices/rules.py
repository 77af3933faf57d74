"""The kinds of notices there are, and when there is something to say. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.events.invitations import Answer, AnswerCause, InvitationAnswered, Place
from shared.events.progress import AbsenceCorrected, AbsenceRecorded, AttendanceCategory

# A feed's first load, or a late one, tells of days long past: those are on the page only.
ABSENCES_OF = timedelta(days=1)
NEWS_OF = timedelta(days=3)
# What changes again so soon after we wrote of it waits, and is told together.
COLLAPSE = timedelta(minutes=30)


class Notice(StrEnum):
    """What is said; its words are the templates in the folder of that name."""

    INVITATION_ISSUED = "invitation_issued"
    INVITATION_PROMOTED = "invitation_promoted"
    INVITATION_REMINDER = "invitation_reminder"
    ACTIVITY_CHANGED = "activity_changed"
    ACTIVITY_CANCELLED = "activity_cancelled"
    ANSWER_NOTED = "answer_noted"
    ANSWER_REFUSED = "answer_refused"
    TEXT_UNCLEAR = "text_unclear"
    CONFERENCE_OPENED = "conference_opened"
    SLOT_BOOKED = "slot_booked"
    SLOT_RELEASED = "slot_released"
    VISIT_PROPOSED = "visit_proposed"
    VISIT_AGREED = "visit_agreed"
    VISIT_CANCELLED = "visit_cancelled"
    HOMEWORK_SET = "homework_set"
    PRACTICE_ACKNOWLEDGED = "practice_acknowledged"
    OFFER_ACCEPTED = "offer_accepted"
    SIGN_UP_MOVED = "sign_up_moved"
    SIGN_UP_REMOVED = "sign_up_removed"
    SIGN_IN_LINK = "sign_in_link"
    MESSAGE_WRITTEN = "message_written"
    ABSENCE_RECORDED = "absence_recorded"
    ABSENCE_CORRECTED = "absence_corrected"
    PROGRESS_NEWS = "progress_news"


# They say that there is a place to answer, so their link leads to the invitation.
ABOUT_INVITATIONS = frozenset(
    {
        Notice.INVITATION_ISSUED,
        Notice.INVITATION_PROMOTED,
        Notice.INVITATION_REMINDER,
        Notice.ACTIVITY_CHANGED,
        Notice.ACTIVITY_CANCELLED,
        Notice.ANSWER_NOTED,
        Notice.ANSWER_REFUSED,
        Notice.TEXT_UNCLEAR,
        Notice.SIGN_UP_MOVED,
        Notice.SIGN_UP_REMOVED,
    }
)
# They also go out as a text, to who has a phone and no mailbox.
TEXTED = ABOUT_INVITATIONS
# An answer to such a text is an answer to the invitation.
ASKS = frozenset(
    {
        Notice.INVITATION_ISSUED,
        Notice.INVITATION_PROMOTED,
        Notice.INVITATION_REMINDER,
        Notice.ACTIVITY_CHANGED,
        Notice.ANSWER_NOTED,
        Notice.ANSWER_REFUSED,
        Notice.TEXT_UNCLEAR,
    }
)
# They have a time of their own, which stands in the calendar.
HAS_OWN_TIME = frozenset(
    {Notice.SLOT_BOOKED, Notice.SLOT_RELEASED, Notice.VISIT_AGREED, Notice.VISIT_CANCELLED}
)
# They carry what the family said yes to, or take it back.
WITH_CALENDAR = frozenset(
    {
        Notice.ANSWER_NOTED,
        Notice.ACTIVITY_CHANGED,
        Notice.ACTIVITY_CANCELLED,
        Notice.INVITATION_PROMOTED,
    }
)
# Nobody comes to what does not take place, so these are not said of it any more.
ONLY_WHILE_IT_STANDS = frozenset(
    {
        Notice.INVITATION_ISSUED,
        Notice.INVITATION_PROMOTED,
        Notice.INVITATION_REMINDER,
        Notice.ACTIVITY_CHANGED,
        Notice.SIGN_UP_MOVED,
        Notice.SIGN_UP_REMOVED,
    }
)
# They go to those who stand for a child today, and to nobody else (R11).
TO_FAMILIES = frozenset(Notice) - {Notice.SIGN_IN_LINK, Notice.MESSAGE_WRITTEN}
# They name the children they are about; without any there is nothing to say.
NAMES_CHILDREN = frozenset(
    {
        Notice.INVITATION_ISSUED,
        Notice.ABSENCE_RECORDED,
        Notice.ABSENCE_CORRECTED,
        Notice.PROGRESS_NEWS,
        Notice.MESSAGE_WRITTEN,
        Notice.CONFERENCE_OPENED,
        Notice.HOMEWORK_SET,
        Notice.PRACTICE_ACKNOWLEDGED,
    }
)
# What a family plans by: a change of anything else is seen on the page only.
TOLD_CHANGES = ("starts_at", "ends_at", "place", "title", "answer_by", "supports", "ways")
# A family that said no may come after all when these change.
_MAY_CHANGE_A_NO = frozenset({"starts_at", "ends_at", "place", "supports", "ways"})


def alerts(event: AbsenceRecorded, today: date) -> bool:
    """Whether homes are told of the absence: of today or yesterday, and not excused.

    Source: design lms.md §4: a tardy is not an absence; nothing is sent for a day without school.
    """
    is_absent = event.category is AttendanceCategory.ABSENT and event.excused is not True
    is_fresh = today - ABSENCES_OF <= event.on <= today
    return is_absent and is_fresh and event.notify and event.in_session


def takes_back(event: AbsenceCorrected) -> bool:
    """Whether the child was not absent without leave after all."""
    was_absent = event.was is AttendanceCategory.ABSENT
    return was_absent and (event.category is not AttendanceCategory.ABSENT or bool(event.excused))


def is_news(on: date, today: date) -> bool:
    """Whether something of that day is worth a mail today."""
    return on >= today - NEWS_OF


def told_changes(what: Iterable[str]) -> list[str]:
    """Those of the changed fields that families are told of, in the order they are told."""
    changed = set(what)
    return [name for name in TOLD_CHANGES if name in changed]


def is_told_of_change(
    answer: str, what: Collection[str], *, is_cancelled: bool, takes_part: bool
) -> bool:
    """Whether a family with this answer (empty: none yet) is told: not who does not come anyway.

    ``takes_part``: another way, or it brings something or helps, whatever it answered.
    """
    if answer != Answer.NO or takes_part:
        return True
    return not is_cancelled and bool(_MAY_CHANGE_A_NO & set(what))


def comes(answer: str, place: str) -> bool:
    """Whether a family with this answer and place comes."""
    return answer == Answer.YES and place == Place.SEAT


def is_noted_aloud(event: InvitationAnswered, *, told_to_come: bool) -> bool:
    """Whether a family gets an answer to its answer, beyond what the page said.

    A yes with a seat, for the calendar; whatever takes back what we confirmed; a place that went
    to others. What came by text is answered by text, see ``Channel``.
    """
    if event.because is AnswerCause.ENDED:
        return False  # who stands for the child no more hears nothing of it
    if event.because is not AnswerCause.GIVEN:
        return told_to_come or event.because is AnswerCause.LAPSED
    return comes(event.answer, event.place) or told_to_come


def later_of(now: datetime, told_at: datetime | None) -> datetime:
    """When to tell of a change: now, or together with others when we wrote of it just before."""
    return now if told_at is None else max(now, told_at + COLLAPSE)
