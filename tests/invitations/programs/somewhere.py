"""A school in which there is something of everything that programs can ask for."""

from dataclasses import dataclass
from datetime import timedelta

from services.invitations.home_practice.rules import Practice
from services.invitations.home_practice.use_cases import record_practice
from services.invitations.homework.rules import Task
from services.invitations.homework.use_cases import set_homework
from services.invitations.invitations.rules import Entry
from services.invitations.participation.rules import Part, Seen, Told, Whose
from services.invitations.participation.use_cases import make_offer, tell
from services.invitations.sign_ups.rules import Ask
from services.invitations.sign_ups.use_cases import add_slot
from services.invitations.term_plan.rules import NewEntry
from services.invitations.term_plan.use_cases import add_entry
from services.invitations.visits.rules import Entry as VisitEntry
from services.invitations.visits.rules import Proposal, Purpose, Side, Team, Time
from services.invitations.visits.use_cases import propose_visit
from shared import clock, context
from shared.access import Principal
from shared.events.evaluation import Role
from shared.events.homework import HelpLevel, HomeworkKind, WayToHelp
from shared.events.invitations import ActivityKind, Focus, PracticeKind
from shared.events.participation import OfferKind
from shared.events.sign_ups import SlotKind
from shared.tenancy import scope, scope_of
from tests.invitations.conferences.rounds import open_round, slots, take
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of

Known = dict[str, str]


@dataclass
class Somewhere:
    """What fits there, by the names that paths and bodies use, and who asks.

    ``soon`` is an activity that begins in a moment, so that its door is open.
    """

    known: Known
    soon: str
    sign_up_slot_id: str
    guardian: Principal
    teacher: Principal


def somewhere(room: Room) -> Somewhere:
    """The room with an activity, talks, homework, practice, an offer, a plan and a visit."""
    now = clock.now()
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=30)
    soon = announce(
        room.school_id,
        room.class_id,
        room.teacher,
        starts_at=now + timedelta(minutes=20),
        ends_at=now + timedelta(hours=2),
        answer_by=now + timedelta(minutes=10),
    )
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    first = slots(conference)[0]
    take(conference, room.guardian, [first])
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        ask = Ask(kind=SlotKind.ITEM, language="en", title="Salads", needed=9)
        slot_id = add_slot(activity, ask, now=clock.now())
        homework_id = _set_homework(room)
        _plan(room)
        _propose_visit(room)
    with scope(read=[room.school_id]), context.acting(actor=room.guardian):
        practice = record_practice(_practice(room), person_ids=[room.guardian], now=clock.now())
        offer_id = _tell(room)
    known = {
        "starts_at": (now + timedelta(days=20)).isoformat(),
        "ends_at": (now + timedelta(days=20, hours=1)).isoformat(),
        "answer_by": (now + timedelta(days=12)).isoformat(),
        "release_at": (now + timedelta(days=2)).isoformat(),
        "practised_on": (now - timedelta(days=3)).date().isoformat(),
        "until": (now + timedelta(days=30)).date().isoformat(),
        "school_id": room.school_id,
        "activity_id": activity.id,
        "invitation_id": invitation_of(activity, room.guardian).id,
        "conference_id": conference.id,
        "slot_id": first.id,
        "homework_id": homework_id,
        "practice_id": practice.id,
        "offer_id": offer_id,
        "student_id": room.child,
        "target_id": room.child,
        "host_id": room.teacher,
        "class_ids": room.class_id,
        "student_ids": room.child,
        "host_ids": room.teacher,
        "ambassador_ids": room.child,
    }
    return Somewhere(
        known=known,
        soon=soon.id,
        sign_up_slot_id=str(slot_id),
        guardian=principal_of(room.school_id, room.guardian),
        teacher=principal_of(room.school_id, room.teacher),
    )


def _set_homework(room: Room) -> str:
    task = Task(
        kind=HomeworkKind.INTERACTIVE,
        language="en",
        title="Cook something and count",
        task="Measure one thing.",
        family_guide="Choose a dish you make anyway.",
        family_role="You are the cook who knows how.",
        if_stuck="Count spoons instead.",
        prompts="How much do we need?",
        ways=(WayToHelp.DO_TOGETHER, WayToHelp.ASK_AND_LISTEN),
        minutes=20,
        level=HelpLevel.TOGETHER,
        due_on=(clock.now() + timedelta(days=5)).date(),
        class_ids=(room.class_id,),
    )
    return set_homework(task, person_ids=[room.teacher], now=clock.now())


def _practice(room: Room) -> Practice:
    day = clock.now().date() - timedelta(days=1)
    return Practice(student_id=room.child, kind=PracticeKind.READING, practised_on=day)


def _tell(room: Room) -> str:
    whose, entry = Whose(guardian_id=room.guardian, school_id=room.school_id), _entry()
    tell(whose, Part.INTERESTS, Told(codes=("music",), seen=Seen.SCHOOL), entry=entry)
    return make_offer(whose, OfferKind.COOKING, "Pani popo", Seen.TEACHERS, entry=entry)


def _entry() -> Entry:
    return Entry(at=clock.now())


def _plan(room: Room) -> None:
    entry = NewEntry(
        title="A walk to the river",
        language="en",
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.LEARNING,
        week=clock.now().date(),
    )
    add_entry(entry, now=clock.now())


def _propose_visit(room: Room) -> None:
    colleague = room.world.make_person(room.school_id, Role.TEACHER, given_name="Tavita")
    starts_at = clock.now() + timedelta(days=3)
    proposal = Proposal(
        guardian_id=room.guardian,
        purpose=Purpose.GET_TO_KNOW,
        words="Sione tells so much about your garden.",
        language="en",
        team=Team(host_ids=(room.teacher, colleague)),
        times=(Time(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45)),),
        minutes=45,
    )
    entry = VisitEntry(at=clock.now(), side=Side.STAFF, by=room.teacher)
    propose_visit(proposal, school_id=room.school_id, person_ids=[room.teacher], entry=entry)
