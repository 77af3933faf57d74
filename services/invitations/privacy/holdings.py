"""What this service keeps about families: where it stands, and what stays when it is forgotten.

Every collection is in one of the two tables here, ``HOLDINGS`` or ``KEPT``; a test says which is
missing. A collection is written here without its feature's transitions: nothing of what happened is
decided anew, it only names nobody any more.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.invitations.activities.models import Activity, ActivityDraft, Seats
from services.invitations.check_in.models import Attendance, DoorTap
from services.invitations.conferences.models import Conference, Diary, Preparation, Slot, Talk
from services.invitations.district.models import DistrictAnnouncement
from services.invitations.family_calendar.models import InvitationFloor
from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.homework.models import (
    ClassExpectation,
    HelpRequest,
    Homework,
    HomeworkFlag,
    HomeworkReply,
)
from services.invitations.invitations.models import Invitation
from services.invitations.participation.models import Offer, Participation
from services.invitations.privacy import forgetting
from services.invitations.privacy.forgetting import NewId, Row
from services.invitations.privacy.models import LegalHold
from services.invitations.privacy.rules import NOBODY, DataClass
from services.invitations.roster.models import DOCUMENTS as ROSTER
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.term_plan.models import PlanEntry, Review
from services.invitations.visits.models import Visit
from services.invitations.ways.models import OwnWay, WayProposal
from shared.audit import AuditEntry
from shared.events.privacy import KeptBecause

_BOTH = ("guardian_id", "student_id")
_MANY = ("guardian_id", "student_ids")


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A collection with rows about families.

    ``persons`` are the fields that name them, ``made`` those that say how old a row is, the first
    that is there. ``forget`` gives what stays of a row, None when nothing does; it is None itself
    where a row's fate hangs on others (``erasing``). ``takes_place`` is the field that says when
    what a row is about takes place: what is to come is never too old.
    """

    data: DataClass
    document: Any
    persons: tuple[str, ...]
    made: tuple[str, ...] = ()
    forget: Callable[[Row, NewId], Row | None] | None = None
    also: Mapping[str, Any] | None = None
    takes_place: str = ""

    def about(self, person_ids: Collection[str]) -> Row:
        """The filter of the rows about any of these persons."""
        wanted = {"$in": list(person_ids)}
        return {"$or": [{name: wanted} for name in self.persons]}

    def free_of(self, held: Collection[str]) -> list[Row]:
        """Filters that leave out the rows that name any of these persons as well.

        A name in a list goes without a trace of the others: those are left out by none.
        """
        if not held or self.data is DataClass.LISTS:
            return []
        return [{name: {"$nin": list(held)}} for name in self.persons]

    def older_than(self, cutoff: datetime, held: Collection[str]) -> Row:
        """The filter of the rows from before then that name somebody who is not held."""
        ages = [
            {**dict.fromkeys(self.made[:number]), name: {"$lt": cutoff}}
            for number, name in enumerate(self.made)
        ]
        named = {self.persons[0]: {"$lt": NOBODY}} if self.persons else {}
        past = [{self.takes_place: {"$not": {"$gte": cutoff}}}] if self.takes_place else []
        each = [*self.free_of(held), *past, {"$or": ages}]
        return {**named, **(self.also or {}), "$and": each}


HOLDINGS = (
    Holding(data=DataClass.INVITATIONS, document=Invitation, persons=_MANY, made=("starts_at",)),
    Holding(data=DataClass.ATTENDANCE, document=Attendance, persons=_MANY, made=("recorded_at",)),
    Holding(data=DataClass.SIGN_UPS, document=SignUp, persons=("guardian_id",), made=("at",)),
    Holding(
        data=DataClass.TALKS,
        document=Talk,
        # Guardians who confirmed what another guardian's talk came to.
        persons=(*_BOTH, "confirmations.guardian_id"),
        made=("starts_at", "answered_at"),
    ),
    Holding(data=DataClass.TALKS, document=Slot, persons=_BOTH),
    Holding(
        data=DataClass.PREPARATIONS,
        document=Preparation,
        persons=("student_id",),
        made=("prepared_at",),
        forget=forgetting.gone,
    ),
    Holding(
        data=DataClass.VISITS,
        document=Visit,
        persons=_MANY,
        made=("changed_at",),
        takes_place="starts_at",
    ),
    Holding(
        data=DataClass.HOME_PRACTICE,
        document=HomePractice,
        persons=_BOTH,
        made=("recorded_at",),
        forget=forgetting.home_practice,
    ),
    Holding(
        data=DataClass.HOMEWORK,
        document=HomeworkReply,
        persons=_BOTH,
        made=("shared_at", "chosen_at"),
        forget=forgetting.homework_reply,
    ),
    Holding(
        data=DataClass.HELP,
        document=HelpRequest,
        persons=_BOTH,
        made=("asked_at",),
        forget=forgetting.help_request,
    ),
    Holding(
        data=DataClass.PARTICIPATION,
        document=Participation,
        persons=("guardian_id",),
        forget=forgetting.gone,
    ),
    Holding(
        data=DataClass.OFFERS,
        document=Offer,
        persons=("guardian_id",),
        made=("made_at",),
        forget=forgetting.offer,
    ),
    Holding(
        data=DataClass.PROPOSALS,
        document=WayProposal,
        persons=("proposed_by",),
        made=("proposed_at",),
        forget=forgetting.proposal,
        also={"from_family": True},
    ),
    Holding(
        data=DataClass.LISTS, document=Activity, persons=("ambassador_ids", "audience.student_ids")
    ),
    Holding(data=DataClass.LISTS, document=Conference, persons=("first_student_ids",)),
    Holding(
        data=DataClass.LISTS,
        document=ActivityDraft,
        persons=("values.student_ids", "values.ambassador_ids"),
    ),
)
"""Collections with rows about families. Rows that stand with another's row are in ``WITH_OTHERS``.
"""

WITH_OTHERS = {
    PracticeClip: (DataClass.MEDIA, "goes with the practice it belongs to"),
    Diary: (DataClass.TALKS, "a counter under a person's id; goes with the talks"),
    DoorTap: (DataClass.ATTENDANCE, "names the attendance, which gets another id"),
}
"""Documents that name nobody but stand with a row that does → where they go, and how."""

KEPT: dict[Any, KeptBecause] = {
    **dict.fromkeys(ROSTER, KeptBecause.ROSTER),
    AuditEntry: KeptBecause.AUDIT,
    LegalHold: KeptBecause.LEGAL_HOLD,
    **dict.fromkeys(
        (
            *(Seats, HelpSlot, Homework, ClassExpectation, HomeworkFlag),
            *(PlanEntry, Review, OwnWay, InvitationFloor, DistrictAnnouncement),
        ),
        KeptBecause.STAFF_WORK,
    ),
}
"""Documents that an erasure leaves as they are → why."""


def holdings_of(data: DataClass) -> tuple[Holding, ...]:
    """The collections of a class of data."""
    return tuple(one for one in HOLDINGS if one.data is data)


def document_names() -> dict[str, Any]:
    """Every document that the tables know, by its collection's name."""
    known = [*(one.document for one in HOLDINGS), *WITH_OTHERS, *KEPT]
    return {one._get_collection_name(): one for one in known}
