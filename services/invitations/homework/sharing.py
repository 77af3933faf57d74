"""What families do with homework: choose a way, tell how it went, ask for help to help."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from services.invitations.homework.at_home import own_children_in
from services.invitations.homework.models import HelpRequest, Homework, HomeworkReply
from services.invitations.homework.rules import Told
from services.invitations.roster.queries import Child, still_theirs
from shared import audit, ids, outbox, store
from shared.errors import Invalid, NotFound
from shared.events.channels import Channel
from shared.events.homework import HelpAsked, Helped, HomeworkShared, WayToHelp
from shared.tenancy import writing_to
from shared.web.languages import lazy_


@store.atomic
def choose_way(
    homework_id: str,
    way: WayToHelp,
    *,
    student_id: str,
    person_ids: Collection[str],
    now: datetime,
) -> None:
    """Keep which way to help a guardian will try; what worked is asked later (S103).

    Raises:
        NotFound: none of their children has the task.
        Invalid: the way is not one of the task's, or it is not said for which child.
    """
    homework, child = _one_child(homework_id, student_id, person_ids, now)
    _check_way(homework, way, "way")
    with writing_to(homework.school_id):
        reply = _reply(homework, child.guardian_id, child.student_id)
        reply.choose(way, now)
        store.save(reply)


@store.atomic
def share(
    homework_id: str,
    told: Told,
    *,
    student_id: str,
    person_ids: Collection[str],
    now: datetime,
) -> None:
    """Keep what a guardian tells of a task; told again, the newer counts. Never too late.

    Source: leadership article T9: a family's turn, and a way back to school (S122).

    Raises:
        NotFound: none of their children has the task.
        Invalid: the way is not one of the task's, or it is not said for which child.
    """
    homework, child = _one_child(homework_id, student_id, person_ids, now)
    _check_way(homework, told.way, "chosen")
    with writing_to(homework.school_id):
        reply = _reply(homework, child.guardian_id, child.student_id)
        reply.share(told, channel=Channel.WEB.value, entered_by=None, now=now)
        _record(reply)


@store.atomic
def share_on_behalf(
    homework: Homework,
    told: Told,
    *,
    family: tuple[str, str],
    channel: Channel,
    entered_by: str,
    now: datetime,
) -> None:
    """Enter what a guardian said on paper or by phone; ``family`` is student and guardian.

    Words that were told before stay when none are entered.
    Whether staff may for this child is the caller's question. Source: product.md R9.

    Raises:
        NotFound: the guardian does not stand for the child today.
        Invalid: the way is not one of the task's.
    """
    student_id, guardian_id = family
    if not still_theirs(guardian_id, [student_id], homework.school_id, now):
        raise NotFound("family")
    _check_way(homework, told.way, "chosen")
    reply = _reply(homework, guardian_id, student_id)
    told = replace(told, words=told.words or reply.words)
    reply.share(told, channel=channel.value, entered_by=entered_by, now=now)
    _record(reply)
    audit.append("homework.shared-on-behalf", f"homework-reply/{reply.id}")


@store.atomic
def ask_for_help(
    homework_id: str,
    words: str,
    *,
    student_id: str,
    person_ids: Collection[str],
    now: datetime,
) -> None:
    """Tell the teacher that a guardian needs help to help; while one request is open, once.

    Source: leadership article T9: many parents feel unsure about helping (S123).

    Raises:
        NotFound: none of their children has the task.
        Invalid: it is not said for which child.
    """
    homework, child = _one_child(homework_id, student_id, person_ids, now)
    with writing_to(homework.school_id):
        request_id = ids.derived_id(
            "help-request", homework.id, child.guardian_id, child.student_id
        )
        request: HelpRequest | None = store.load(HelpRequest, request_id)
        is_new = request is None or not request.is_open
        request = request or HelpRequest(
            id=request_id,
            school_id=homework.school_id,
            homework_id=homework.id,
            guardian_id=child.guardian_id,
            student_id=child.student_id,
        )
        request.ask(words or (request.words if not is_new else ""), now)
        if is_new:
            outbox.record(request, _asked(request))
        store.save(request)


def _one_child(
    homework_id: str, student_id: str, person_ids: Collection[str], now: datetime
) -> tuple[Homework, Child]:
    homework, theirs = own_children_in(homework_id, person_ids, now)
    if not student_id:
        if len(theirs) > 1:
            raise Invalid({"student_id": [lazy_("Choose the child")]})
        return homework, theirs[0]
    for one in theirs:
        if one.student_id == student_id:
            return homework, one
    raise NotFound("child")


def _check_way(homework: Homework, way: WayToHelp | None, name: str) -> None:
    if way is not None and way.value not in homework.ways:
        raise Invalid({name: [lazy_("Choose one of these ways")]})


def _reply(homework: Homework, guardian_id: str, student_id: str) -> HomeworkReply:
    reply_id = ids.derived_id("homework-reply", homework.id, guardian_id, student_id)
    return store.load(HomeworkReply, reply_id) or HomeworkReply(
        id=reply_id,
        school_id=homework.school_id,
        homework_id=homework.id,
        guardian_id=guardian_id,
        student_id=student_id,
    )


def _record(reply: HomeworkReply) -> None:
    outbox.record(
        reply,
        HomeworkShared(
            reply_id=reply.id,
            homework_id=reply.homework_id,
            guardian_id=reply.guardian_id,
            student_id=reply.student_id,
            minutes=reply.minutes,
            helped=Helped(reply.helped),
            way=reply.way,
            on_behalf=reply.entered_by is not None,
        ),
    )
    store.save(reply)


def _asked(request: HelpRequest) -> HelpAsked:
    return HelpAsked(
        request_id=request.id,
        homework_id=request.homework_id,
        guardian_id=request.guardian_id,
        student_id=request.student_id,
    )
