"""Passing on what was noted about children: to whoever stands for them now, as mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.messaging.contacts.queries import emails_of, languages_of
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.use_cases import Mail, plan_mails
from services.messaging.notices.models import ChildNotice
from services.messaging.notices.progress import absence_id
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterEnrollment, RosterPerson
from services.messaging.roster.queries import links_in_force, today_at
from services.messaging.roster.rules import holds_on
from services.messaging.settings import settings
from shared import clock, ids, store
from shared.closed import closed_schools
from shared.events.channels import Channel
from shared.jobs import every
from shared.logs import logger
from shared.parking import describe
from shared.store import atomic
from shared.tenancy import every_school, projection_id, scope, scope_of

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
            _try_to_pass_on(school_id)


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
    planned: list[_Wish] = []
    for one, students in found:
        wishes = _wishes(one, students, guardians)
        if planned and len(planned) + len(wishes) > MAILS_AT_ONCE:
            break
        planned += wishes
        is_lonely = not any(guardians.get(student) for student in students)
        waits = is_lonely and now < one.told_at.replace(tzinfo=now.tzinfo) + WAIT_FOR_LINKS
        later = now + TRY_AGAIN_AFTER if waits else None
        ChildNotice._get_collection().update_one({"_id": one.id}, {"$set": {"due_at": later}})
    _plan(school_id, planned)


def _try_to_pass_on(school_id: str) -> None:
    try:
        pass_on_some(school_id)
    except Exception as error:
        if store.is_away(error):
            raise
        log.error("child_notices_failed", school_id=school_id, reason=describe(error))


def _next_due(now: datetime, today: date) -> list[tuple[ChildNotice, list[str]]]:
    """The next notices with whom they are about: not many more students than mails at once."""
    found: list[tuple[ChildNotice, list[str]]] = []
    for one in ChildNotice.objects(due_at__lte=now).order_by("due_at").limit(PASSED_ON_AT_ONCE):
        found.append((one, _students_of(one, today)))
        if sum(len(students) for _, students in found) >= MAILS_AT_ONCE:
            break
    return found


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """One mail to plan about one child."""

    notice: ChildNotice
    delivery_id: str
    guardian: str
    student: str


def _wishes(
    noted: ChildNotice, students: Sequence[str], guardians: dict[str, list[str]]
) -> list[_Wish]:
    wishes = [
        _Wish(
            notice=noted,
            delivery_id=_delivery_id(noted.notice, student, noted.on, guardian, noted.id),
            guardian=guardian,
            student=student,
        )
        for student in students
        for guardian in guardians.get(student, ())
    ]
    if noted.notice != Notice.ABSENCE_CORRECTED:
        return wishes
    first = absence_id(str(noted.student_id), date.fromisoformat(noted.on))
    earlier = {
        _delivery_id(Notice.ABSENCE_RECORDED, one.student, noted.on, one.guardian, first): one
        for one in wishes
    }
    return [earlier[known] for known in Delivery.objects(id__in=list(earlier)).scalar("id")]


def _delivery_id(notice: str, student: str, on: str, guardian: str, noted: str) -> str:
    """One mail for each child, day and guardian; each correction is a mail of its own."""
    own = (noted,) if notice == Notice.ABSENCE_CORRECTED else ()
    return ids.derived_id("delivery", str(notice), student, on, guardian, Channel.EMAIL.value, *own)


def _plan(school_id: str, wishes: Sequence[_Wish]) -> None:
    if not wishes:
        return
    guardians = {wish.guardian for wish in wishes}
    records = RosterPerson.objects(id__in=[projection_id(school_id, one) for one in guardians])
    languages = languages_of(records)
    reached = emails_of(guardians, school_id)
    plan_mails(
        school_id,
        [
            Mail(
                id=wish.delivery_id,
                notice=Notice(wish.notice.notice),
                about=f"child/{wish.student}",
                person_id=wish.guardian,
                language=languages.get(wish.guardian, settings().default_language),
                has_address=wish.guardian in reached,
                details={
                    "student_ids": [wish.student],
                    "on": wish.notice.on,
                    "category": wish.notice.category,
                },
            )
            for wish in wishes
        ],
    )


def _students_of(noted: ChildNotice, today: date) -> list[str]:
    if noted.student_id:
        return [noted.student_id]
    found = RosterEnrollment.objects(class_id=noted.class_id, role="student", active=True)
    return [one.person_id for one in found if holds_on(one.begins_on, one.ends_on, today)]


def _guardians_of(students: set[str], today: date) -> dict[str, list[str]]:
    """Who stands for each of these students today."""
    found: dict[str, list[str]] = {}
    for link in links_in_force(today, student_id__in=sorted(students)):
        found.setdefault(link.student_id, []).append(link.guardian_id)
    return found
