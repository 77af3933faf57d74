"""What happens at the door: a family is ticked, walks in without an invitation, is unticked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance, DoorTap
from services.invitations.check_in.queries import attendance_id, family_of
from services.invitations.check_in.rules import Arrival, Kind, Outcome, Tap
from services.invitations.invitations.models import Invitation
from services.invitations.roster.queries import classes_taught, school, students_of
from shared import context, ids, outbox, store
from shared.errors import Conflict, Invalid, NotFound, Refused
from shared.events.invitations import AttendanceMode, AttendanceRecorded
from shared.web.languages import lazy_


class NoDoor(Conflict):
    """A cancelled activity has no door to tick anybody at. HTTP 409."""


@store.atomic
def check_in(activity: Activity, invitation_id: str, arrival: Arrival, *, now: datetime) -> None:
    """Note that an invited family takes part; of two guardians' invitations either will do.

    Raises:
        NotFound: the activity has no such invitation.
        Invalid: nobody came.
        NoDoor: the activity was cancelled.
    """
    note_tap(activity, _tap_now(Kind.INVITATION, invitation_id, arrival, now), now=now)


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
        Invalid, NoDoor: as ``check_in``.
    """
    tap = _tap_now(Kind.STUDENT, student_id, arrival, now)
    note_tap(activity, tap, staff_ids=staff_ids, now=now)


@store.atomic
def unknown_walk_in(activity: Activity, arrival: Arrival, *, now: datetime) -> None:
    """Note that a family came whom nobody at the door knows; each call is another family.

    Raises:
        Invalid, NoDoor: as ``check_in``.
    """
    note_tap(activity, _tap_now(Kind.STRANGER, ids.new_id(), arrival, now), now=now)


@store.atomic
def undo_check_in(activity: Activity, attendance_id: str, *, now: datetime) -> None:
    """Take back what was ticked by mistake; harmless when it was not ticked.

    Raises:
        NotFound: nothing of the kind was noted for the activity.
    """
    note_tap(activity, _tap_now(Kind.ATTENDANCE, attendance_id, None, now), now=now)


@store.atomic
def note_tap(
    activity: Activity, tap: Tap, *, staff_ids: Collection[str] = (), now: datetime
) -> DoorTap:
    """Note one tap; of several taps about a family the one made last counts, whenever it comes.

    Each is kept with what became of it. Safe to repeat by the tap's key.
    Source: product.md S36: works offline, and a family counts once.

    Raises:
        NotFound, Refused, Invalid, NoDoor: as the use cases that name them.
    """
    _require_door(activity)
    tap_id = ids.derived_id("tap", activity.id, tap.key)
    known: DoorTap | None = DoorTap.objects(id=tap_id).first()
    if known is not None:
        return known
    if tap.arrival is not None and tap.arrival.is_nobody:
        raise Invalid({"adults": [lazy_("Say how many people came")]})
    attendance = _find(activity, tap, staff_ids)
    outcome = _apply(attendance, tap, now)
    kept = _kept(tap_id, attendance, tap, outcome, now)
    store.save(kept)
    return kept


@store.atomic
def note_taps(
    activity: Activity, taps: Sequence[Tap], *, staff_ids: Collection[str], now: datetime
) -> list[DoorTap | None]:
    """Note what a phone kept while it had no connection, in its order; each as it was noted.

    One that cannot be noted is None and keeps no other back: everything is checked before anything
    of it is written.

    Raises:
        NoDoor: the activity was cancelled; nothing is noted.
    """
    _require_door(activity)
    kept: list[DoorTap | None] = []
    for tap in taps:
        try:
            kept.append(note_tap(activity, tap, staff_ids=staff_ids, now=now))
        except (NotFound, Refused, Invalid):
            kept.append(None)
    return kept


def _require_door(activity: Activity) -> None:
    if activity.is_cancelled:
        raise NoDoor("activity-cancelled", lazy_("This activity was cancelled. Nobody is ticked."))


