"""Passing on what was noted: of a child to who stands for it now, of an activity to the invited."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from services.messaging.deliveries.models import Delivery
from services.messaging.notices.activities import pass_on_next
from services.messaging.notices.models import ActivityNotice, ChildNotice
from services.messaging.notices.planning import Wish, delivery_id, plan
from services.messaging.notices.progress import absence_id
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterEnrollment
from services.messaging.roster.queries import links_in_force, today_at
from services.messaging.roster.rules import holds_on
from shared import clock
from shared.closed import closed_schools
from shared.each_school import in_each_school
from shared.jobs import every
from shared.store import atomic
from shared.tenancy import every_school, scope

PASSED_ON_AT_ONCE = 50
# A notice to a class is a mail for each of its children's guardians; one notice is never cut.
MAILS_AT_ONCE = 500
# A child's links may come after what happened to it; later than this the page is enough.
WAIT_FOR_LINKS = timedelta(hours=1)
TRY_AGAIN_AFTER = timedelta(seconds=20)
KEPT_FOR = timedelta(days=3)
_OF_CHILDREN = "pass-on-child-notices"
_OF_ACTIVITIES = "pass-on-activity-notices"
_DROPPING = "drop-old-child-notices"


@every(seconds=1, name=_OF_CHILDREN)
def pass_on_notices() -> None:
    """Turn what is due into mails, some of each school in turn; no school waits for another's."""
    with scope(read=every_school(ChildNotice) - closed_schools()):
        due = {"due_at": {"$lte": clock.now()}}
        schools = sorted(ChildNotice._get_collection().distinct("school_id", due))
    in_each_school(_OF_CHILDREN, schools, pass_on_some)


@every(seconds=1, name=_OF_ACTIVITIES)
def pass_on_activity_notices() -> None:
    """Tell the invited families of activities that changed, some of each school in turn."""
    with scope(read=every_school(ActivityNotice) - closed_schools()):
        due = {"due_at": {"$lte": clock.now()}}
        schools = sorted(ActivityNotice._get_collection().distinct("school_id", due))
    in_each_school(_OF_ACTIVITIES, schools, lambda _: pass_on_next(clock.now()))


@every(seconds=3600, name=_DROPPING)
def drop_old_notices() -> None:
    """What was said is kept for some days, so that a correction finds it."""
    before = clock.now() - KEPT_FOR
    old = {"told_at": {"$lt": before}, "due_at": None}
    schools = every_school(ChildNotice)
    in_each_school(_DROPPING, schools, lambda _: ChildNotice._get_collection().delete_many(old))


@atomic
def pass_on_some(school_id: str) -> None:
    """Plan the mails of the school's next notices. Idempotent: each mail has one id."""
    now = clock.now()
    today = today_at(school_id, now)
    found = _next_due(now, today)
    guardians = _guardians_of({student for _, students in found for student in students}, today)
    planned: list[Wish] = []
    passed_on: list[str] = []
    waiting: list[str] = []
    for one, students in found:
        wishes = _wishes(one, students, guardians)
        if planned and len(planned) + len(wishes) > MAILS_AT_ONCE:
            break
        planned += wishes
        is_lonely = not any(guardians.get(student) for student in students)
        waits = is_lonely and now < one.told_at.replace(tzinfo=now.tzinfo) + WAIT_FOR_LINKS
        (waiting if waits else passed_on).append(one.id)
    for ids, due_at in ((passed_on, None), (waiting, now + TRY_AGAIN_AFTER)):
        if ids:
            rows = ChildNotice._get_collection()
            rows.update_many({"_id": {"$in": ids}}, {"$set": {"due_at": due_at}})
    plan(planned)


def _next_due(now: datetime, today: date) -> list[tuple[ChildNotice, list[str]]]:
    """The next notices with whom they are about: not many more students than mails at once."""
    due = list(ChildNotice.objects(due_at__lte=now).order_by("due_at").limit(PASSED_ON_AT_ONCE))
    members = _members({of for one in due if not one.student_id for of in _classes_of(one)}, today)
    found: list[tuple[ChildNotice, list[str]]] = []
    for one in due:
        found.append((one, _students_of(one, members)))
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
    if noted.closes_at:
        details["closes_at"] = noted.closes_at.replace(tzinfo=UTC).isoformat()
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


def _students_of(noted: ChildNotice, members: Mapping[str, list[str]]) -> list[str]:
    if noted.student_id:
        return [noted.student_id]
    found = (student for one in _classes_of(noted) for student in members.get(one, ()))
    return list(dict.fromkeys(found))


def _classes_of(noted: ChildNotice) -> list[str]:
    return list(noted.class_ids) or [noted.class_id]


def _members(class_ids: set[str], today: date) -> dict[str, list[str]]:
    """Today's students of each of these classes: one read however many notices there are."""
    members: dict[str, list[str]] = {}
    if class_ids:
        wanted = RosterEnrollment.objects(class_id__in=class_ids, role="student", active=True)
        for one in wanted:
            if holds_on(one.begins_on, one.ends_on, today):
                members.setdefault(one.class_id, []).append(one.person_id)
    return members


def _guardians_of(students: set[str], today: date) -> dict[str, list[str]]:
    """Who stands for each of these students today."""
    found: dict[str, list[str]] = {}
    for link in links_in_force(today, student_id__in=sorted(students)):
        found.setdefault(link.student_id, []).append(link.guardian_id)
    return found
