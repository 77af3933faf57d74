"""What can happen to home practice: told, written down for a family, corrected, thanked, gone."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.home_practice.media import Clip, Kind
from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.home_practice.queries import own_practice, taught_practice
from services.invitations.home_practice.rules import Agreed, Practice, is_recent
from services.invitations.roster.queries import children_of, school, still_theirs
from shared import audit, ids, outbox, store
from shared.errors import Invalid, NotFound
from shared.events.homework import HomePracticeAcknowledged
from shared.events.invitations import HomePracticeRecorded, PracticeKind
from shared.tenancy import write_scope, writing_to
from shared.web.languages import lazy_


@store.atomic
def record_practice(
    practice: Practice,
    *,
    clips: Sequence[Clip] = (),
    person_ids: Collection[str],
    now: datetime,
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
    with writing_to(child.school_id):
        told = _new(practice, child.guardian_id, child.school_id, now)
        _keep_clips(told, clips)
        _record(told)
    return told


@store.atomic
def record_on_behalf(
    practice: Practice,
    *,
    guardian_id: str,
    agreed: Agreed,
    recorded_by: str,
    now: datetime,
) -> HomePractice:
    """Write down what a guardian told a teacher, with their agreement; they see it, and by whom.

    Whether the teacher teaches the child is the caller's question. Source: product.md S45, R9.

    Raises:
        NotFound: the guardian does not stand for the child today.
        Invalid: the day is not within the last month.
    """
    school_id = write_scope()
    if not still_theirs(guardian_id, [practice.student_id], school_id, now):
        raise NotFound("family")
    told = _new(practice, guardian_id, school_id, now)
    told.recorded_by, told.agreed = recorded_by, agreed.value
    _record(told)
    audit.append("home-practice.on-behalf", f"home-practice/{told.id}")
    return told


@store.atomic
def correct_practice(
    practice_id: str,
    practice: Practice,
    *,
    clips: Sequence[Clip] = (),
    dropped: Collection[Kind] = (),
    person_ids: Collection[str],
    now: datetime,
) -> None:
    """Say it better: kind, words, photo and recording. Child and day stay as they were told.

    Raises:
        NotFound: it is not theirs, or was taken back.
    """
    told = own_practice(practice_id, person_ids, now)
    with writing_to(told.school_id):
        told.tell(practice)
        told.changed_at = now
        for kind in dropped:
            _drop_clip(told, kind)
        _keep_clips(told, clips)
        _record(told)


@store.atomic
def take_back_practice(practice_id: str, *, person_ids: Collection[str], now: datetime) -> None:
    """Remove it with its photo and recording, also one that a teacher wrote down.

    Raises:
        NotFound: it is not theirs, or was taken back already.
    """
    told = own_practice(practice_id, person_ids, now)
    with writing_to(told.school_id):
        outbox.record(told, _event(told, taken_back=True))
        for kind in Kind:
            _drop_clip(told, kind)
        HomePractice._get_collection().delete_one({"_id": told.id})


@store.atomic
def acknowledge_practice(
    practice_id: str, thanks: str, *, by: str, person_ids: Collection[str], now: datetime
) -> None:
    """Thank the family, which sees who did; told once, words may be added later.

    Source: assessment article: validate diverse support (S46).

    Raises:
        NotFound: there is none of a child that these persons teach today.
    """
    told = taught_practice(practice_id, person_ids, write_scope(), now)
    is_first = told.acknowledged_at is None
    told.acknowledge(by=by, thanks=thanks, now=now)
    if is_first:
        outbox.record(
            told,
            HomePracticeAcknowledged(
                practice_id=told.id,
                guardian_id=told.guardian_id,
                student_id=told.student_id,
                by=by,
            ),
        )
    store.save(told)


def _new(practice: Practice, guardian_id: str, school_id: str, now: datetime) -> HomePractice:
    if not is_recent(practice.practised_on, school(school_id).day_of(now)):
        raise Invalid({"practised_on": [lazy_("Choose today or a day of the last month")]})
    told = HomePractice(
        id=ids.new_id(),
        school_id=school_id,
        guardian_id=guardian_id,
        student_id=practice.student_id,
        practised_on=practice.practised_on,
        recorded_at=now,
    )
    told.tell(practice)
    return told


def _record(told: HomePractice) -> None:
    outbox.record(told, _event(told))
    store.save(told)


def _event(told: HomePractice, *, taken_back: bool = False) -> HomePracticeRecorded:
    return HomePracticeRecorded(
        practice_id=told.id,
        guardian_id=told.guardian_id,
        student_id=told.student_id,
        kind=PracticeKind(told.kind),
        practised_on=told.practised_on,
        on_behalf=told.recorded_by is not None,
        taken_back=taken_back,
    )


def _keep_clips(told: HomePractice, clips: Sequence[Clip]) -> None:
    for clip in clips:
        row = PracticeClip(
            id=_clip_id(told, clip.kind),
            school_id=told.school_id,
            practice_id=told.id,
            kind=clip.kind.value,
            content_type=clip.content_type,
            data=clip.data,
        )
        row.validate()
        values = row.to_mongo().to_dict()
        PracticeClip._get_collection().replace_one({"_id": row.id}, values, upsert=True)
        told.hold(clip)


def _drop_clip(told: HomePractice, kind: Kind) -> None:
    PracticeClip._get_collection().delete_one({"_id": _clip_id(told, kind)})
    told.let_go(kind)


def _clip_id(told: HomePractice, kind: Kind) -> str:
    return ids.derived_id("home-practice-clip", told.id, kind.value)
