"""All that this service can keep about a family: one row of each class, with words to look for."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.check_in.rules import Arrival
from services.invitations.check_in.use_cases import check_in
from services.invitations.conferences.models import Preparation, Slot, Talk
from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.homework.models import HelpRequest, HomeworkReply
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from services.invitations.participation.models import Offer, Participation
from services.invitations.participation.rules import Whose
from services.invitations.participation.use_cases import participation_id
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.visits.models import Visit
from services.invitations.ways.models import WayProposal
from shared import clock, context, ids, store
from shared.events.invitations import Answer, AttendanceMode, Support
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of

CANARY = "Na’a ma lotu mo e fāmili"
# What the child itself wrote.
PREPARED = "Ko au te kaihautū"
# Projections of the roster, which the school's own system corrects, and what is kept for 7 years.
NOT_OURS = ("roster_", "audit", "jobs", "inbox", "outbox", "legal_holds", "leases")


def live(room: Room, guardian: str, child: str, *, canary: str = CANARY) -> Activity:
    """A family that took part in everything; the activity it came to is over by now."""
    activity = came_to_an_evening(room, guardian, canary=canary)
    with scope_of(room.school_id):
        _insert(SignUp(**_own(room, guardian), **_sign_up(room, activity, canary)))
        for document in _rows(room, guardian, child, canary):
            _insert(document)
    return activity


def came_to_an_evening(room: Room, guardian: str, *, canary: str = CANARY) -> Activity:
    """An activity that is over, to which the family said yes and came, two of them."""
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=20)
    answered(activity, guardian, canary=canary)
    arrival = Arrival(mode=AttendanceMode.IN_PERSON, adults=1, children=1)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        check_in(activity, invitation_of(activity, guardian).id, arrival, now=clock.now())
    move(activity, days=-10)
    return activity


def answered(activity: Activity, guardian: str, *, canary: str = CANARY) -> None:
    """The guardian says yes for two."""
    reply = Reply(answer=Answer.YES, adults=1, children=1, needs=(Support.FOOD,), note=canary)
    with scope_of(activity.school_id), context.acting(actor=guardian):
        its_id = invitation_of(activity, guardian).id
        answer_invitation(its_id, reply, person_ids=[guardian], now=clock.now())


def move(activity: Activity, *, days: float) -> None:
    """Let the activity begin so many days from now, with all that was written at the time."""
    begins = clock.now() + timedelta(days=days)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}
    database, about = store.database(), {"activity_id": activity.id}
    database["activities"].update_one({"_id": activity.id}, {"$set": times})
    database["invitations"].update_many(about, {"$set": {"starts_at": begins}})
    database["attendances"].update_many(about, {"$set": {"recorded_at": begins}})


def age(moment: datetime) -> None:
    """Let everything that stands have been made then."""
    for name in store.database().list_collection_names():
        if not name.startswith(NOT_OURS):
            for field in DATES:
                store.database()[name].update_many(
                    {field: {"$ne": None, "$exists": True}}, {"$set": {field: moment}}
                )
    store.database()["participations"].update_many({}, {"$set": {"history.0.at": moment}})


DATES = (
    *("starts_at", "ends_at", "recorded_at", "at", "answered_at", "prepared_at", "changed_at"),
    *("shared_at", "chosen_at", "asked_at", "made_at", "proposed_at", "saved_at"),
)


def everything(*, but: Iterable[str] = NOT_OURS) -> str:
    """All rows of this service's own collections as one text."""
    kept = [
        name for name in store.database().list_collection_names() if not name.startswith(tuple(but))
    ]
    rows = {name: list(store.database()[name].find({})) for name in sorted(kept)}
    return json.dumps(rows, default=str, ensure_ascii=False, sort_keys=True)


def _insert(document: Any) -> None:
    document.validate()
    document._get_collection().insert_one(document.to_mongo().to_dict())


def _own(room: Room, guardian: str, **more: Any) -> dict[str, Any]:
    return {"id": ids.new_id(), "school_id": room.school_id, "guardian_id": guardian, **more}


