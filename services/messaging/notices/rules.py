"""The kinds of notices there are, and when there is something to say. Pure."""

from datetime import date, timedelta
from enum import StrEnum

from shared.events.progress import AbsenceCorrected, AbsenceRecorded, AttendanceCategory

# A feed's first load, or a late one, tells of days long past: those are on the page only.
ABSENCES_OF = timedelta(days=1)
NEWS_OF = timedelta(days=3)


class Notice(StrEnum):
    """What is said; its words are the templates in the folder of that name."""

    INVITATION_ISSUED = "invitation_issued"
    INVITATION_PROMOTED = "invitation_promoted"
    SIGN_IN_LINK = "sign_in_link"
    MESSAGE_WRITTEN = "message_written"
    ABSENCE_RECORDED = "absence_recorded"
    ABSENCE_CORRECTED = "absence_corrected"
    PROGRESS_NEWS = "progress_news"


# They say that there is a place to answer, so their link leads to the invitation.
ABOUT_INVITATIONS = frozenset({Notice.INVITATION_ISSUED, Notice.INVITATION_PROMOTED})
# They go to those who stand for a child today, and to nobody else (R11).
TO_FAMILIES = ABOUT_INVITATIONS | {
    Notice.ABSENCE_RECORDED,
    Notice.ABSENCE_CORRECTED,
    Notice.PROGRESS_NEWS,
}
# They name the children they are about; without any there is nothing to say.
NAMES_CHILDREN = frozenset(
    {
        Notice.INVITATION_ISSUED,
        Notice.ABSENCE_RECORDED,
        Notice.ABSENCE_CORRECTED,
        Notice.PROGRESS_NEWS,
        Notice.MESSAGE_WRITTEN,
    }
)


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
