"""How a visit comes about: proposed by staff or asked for by a family, answered, agreed, undone.

What is noted after it is in ``afterwards``, what staff enter for a family in ``on_behalf``.
Whatever is agreed takes a turn in the line of each host, as conferences do: none is booked twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.conferences.away import keep_free
from services.invitations.conferences.rules import Span
from services.invitations.conferences.use_cases import take_turn
from services.invitations.roster.queries import still_theirs
from services.invitations.visits.models import Visit, WrongMoment
from services.invitations.visits.queries import (
    active_staff,
    agreed_of,
    families_to_visit,
    own_visit,
)
from services.invitations.visits.rules import (
    Entry,
    Proposal,
    Side,
    Step,
    Team,
    Time,
    Wish,
    is_time_good,
    needs_place_words,
    overlap,
    without_double,
)
from shared import ids, outbox, store
from shared.errors import Conflict, Invalid, NotFound
from shared.events.visits import CancelReason, VisitAgreed, VisitCancelled, VisitProposed
from shared.tenancy import writing_to
from shared.web.languages import lazy_

NEEDS_TWO = lazy_("Nobody visits alone. Choose a colleague, or name who interprets or goes along.")


class NobodyGoesAlone(Conflict):
    """The two-person rule is not kept, so the visit cannot be agreed. HTTP 409."""


@store.atomic
def propose_visit(
    proposal: Proposal, *, school_id: str, person_ids: Collection[str], entry: Entry
) -> Visit:
    """Ask one guardian of an own class for a visit; another guardian of the child sees nothing.

    Source: product.md S84, R10.

    Raises:
        NotFound: it is no guardian of a child whom these persons teach today.
        Invalid: no time fits, or somebody would go alone.
    """
    family = {one.guardian_id: one for one in families_to_visit(person_ids, school_id, entry.at)}
    if proposal.guardian_id not in family:
        raise NotFound("guardian")
    _check_team(proposal.team, school_id)
    visit = Visit(
        id=ids.new_id(),
        school_id=school_id,
        guardian_id=proposal.guardian_id,
        student_ids=list(family[proposal.guardian_id].student_ids),
        purpose=proposal.purpose.value,
        words=proposal.words,
        language=proposal.language,
        begun_by=Side.STAFF.value,
        minutes=proposal.minutes,
        changed_at=entry.at,
    )
    times = _good(proposal.times, entry.at)
    visit.offer(proposal.team, times, entry, Step.PROPOSED)
    _record_proposed(visit)
    store.save(visit)
    return visit


@store.atomic
def ask_for_visit(visit: Visit, wish: Wish, *, entry: Entry) -> None:
    """A family asks a teacher of its child to meet; ``visit`` is new and not stored.

    Raises:
        Invalid: the time or the place will not do.
    """
    with writing_to(visit.school_id):
        visit.wish(_checked(wish, entry.at), entry, Step.ASKED)
        store.save(visit)


@store.atomic
def answer_visit(visit_id: str, wish: Wish, *, person_ids: Collection[str], entry: Entry) -> None:
    """The family says where and when: an offered time is agreed at once, another one is a wish.

    Raises:
        NotFound: as ``own_visit``.
        WrongMoment: it is not the family's turn any more.
        NobodyGoesAlone: of those who were to come one has left the school.
        Invalid: the time or the place will not do, or the time was taken meanwhile.
    """
    visit, _ = own_visit(visit_id, person_ids, entry.at)
    with writing_to(visit.school_id):
        answer_open(visit, wish, entry)


@store.atomic
def accept_wish(visit: Visit, team: Team, *, entry: Entry) -> None:
    """Staff come where and when the family wishes.

    Raises:
        Invalid: somebody would go alone, or be at two visits or talks at once.
        WrongMoment: nothing waits for staff, or the time has passed.
        NotFound: the family's link to the child ended.
    """
    require_link(visit, entry.at)
    _check_team(team, visit.school_id)
    time = visit.time
    if time is None or time.starts_at <= entry.at:
        raise WrongMoment
    _check_free(visit, team, time, "company_name")
    visit.agree_to_wish(team, entry)
    _record_agreed(visit)
    store.save(visit)


@store.atomic
def offer_times(visit: Visit, team: Team, times: Sequence[Time], *, entry: Entry) -> None:
    """Staff offer other times; of an agreed visit the agreed one is given up.

    Raises:
        Invalid: no time fits, or somebody would go alone.
        WrongMoment: it is over.
        NotFound: the family's link to the child ended.
    """
    require_link(visit, entry.at)
    _check_team(team, visit.school_id)
    good = _good(times, entry.at)
    _give_up_time(visit, entry)
    visit.offer(team, good, entry, Step.OFFERED)
    _record_proposed(visit)
    store.save(visit)


@store.atomic
def move_visit(visit: Visit, wish: Wish, *, entry: Entry) -> None:
    """The family of an agreed visit likes another time; staff say whether that suits.

    Raises:
        Invalid: the time or the place will not do.
        WrongMoment: it is over.
    """
    with writing_to(visit.school_id):
        checked = _checked(wish, entry.at)
        _give_up_time(visit, entry)
        visit.wish(checked, entry)
        store.save(visit)


@store.atomic
def decline_visit(visit: Visit, words: str, *, entry: Entry) -> None:
    """One side says no; nothing follows from it, and it can be asked again another day.

    Raises:
        WrongMoment: it is agreed already, or over.
    """
    with writing_to(visit.school_id):
        visit.decline(entry, words)
        store.save(visit)


@store.atomic
def cancel_visit(visit: Visit, words: str, *, entry: Entry) -> None:
    """One side calls an agreed visit off.

    Raises:
        WrongMoment: it is not agreed, or over.
    """
    with writing_to(visit.school_id):
        visit.cancel(entry, words)
        by = CancelReason.FAMILY if entry.side is Side.FAMILY else CancelReason.STAFF
        record_cancelled(visit, by)
        store.save(visit)


def record_cancelled(visit: Visit, reason: CancelReason) -> None:
    """Say that the agreed time does not stand any more; then save the visit."""
    outbox.record(
        visit,
        VisitCancelled(
            visit_id=visit.id,
            guardian_id=visit.guardian_id,
            student_ids=tuple(visit.student_ids),
            host_ids=tuple(visit.host_ids),
            reason=reason,
            sequence=visit.sequence,
        ),
    )


def answer_open(visit: Visit, wish: Wish, entry: Entry) -> None:
    """Keep the family's answer to an open question, and save the visit; for ``answer_visit``."""
    visit.require_turn(Side.FAMILY)
    checked = _checked(wish, entry.at)
    if checked.time not in visit.times:
        visit.wish(checked, entry)
        store.save(visit)
        return
    team = visit.team
    if not team.goes_by_two or active_staff(visit.school_id, team.host_ids) != set(team.host_ids):
        raise NobodyGoesAlone(
            "nobody-goes-alone",
            lazy_("School has to say first who else comes. Please try again in some days."),
        )
    _check_free(visit, team, checked.time, "choice")
    visit.agree_on(checked, entry)
    _record_agreed(visit)
    store.save(visit)