def _sign_up(room: Room, activity: Activity, canary: str) -> dict[str, Any]:
    now = clock.now()
    slot = HelpSlot(
        id=ids.new_id(),
        school_id=room.school_id,
        activity_id=activity.id,
        kind="item",
        title={"en": {"text": "Fruit", "status": "human"}},
        needed=3,
        taken=2,
        asked_by=room.teacher,
        asked_at=now,
    )
    _insert(slot)
    named = {"slot_id": slot.id, "activity_id": activity.id, "invitation_id": "i"}
    return {**named, "quantity": 2, "note": canary, "at": now, "channel": "web"}


def _rows(room: Room, guardian: str, child: str, canary: str) -> list[Any]:
    now, long_ago = clock.now(), clock.now() - timedelta(days=30)
    pair = {**_own(room, guardian), "student_id": child}
    talk_id, practice_id = ids.new_id(), ids.new_id()
    times = {"starts_at": long_ago, "ends_at": long_ago + timedelta(minutes=10)}
    whose = Whose(guardian_id=guardian, school_id=room.school_id)
    hosted = {"conference_id": "c", "host_id": room.teacher, **times}
    return [
        Talk(
            **{**pair, "id": talk_id},
            **hosted,
            state="booked",
            slot_id="slot",
            answered_at=long_ago,
            channel="web",
            hopes=canary,
            items=[canary],
            host_items=[canary],
            notes=canary,
            came=True,
            actions=[{"who": "family", "what": canary}],
            confirmations=[{"guardian_id": guardian, "agrees": True, "comment": canary, "at": now}],
        ),
        Slot(**{**pair, "id": ids.new_id()}, **hosted, talk_id=talk_id),
        Preparation(
            id=ids.new_id(),
            school_id=room.school_id,
            conference_id="c",
            student_id=child,
            invitation=PREPARED,
            proud=PREPARED,
            prepared_at=now,
        ),
        Visit(
            **_own(room, guardian),
            student_ids=[child],
            host_ids=[room.teacher, "colleague"],
            company="interpreter",
            company_name=canary,
            purpose="get-to-know",
            words=canary,
            begun_by="staff",
            state="held",
            place_kind="home",
            place_words=canary,
            family_words=canary,
            **times,
            held_at=long_ago,
            adults=2,
            children=1,
            steps=[
                {
                    "what": "held",
                    "at": long_ago,
                    "side": "family",
                    "by": guardian,
                    "channel": "web",
                    "entered_by": "",
                    "words": canary,
                }
            ],
            notes=[
                {
                    "id": "n",
                    "side": "family",
                    "by": guardian,
                    "words": canary,
                    "language": "to",
                    "at": now,
                }
            ],
            follow_up={"words": canary, "due_on": now.date(), "by": room.teacher},
            changed_at=long_ago,
        ),
        HomePractice(
            **{**pair, "id": practice_id},
            kind="faith",
            practised_on=long_ago.date(),
            words=canary,
            photo_width=4,
            photo_height=4,
            recorded_at=long_ago,
            thanks=canary,
        ),
        PracticeClip(
            id=ids.new_id(),
            school_id=room.school_id,
            practice_id=practice_id,
            kind="photo",
            content_type="image/jpeg",
            data=b"\xff\xd8 " + canary.encode(),
        ),
        HomeworkReply(
            **{**pair, "id": ids.new_id()},
            homework_id="h",
            way="do-together",
            chosen_at=long_ago,
            helped="well",
            words=canary,
            shared_at=long_ago,
        ),
        HelpRequest(**{**pair, "id": ids.new_id()}, homework_id="h", words=canary, asked_at=now),
        Participation(
            **{**_own(room, guardian), "id": participation_id(whose)},
            told={"interests": {"codes": [], "words": canary, "seen": "school", "at": now}},
            history=[{"at": now, "what": "interests", "codes": [], "seen": "school", "by": ""}],
        ),
        Offer(**_own(room, guardian), kind="k", words=canary, seen="school", made_at=now),
        Offer(
            **_own(room, guardian),
            kind="k",
            words=canary,
            seen="school",
            made_at=now,
            state="accepted",
            accepted_by=room.teacher,
        ),
        WayProposal(
            id=ids.new_id(),
            school_id=room.school_id,
            proposed_by=guardian,
            from_family=True,
            language="to",
            title=canary,
            proposed_at=now,
            state="declined",
        ),
    ]