def _tap_now(kind: Kind, target_id: str, arrival: Arrival | None, now: datetime) -> Tap:
    return Tap(key=ids.new_id(), kind=kind, target_id=target_id, arrival=arrival, tapped_at=now)


def _apply(attendance: Attendance, tap: Tap, now: datetime) -> Outcome:
    if attendance.is_newer_than(tap.tapped_at):
        return Outcome.OLDER
    is_same = attendance.is_as(tap.arrival)
    actor = context.current_actor()
    if tap.arrival is None:
        attendance.take_back(by=actor, tapped_at=tap.tapped_at, now=now)
    else:
        attendance.arrive(tap.arrival, by=actor, tapped_at=tap.tapped_at, now=now)
    if not is_same:
        _record(attendance)
    # Also when it stood so already: it is the latest word now, against an older one still to come.
    store.save(attendance)
    return Outcome.SAME if is_same else Outcome.NOTED


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


def _kept(
    tap_id: str, attendance: Attendance, tap: Tap, outcome: Outcome, now: datetime
) -> DoorTap:
    arrival = tap.arrival
    return DoorTap(
        id=tap_id,
        school_id=attendance.school_id,
        activity_id=attendance.activity_id,
        attendance_id=attendance.id,
        outcome=outcome.value,
        present=arrival is not None,
        mode=arrival.mode.value if arrival else attendance.mode,
        adults=arrival.adults if arrival else 0,
        children=arrival.children if arrival else 0,
        tapped_at=tap.tapped_at,
        recorded_at=now,
        recorded_by=context.current_actor(),
    )


def _find(activity: Activity, tap: Tap, staff_ids: Collection[str]) -> Attendance:
    """The stored attendance that the tap is about, or a new one that is not saved yet."""
    if tap.kind is Kind.ATTENDANCE:
        return _of_attendance(activity, tap.target_id)
    if tap.kind is Kind.STUDENT:
        return _of_student(activity, tap, staff_ids)
    if tap.kind is Kind.STRANGER:
        return _stored_or_new(activity, f"stranger {tap.target_id}")
    invitation = Invitation.objects(id=tap.target_id, activity_id=activity.id).first()
    if invitation is None:
        raise NotFound("invitation")
    return _of_invitation(activity, invitation)


def _of_attendance(activity: Activity, attendance_id: str) -> Attendance:
    found: Attendance | None = Attendance.objects(id=attendance_id, activity_id=activity.id).first()
    if found is None:
        raise NotFound("attendance")
    return found


def _of_student(activity: Activity, tap: Tap, staff_ids: Collection[str]) -> Attendance:
    """Of the invitation when the child or one of its family has one: a family comes once."""
    day = school(activity.school_id).day_of(tap.tapped_at)
    family = family_of(tap.target_id, activity.school_id, day)
    invited = Invitation.objects(activity_id=activity.id, student_ids__in=family)
    own = invited.filter(student_ids=tap.target_id).first()
    invitation = own or invited.order_by("id").first()
    if own is None:
        taught = [one.class_id for one in classes_taught(staff_ids, activity.school_id, day)]
        if tap.target_id not in students_of(taught, activity.school_id, day):
            raise Refused("not-your-class", lazy_("You can add the families of your own classes."))
    if invitation is not None:
        return _of_invitation(activity, invitation)
    key = ids.derived_id(activity.school_id, *family)
    return _stored_or_new(activity, key, family_key=key, student_ids=[tap.target_id])


def _of_invitation(activity: Activity, invitation: Invitation) -> Attendance:
    return _stored_or_new(
        activity,
        invitation.family_key,
        family_key=invitation.family_key,
        invitation_id=invitation.id,
        guardian_id=invitation.guardian_id,
        student_ids=list(invitation.student_ids),
    )


def _stored_or_new(activity: Activity, key: str, **fields: object) -> Attendance:
    its_id = attendance_id(activity.id, key)
    found: Attendance | None = Attendance.objects(id=its_id).first()
    return found or Attendance(
        id=its_id, school_id=activity.school_id, activity_id=activity.id, **fields
    )
