"""Passing on what was noted: of a child to who stands for it now, of an activity to the invited."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.activities import pass_on_next
from services.messaging.notices.models import ActivityNotice, ChildNotice
from services.messaging.notices.planning import Wish, delivery_id, plan
from services.messaging.notices.progress import absence_id
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterEnrollment
from services.messaging.roster.queries import links_in_force, today_at
from services.messaging.roster.rules import holds_on
from shared import clock, store
from shared.closed import closed_schools
from shared.jobs import every
from shared.logs import logger
from shared.parking import describe
from shared.store import atomic
from shared.tenancy import every_school, scope, scope_of, write_scope

PASSED_ON_AT_ONCE = 50
# A notice to a class is a mail for each of its children's guardians; one notice is never cut.
MAILS_AT_ONCE = 500
# A child's links may come after what happened to it; later than this the page is enough.
WAIT_FOR_LINKS = timedelta(hours=1)
TRY_AGAIN_AFTER = timedelta(seconds=20)
KEPT_FOR = timedelta(days=3)
log = logger()


@every(seconds=1, name="pass-on-child-notices")
def pass_on_notices() -> None:
    """Turn what is due into mails, some of each school in turn; no school waits for another's."""
    with scope(read=every_school(ChildNotice) - closed_schools()):
        due = {"due_at": {"$lte": clock.now()}}
        schools = sorted(ChildNotice._get_collection().distinct("school_id", due))
    for school_id in schools:
        with scope_of(school_id):
            _try(school_id, lambda: pass_on_some(write_scope()))


@every(seconds=1, name="pass-on-activity-notices")
def pass_on_activity_notices() -> None:
    """Tell the invited families of activities that changed, some of each school in turn."""
    with scope(read=every_school(ActivityNotice) - closed_schools()):
        due = {"due_at": {"$lte": clock.now()}}
        schools = sorted(ActivityNotice._get_collection().distinct("school_id", due))
    for school_id in schools:
        with scope_of(school_id):
            _try(school_id, lambda: pass_on_next(clock.now()))


@every(seconds=3600, name="drop-old-child-notices")
def drop_old_notices() -> None:
    """What was said is kept for some days, so that a correction finds it."""
    before = clock.now() - KEPT_FOR
    for school_id in sorted(every_school(ChildNotice)):
        with scope_of(school_id):
            ChildNotice.objects(told_at__lt=before, due_at=None).delete()


@atomic
def pass_on_some(school_id: str) -> None:
    """Plan the mails of the school's next notices. Idempotent: each mail has one id."""
    now = clock.now()
    today = today_at(school_id, now)
    found = _next_due(now, today)
    guardians = _guardians_of({student for _, students in found for student in students}, today)
    planned: list[Wish] = []
    for one, students in found:
        wishes = _wishes(one, students, guardians)
        if planned and len(planned) + len(wishes) > MAILS_AT_ONCE:
            break
        planned += wishes
        is_lonely = not any(guardians.get(student) for student in students)
        waits = is_lonely and now < one.told_at.replace(tzinfo=now.tzinfo) + WAIT_FOR_LINKS
        later = now + TRY_AGAIN_AFTER if waits else None
        ChildNotice._get_collection().update_one({"_id": one.id}, {"$set": {"due_at": later}})
    plan(planned)


def _try(school_id: str, pass_on: Callable[[], object]) -> None:
    try:
        pass_on()
    except Exception as error:
        if store.is_away(error):
            raise
        log.error("notices_failed", school_id=school_id, reason=describe(error))


def _next_due(now: datetime, today: date) -> list[tuple[ChildNotice, list[str]]]:
    """The next notices with whom they are about: not many more students than mails at once."""
    found: list[tuple[ChildNotice, list[str]]] = []
    for one in ChildNotice.objects(due_at__lte=now).order_by("due_at").limit(PASSED_ON_AT_ONCE):
        found.append((one, _students_of(one, today)))
        if sum(len(students) for _, students in found) >= MAILS_AT_ONCE:
            break
    return found


def _wishes(
    noted: ChildNotice, students: Sequence[str], guardians: dict[str, list[str]]
) -> list[Wish]:
    if noted.notice == Notice.CONFERENCE_OPENED:
        return _wishes_of_families(noted, students, guardians)
    wishes = [
        _wish(noted, guardian, [student], _key(noted.notice, student, noted.on, guardian, noted.id))
        for student in students
        for guardian in guardians.get(student, ())
    ]
    if noted.notice != Notice.ABSENCE_CORRECTED:
        return wishes
    first = absence_id(str(noted.student_id), date.fromisoformat(noted.on))
    recorded = Notice.ABSENCE_RECORDED
    earlier = {
        delivery_id(
            recorded,
            one.person_id,
            _key(recorded, str(noted.student_id), noted.on, one.person_id, first),
        ): one
        for one in wishes
    }
    return [earlier[known] for known in Delivery.objects(id__in=list(earlier)).scalar("id")]


def _wishes_of_families(
    noted: ChildNotice, students: Sequence[str], guardians: dict[str, list[str]]
) -> list[Wish]:
    """One for each guardian, about all their children."""
    children: dict[str, list[str]] = {}
    for student in students:
        for guardian in guardians.get(student, ()):
            children.setdefault(guardian, []).append(student)
    return [_wish(noted, one, sorted(set(own)), (noted.id,)) for one, own in children.items()]


def _wish(noted: ChildNotice, guardian: str, students: list[str], key: tuple[str, ...]) -> Wish:
    notice = Notice(noted.notice)
    details = {"student_ids": students, "on": noted.on, "category": noted.category}
    if noted.title:
        details["title"] = noted.title
    is_of_child = notice not in (Notice.CONFERENCE_OPENED, Notice.HOMEWORK_SET)
    return Wish(
        notice=notice,
        about=f"child/{students[0]}" if is_of_child else noted.because[0],
        person_id=guardian,
        key=key,
        details=details,
    )


def _key(notice: str, student: str, on: str, guardian: str, noted: str) -> tuple[str, ...]:
    """One mail for each child, day and guardian; each correction is a mail of its own."""
    own = (noted,) if notice == Notice.ABSENCE_CORRECTED else ()
    return (student, on, guardian, *own)


def _students_of(noted: ChildNotice, today: date) -> list[str]:
    if noted.student_id:
        return [noted.student_id]
    classes = noted.class_ids or [noted.class_id]
    found = RosterEnrollment.objects(class_id__in=classes, role="student", active=True)
    today_here = [one for one in found if holds_on(one.begins_on, one.ends_on, today)]
    return list(dict.fromkeys(one.person_id for one in today_here))


def _guardians_of(students: set[str], today: date) -> dict[str, list[str]]:
    """Who stands for each of these students today."""
    found: dict[str, list[str]] = {}
    for link in links_in_force(today, student_id__in=sorted(students)):
        found.setdefault(link.student_id, []).append(link.guardian_id)
    return found