def require_link(visit: Visit, now: datetime) -> None:
    """Pass while the guardian stands for a child of the visit. Source: product.md R11.

    Raises:
        NotFound: the link ended.
    """
    if not still_theirs(visit.guardian_id, visit.student_ids, visit.school_id, now):
        raise NotFound("guardian")


def _give_up_time(visit: Visit, entry: Entry) -> None:
    if visit.state == "agreed":
        visit.reopen(entry, "")
        record_cancelled(visit, CancelReason.RESCHEDULED)


def _checked(wish: Wish, now: datetime) -> Wish:
    if not is_time_good(wish.time, now):
        raise Invalid({"day": [lazy_("Choose a time that is still to come, within half a year")]})
    if needs_place_words(wish.place_kind) and not wish.place_words:
        raise Invalid({"place_words": [lazy_("Say which place, so that we find each other")]})
    return wish


def _good(times: Sequence[Time], now: datetime) -> tuple[Time, ...]:
    if not times:
        raise Invalid({"day_1": [lazy_("Offer at least one time")]})
    if not all(is_time_good(one, now) for one in times):
        raise Invalid({"day_1": [lazy_("Offer times that are still to come, within half a year")]})
    return without_double(times)


def _check_team(team: Team, school_id: str) -> None:
    """Source: product.md S84, the two-person rule."""
    if not team.goes_by_two:
        raise Invalid({"colleague_id": [NEEDS_TWO]})
    if active_staff(school_id, team.host_ids) != set(team.host_ids):
        raise Invalid({"colleague_id": [lazy_("Choose somebody who works at the school today")]})


def _check_free(visit: Visit, team: Team, time: Time, field: str) -> None:
    for host_id in sorted(set(team.host_ids)):
        take_turn(host_id, visit.school_id)
    for other in agreed_of(team.host_ids, visit.school_id, besides=visit.id):
        if other.time is not None and overlap(other.time, time):
            message = lazy_("Somebody who comes has another visit at that time. Choose another.")
            raise Invalid({field: [message]})
    if not keep_free(team.host_ids, visit.school_id, Span(**vars(time))):
        message = lazy_("Somebody who comes has a conference at that time. Choose another.")
        raise Invalid({field: [message]})


def _record_proposed(visit: Visit) -> None:
    outbox.record(
        visit,
        VisitProposed(
            visit_id=visit.id,
            guardian_id=visit.guardian_id,
            student_ids=tuple(visit.student_ids),
            host_ids=tuple(visit.host_ids),
            sequence=visit.sequence,
        ),
    )


def _record_agreed(visit: Visit) -> None:
    outbox.record(
        visit,
        VisitAgreed(
            visit_id=visit.id,
            guardian_id=visit.guardian_id,
            student_ids=tuple(visit.student_ids),
            host_ids=tuple(visit.host_ids),
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            sequence=visit.sequence,
        ),
    )
