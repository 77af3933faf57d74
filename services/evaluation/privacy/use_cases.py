"""What can happen: something is asked about a person, services answer, a hold is placed or lifted.

Everything here is the district's; what schools are told goes to each of the person's schools.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from services.evaluation.privacy.models import LegalHold, PrivacyRequest
from services.evaluation.privacy.queries import hold_on, person_of, schools_of
from services.evaluation.privacy.rules import ANSWERING, HoldReason, State, Wish
from services.evaluation.roster.queries import zone_of
from shared import audit, context, ids, outbox, store
from shared.closed import is_removed
from shared.errors import Conflict, Invalid
from shared.events.privacy import (
    LegalHoldLifted,
    LegalHoldPlaced,
    PrivacyFulfilled,
    PrivacyKind,
    PrivacyRequested,
)
from shared.logs import logger
from shared.tenancy import scope_of, write_scope
from shared.web.languages import lazy_

log = logger()


@store.atomic
def open_request(person_id: str, wish: Wish, *, now: datetime) -> PrivacyRequest:
    """Ask every service that answers, in each of the person's schools.

    While a hold is in force nobody is asked to erase: the request is kept as refused.
    Source: Privacy Act 2020 (NZ), IPP 6 and 7; FERPA, 34 CFR 99.10.

    Raises:
        NotFound: no school knows such a guardian or student.
        Invalid: the day is over.
        Conflict: the same was asked before and is not answered yet.
    """
    person = person_of(person_id)
    _must_be_new(person_id, wish.kind, now)
    request = PrivacyRequest(
        id=ids.new_id(),
        school_id=write_scope(),
        person_id=person_id,
        kind=wish.kind.value,
        asker=wish.asker.value,
        identity=wish.identity.value,
        asked_by=context.current_actor(),
        asked_at=now,
        due_by=_end_of(wish, now),
    )
    hold = hold_on(person_id)
    if wish.kind is PrivacyKind.ERASE and hold is not None and hold.is_in_force:
        request.refuse(now)
        _audit("privacy.refused-held", request)
    else:
        request.expect(sorted(person.schools), ANSWERING)
        _tell(request)
        _audit("privacy.requested", request)
    request.version += 1
    store.save(request)
    return request


@store.atomic
def hear_fulfilled(event: PrivacyFulfilled, school_id: str, at: datetime) -> None:
    """Keep what a service answered in a school; when all have, the request is closed."""
    request: PrivacyRequest | None = store.load(PrivacyRequest, event.request_id)
    if request is None:
        log.info("answer_to_no_request", request_id=event.request_id)
        return
    answer = {
        "outcome": event.outcome.value,
        "counts": {one.data: one.records for one in event.counts},
        "kept": {one.data: one.reason.value for one in event.kept},
        "at": at,
    }
    request.hear(school_id, event.service, answer)
    _audit(f"privacy.answered-{event.outcome.value}", request, service=event.service)
    if request.done_at is None and request.state(at) is State.DONE:
        request.close(at)
        _audit("privacy.done", request)
    request.version += 1
    store.save(request)


@store.atomic
def place_hold(person_id: str, because: HoldReason, *, now: datetime) -> None:
    """Let nothing about the person be erased, by wish or by time; again: for another reason.

    Raises:
        NotFound: no school knows such a guardian or student.
    """
    person = person_of(person_id)
    hold = hold_on(person_id) or LegalHold(
        id=ids.derived_id("legal-hold", person_id), school_id=write_scope(), person_id=person_id
    )
    hold.place(because, by=context.current_actor(), now=now)
    told = hold.tell(person.schools)
    store.save(hold)
    _tell_of_hold(hold, told)
    audit.append("legal-hold.placed", f"person/{person_id}", {"because": because.value})


@store.atomic
def lift_hold(person_id: str, *, now: datetime) -> None:
    """Let the ordinary rules hold again; what was refused has to be asked for anew.

    Every school that was told of the hold hears it, also one that the person left.

    Raises:
        NotFound: no school knows such a guardian or student.
        Conflict: there is no hold in force.
    """
    hold = hold_on(person_id)
    if hold is None:
        person_of(person_id)
        raise Conflict("no-hold", lazy_("There is no hold on this person."))
    hold.lift(by=context.current_actor(), now=now)
    told = hold.tell(schools_of([person_id]).get(person_id, ()))
    store.save(hold)
    _tell_of_hold(hold, told)
    audit.append("legal-hold.lifted", f"person/{person_id}")


@store.atomic
def tell_new_schools(person_id: str) -> bool:
    """Tell schools where the person appeared since of the hold in force; False: there are none."""
    hold = hold_on(person_id)
    if hold is None or not hold.is_in_force:
        return False
    new = schools_of([person_id]).get(person_id, set()) - set(hold.schools)
    if not new:
        return False
    hold.version += 1
    hold.tell(new)
    store.save(hold)
    _tell_of_hold(hold, new)
    audit.append("legal-hold.told", f"person/{person_id}", {"schools": sorted(new)})
    return True


def note_look(person_id: str, schools: Iterable[str]) -> None:
    """Keep in the audit log of the person's schools that the district looked at who this is.

    Source: design security.md: the district looks at individuals with a reason, and it is seen.
    """
    for school_id in sorted(schools):
        with scope_of(school_id):
            audit.append("privacy.looked-at", f"person/{person_id}")


def note_search(found: int) -> None:
    """Keep in the audit log that the district looked for somebody by name, not whom."""
    audit.append("privacy.searched", f"school/{write_scope()}", {"found": found})


def _must_be_new(person_id: str, kind: PrivacyKind, now: datetime) -> None:
    for one in PrivacyRequest.objects(person_id=person_id, kind=kind.value, done_at=None):
        if one.state(now) in (State.WAITING, State.LATE):
            message = lazy_("This was asked for already, and is not answered yet.")
            raise Conflict("asked-already", message)


def _end_of(wish: Wish, now: datetime) -> datetime:
    zone = ZoneInfo(zone_of(write_scope()))
    if wish.due_on < now.astimezone(zone).date():
        raise Invalid({"due_on": [lazy_("Choose today or a day to come")]})
    return datetime.combine(wish.due_on, time(23, 59), zone).astimezone(UTC)


def _tell(request: PrivacyRequest) -> None:
    for school_id in request.schools:
        outbox.record_state(
            PrivacyRequested(
                request_id=request.id,
                person_id=request.person_id,
                kind=PrivacyKind(request.kind),
                due_by=request.due_by,
            ),
            school_id=school_id,
            subject_id=request.id,
            version=1,
        )


def _tell_of_hold(hold: LegalHold, schools: Iterable[str]) -> None:
    event: LegalHoldPlaced | LegalHoldLifted = LegalHoldLifted(person_id=hold.person_id)
    if hold.is_in_force:
        event = LegalHoldPlaced(person_id=hold.person_id)
    for school_id in sorted(one for one in schools if not is_removed(one)):
        outbox.record_state(
            event, school_id=school_id, subject_id=hold.person_id, version=hold.version
        )


def _audit(action: str, request: PrivacyRequest, **details: str) -> None:
    told = {"request_id": request.id, "kind": request.kind, **details}
    audit.append(action, f"person/{request.person_id}", told)
