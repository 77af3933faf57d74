"""What time lets go: rows older than their class of data is kept name nobody any more.

Counts stay; legal holds are respected. Nothing still to come is that old, so nothing is given back.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from services.invitations.activities.models import Activity, ActivityDraft
from services.invitations.conferences.models import Conference
from services.invitations.home_practice.models import HomePractice
from services.invitations.privacy import erasing, families
from services.invitations.privacy.forgetting import Row
from services.invitations.privacy.holdings import Holding, holdings_of
from services.invitations.privacy.queries import held_persons
from services.invitations.privacy.rules import NOBODY, DataClass, Retention
from services.invitations.roster.models import RosterGuardianLink
from services.invitations.roster.queries import school
from shared import audit, jobs, store
from shared.errors import ConfigurationError
from shared.settings import Settings
from shared.tenancy import write_scope

RETAINING = "retention"
# A photo is looked for by its practice, and a family at the door by its invitation: those go first.
ORDER = (
    DataClass.MEDIA,
    DataClass.INVITATIONS,
    DataClass.ATTENDANCE,
    DataClass.SIGN_UPS,
    DataClass.TALKS,
    DataClass.PREPARATIONS,
    DataClass.VISITS,
    DataClass.HOME_PRACTICE,
    DataClass.HOMEWORK,
    DataClass.HELP,
    DataClass.PARTICIPATION,
    DataClass.OFFERS,
    DataClass.PROPOSALS,
    DataClass.DRAFTS,
)


def retention_of(settings: Settings) -> Retention:
    """How long the district keeps what.

    Raises:
        ConfigurationError: a class of data that there is not, or fewer years than none.
    """
    known = {one.value for one in ORDER}
    wrong = [
        name for name, years in settings.retention_years.items() if name not in known or years < 0
    ]
    if wrong:
        raise ConfigurationError(f"invitations cannot start: RETENTION_YEARS: {', '.join(wrong)}")
    month, _, day = settings.school_year_begins.partition("-")
    return Retention(year_begins=(int(month), int(day)), years=settings.retention_years)


def due_now(retention: Retention, now: datetime) -> dict[str, int]:
    """How many rows of each class of data name somebody longer than they may; reads only.

    In the school in scope; classes without any are left out.
    """
    zone, held = school(write_scope()).zone, held_persons()
    found = {}
    for data in ORDER:
        collection, wanted = _due(data, retention.cutoff(data, now, zone), held)
        number = int(collection.count_documents(wanted))
        if number:
            found[data.value] = number
    return found


def begin_retention(retention: Retention, now: datetime) -> str | None:
    """Let a worker do the school's retention, once an hour, if anything is due; the job's id."""
    if not due_now(retention, now):
        return None
    school_id = write_scope()
    key = f"{school_id}/{now:%Y-%m-%dT%H}"
    return jobs.enqueue(RETAINING, school_id=school_id, args={}, key=key)


@store.atomic
def release_piece(
    retention: Retention, stage: int, now: datetime
) -> tuple[int, DataClass | None, int]:
    """Let the next rows go: returns the stage to go on with, whose they were, and how many.

    No class of data: nothing is due any more. Safe to run again: what is gone is not found again.
    """
    zone, held = school(write_scope()).zone, held_persons()
    for number in range(stage, len(ORDER)):
        data = ORDER[number]
        rows = _release(data, retention.cutoff(data, now, zone), held)
        if rows:
            return number, data, rows
    return len(ORDER), None, 0


def note_done(counts: Mapping[str, int]) -> None:
    """Keep in the audit log what went; part of the last step's transaction."""
    audit.append("retention.done", f"school/{write_scope()}", {"records": dict(counts)})


def _release(data: DataClass, cutoff: datetime, held: Collection[str]) -> int:
    collection, wanted = _due(data, cutoff, held)
    if data is DataClass.MEDIA:
        return erasing.forget_media(
            collection.find(wanted, {"_id": 1}).limit(erasing.MEDIA_AT_ONCE)
        )
    rows = list(collection.find(wanted).limit(erasing.AT_ONCE))
    if not rows:
        return 0
    if data is DataClass.INVITATIONS:
        families.forget_invitations(rows)
    elif data is DataClass.ATTENDANCE:
        families.forget_named_at_the_door(rows, _named_in(rows))
    elif data is DataClass.DRAFTS:
        collection.delete_many({"_id": {"$in": [one["_id"] for one in rows]}})
    elif data in _OWN_WAY:
        _OWN_WAY[data](rows)
    else:
        erasing.forget_simple(holdings_of(data)[0], rows)
    return len(rows)


def _due(data: DataClass, cutoff: datetime, held: Collection[str]) -> tuple[Any, Row]:
    """The collection, and the filter of those of its rows that name somebody for too long."""
    if data is DataClass.DRAFTS:
        return ActivityDraft._get_collection(), {"saved_at": {"$lt": cutoff}}
    if data is DataClass.PARTICIPATION:
        return _profiles(cutoff, held)
    if data is DataClass.MEDIA:
        practices = holdings_of(DataClass.HOME_PRACTICE)[0].older_than(cutoff, held)
        has_any = {"$or": [{"photo_width": {"$gt": 0}}, {"has_voice": True}]}
        return HomePractice._get_collection(), {"$and": [practices, has_any]}
    holding: Holding = holdings_of(data)[0]
    wanted = holding.older_than(cutoff, held)
    if data in _FOR:
        wanted = _for_what_is_over(data, wanted, cutoff)
    if data is DataClass.ATTENDANCE:
        wanted = {
            "$and": [
                {name: value for name, value in wanted.items() if name != "guardian_id"},
                {"$or": [{"guardian_id": {"$lt": NOBODY}}, {"student_ids.0": {"$lt": NOBODY}}]},
            ]
        }
    return holding.document._get_collection(), wanted


def _for_what_is_over(data: DataClass, wanted: Row, cutoff: datetime) -> Row:
    """Of these rows those for what was over by then: what is made long before may be to come."""
    name, document, ends = _FOR[data]
    collection = holdings_of(data)[0].document._get_collection()
    theirs = {"_id": {"$in": collection.distinct(name, wanted)}, ends: {"$gte": cutoff}}
    going_on = document._get_collection().distinct("_id", theirs)
    return {"$and": [wanted, {name: {"$nin": going_on}}]}


def _profiles(cutoff: datetime, held: Collection[str]) -> tuple[Any, Row]:
    """Choices of guardians who stand for no child here any more, and changed nothing since then.

    What a guardian of today chose holds until they change it.
    """
    here = RosterGuardianLink._get_collection().distinct("guardian_id", {"active": True})
    [holding] = holdings_of(DataClass.PARTICIPATION)
    return holding.document._get_collection(), {
        "guardian_id": {"$nin": [*here, *held]},
        "history.at": {"$not": {"$gte": cutoff}},
    }


def _named_in(rows: Collection[Row]) -> set[str]:
    guardians = {one["guardian_id"] for one in rows if one.get("guardian_id")}
    return guardians | {child for one in rows for child in one.get("student_ids", ())}


_FOR: Mapping[DataClass, tuple[str, Any, str]] = {
    DataClass.SIGN_UPS: ("activity_id", Activity, "ends_at"),
    DataClass.PREPARATIONS: ("conference_id", Conference, "last_at"),
}
_OWN_WAY = {
    DataClass.SIGN_UPS: erasing.forget_sign_ups,
    DataClass.TALKS: erasing.forget_talks,
    DataClass.VISITS: erasing.forget_visits,
}
