"""What can happen to home practice: a family tells of it."""

from collections.abc import Collection
from datetime import datetime

from services.invitations.home_practice.models import HomePractice
from services.invitations.home_practice.rules import Practice, is_recent
from services.invitations.roster.queries import children_of, school
from shared import ids, outbox, store
from shared.errors import Invalid, NotFound
from shared.events.invitations import HomePracticeRecorded
from shared.tenancy import writing_to
from shared.web.languages import lazy_


@store.atomic
def record_practice(
    practice: Practice, *, person_ids: Collection[str], now: datetime
) -> HomePractice:
    """Keep what a guardian tells of a child that is theirs today.

    Source: assessment article: support at home is often unseen, and counts on its own (S44–S46).

    Raises:
        NotFound: the child is not theirs.
        Invalid: the day is not within the last month.
    """
    theirs = {child.student_id: child for child in children_of(person_ids, now)}
    child = theirs.get(practice.student_id)
    if child is None:
        raise NotFound("child")
    if not is_recent(practice.practised_on, school(child.school_id).day_of(now)):
        raise Invalid({"practised_on": [lazy_("Choose today or a day of the last month")]})
    with writing_to(child.school_id):
        told = HomePractice(
            id=ids.new_id(),
            school_id=child.school_id,
            guardian_id=child.guardian_id,
            student_id=child.student_id,
            kind=practice.kind.value,
            practised_on=practice.practised_on,
            words=practice.words,
            recorded_at=now,
        )
        outbox.record(
            told,
            HomePracticeRecorded(
                practice_id=told.id,
                guardian_id=told.guardian_id,
                student_id=told.student_id,
                kind=practice.kind,
                practised_on=practice.practised_on,
            ),
        )
        store.save(told)
    return told
