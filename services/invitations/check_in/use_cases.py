"""What happens at the door: a family is ticked, walks in without an invitation, is unticked."""

from collections.abc import Collection
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance
from services.invitations.check_in.rules import Arrival
from services.invitations.invitations.models import Invitation
from services.invitations.roster.queries import classes_taught, school, students_of
from shared import context, ids, outbox, store
from shared.errors import Invalid, NotFound, Refused
from shared.events.invitations import AttendanceMode, AttendanceRecorded
from shared.web.languages import lazy_


@store.atomic
def check_in(activity: Activity, invitation_id: str, arrival: Arrival, *, now: datetime) -> None:
    """Note that an invited family takes part; of two guardians' invitations either will do.

    Raises:
        NotFound: the activity has no such invitation.
        Invalid: nobody came.
    """
    invitation = Invitation.objects(id=invitation_id, activity_id=activity.id).first()
    if invitation is None:
        raise NotFound("invitation")
    _arrive(_of_invitation(invitation), arrival, now)


@store.atomic
def walk_in(
    activity: Activity,
    student_id: str,
    arrival: Arrival,
    *,
    staff_ids: Collection[str],
    now: datetime,
) -> None:
    """Note that the family of a child of an own class came; an invited one is ticked instead.

    Raises:
        Refused: the child is in none of the classes that these persons teach today.
        Invalid: nobody came.
    """
    invitation = Invitation.objects(activity_id=activity.id, student_ids=student_id).first()
    if invitation is not None:
        _arrive(_of_invitation(invitation), arrival, now)
        return
    today = school(activity.school_id).day_of(now)
    taught = [one.class_id for one in classes_taught(staff_ids, activity.school_id, today)]
    if student_id not in students_of(taught, activity.school_id, today):
        raise Refused("not-your-class", lazy_("You can add the families of your own classes."))
    _arrive(_of_child(activity, student_id), arrival, now)


@store.atomic
def unknown_walk_in(activity: Activity, arrival: Arrival, *, now: datetime) -> None:
    """Note that a family came whom nobody at the door knows; each call is another family.

    Raises:
        Invalid: nobody came.
    """
    stranger = Attendance(id=ids.new_id(), school_id=activity.school_id, activity_id=activity.id)
    _arrive(stranger, arrival, now)


@store.atomic
def undo_check_in(activity: Activity, attendance_id: str, *, now: datetime) -> None:
    """Take back what was ticked by mistake; harmless when it was not ticked.

    Raises:
        NotFound: nothing of the kind was noted for the activity.
    """
    attendance = Attendance.objects(id=attendance_id, activity_id=activity.id).first()
    if attendance is None:
        raise NotFound("attendance")
    if attendance.present:
        attendance.take_back(by=context.current_actor(), now=now)
        _record(attendance)


def _arrive(attendance: Attendance, arrival: Arrival, now: datetime) -> None:
    if arrival.is_nobody:
        raise Invalid({"adults": [lazy_("Say how many people came")]})
    if attendance.is_as(arrival):
        return
    attendance.arrive(arrival, by=context.current_actor(), now=now)
    _record(attendance)


def _record(attendance: Attendance) -> None:
    outbox.record(
        attendance,
        AttendanceRecorded(
            attendance_id=attendance.id,
            activity_id=attendance.activity_id,
            invitation_id=attendance.invitation_id,
            guardian_id=attendance.guardian_id,
            student_ids=tuple(attendance.student_ids),
            mode=AttendanceMode(attendance.mode),
            adults=attendance.adults,
            children=attendance.children,
            present=attendance.present,
        ),
    )
    store.save(attendance)


def _of_invitation(invitation: Invitation) -> Attendance:
    return _stored(invitation.activity_id, invitation.family_key) or Attendance(
        id=_id_of(invitation.activity_id, invitation.family_key),
        school_id=invitation.school_id,
        activity_id=invitation.activity_id,
        family_key=invitation.family_key,
        invitation_id=invitation.id,
        guardian_id=invitation.guardian_id,
        student_ids=list(invitation.student_ids),
    )


def _of_child(activity: Activity, student_id: str) -> Attendance:
    family_key = ids.derived_id(activity.school_id, student_id)
    return _stored(activity.id, family_key) or Attendance(
        id=_id_of(activity.id, family_key),
        school_id=activity.school_id,
        activity_id=activity.id,
        family_key=family_key,
        student_ids=[student_id],
    )


def _stored(activity_id: str, family_key: str) -> Attendance | None:
    found: Attendance | None = Attendance.objects(id=_id_of(activity_id, family_key)).first()
    return found


def _id_of(activity_id: str, family_key: str) -> str:
    return ids.derived_id("attendance", activity_id, family_key)
