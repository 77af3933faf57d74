"""What can happen to a guardian's choices: told, taken back, a rest; offers made and taken up.

Each of them is the guardian's own, or entered by staff with the guardian's agreement (R9).
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from services.invitations.invitations.rules import Entry
from services.invitations.participation.models import Offer, Participation
from services.invitations.participation.rules import (
    Part,
    Seen,
    Told,
    Whose,
    may_rest_until,
    narrower,
)
from services.invitations.roster.queries import school
from shared import audit, ids, outbox, store
from shared.errors import Conflict, Invalid, NotFound, Refused
from shared.events.participation import (
    Barrier,
    FreeTime,
    Interest,
    OfferAccepted,
    OfferKind,
    OfferMade,
    ParticipationChosen,
    TakingPart,
)
from shared.tenancy import writing_to
from shared.web.languages import lazy_


@store.atomic
def tell(whose: Whose, part: Part, told: Told, *, entry: Entry) -> None:
    """Keep what a guardian tells of one part; nothing told takes the part back.

    Source: leadership article §1, T8: families choose how they take part (S4), are asked for what
    they like (S112) and for what makes it hard (S12, S119, S64).
    """
    with writing_to(whose.school_id):
        _tell(_load(whose), part, told, entry)


@store.atomic
def tell_for(whose: Whose, part: Part, told: Told, *, eyes: Collection[str], entry: Entry) -> None:
    """Enter what a guardian told staff, who see what is for ``eyes``; own words told before stay.

    Words that stay are for nobody for whom they were not. Source: product.md R9.

    Raises:
        Refused: what was told before is not for these eyes; the refusal does not say that.
    """
    with writing_to(whose.school_id):
        kept = _load(whose)
        before = kept.part(part)
        if not before.is_empty and before.seen not in eyes:
            raise Refused("not-entered", lazy_("Enter it only when the family agrees"))
        if before.words and not told.words:
            told = replace(told, words=before.words, seen=narrower(told.seen, before.seen))
        _tell(kept, part, told, entry)


@store.atomic
def withdraw(whose: Whose, part: Part, *, entry: Entry) -> None:
    """Take one part back: nobody sees it any more; nothing happens when nothing was told."""
    with writing_to(whose.school_id):
        kept = _load(whose)
        if not kept.part(part).is_empty:
            kept.withdraw(part, entry)
            _record(kept, entry)


@store.atomic
def rest(whose: Whose, until: date | None, *, entry: Entry) -> None:
    """Say "not now" until a day, or with none that invitations are welcome again (S21).

    Raises:
        Invalid: the day is not to come, or more than a year away.
    """
    today = school(whose.school_id).day_of(entry.at)
    if until is not None and not may_rest_until(until, today):
        raise Invalid({"until": [lazy_("Choose a day within the next year")]})
    with writing_to(whose.school_id):
        kept = _load(whose)
        kept.rest(until, entry)
        _record(kept, entry)


@store.atomic
def make_offer(whose: Whose, kind: OfferKind, words: str, seen: Seen, *, entry: Entry) -> str:
    """Keep what a guardian offers to do with children; returns the offer's id (S68)."""
    with writing_to(whose.school_id):
        offer = Offer(
            id=ids.new_id(),
            school_id=whose.school_id,
            guardian_id=whose.guardian_id,
            kind=kind.value,
            words=words,
            seen=seen.value,
            made_at=entry.at,
            made_by=entry.entered_by or "",
        )
        outbox.record(offer, OfferMade(offer_id=offer.id, guardian_id=offer.guardian_id, kind=kind))
        store.save(offer)
        _audit("offer.made", whose.guardian_id, entry)
    return str(offer.id)


@store.atomic
def withdraw_offer(whose: Whose, offer_id: str) -> None:
    """Take an own offer back; harmless when that was done already.

    Raises:
        NotFound: it is not the guardian's.
        Conflict: somebody took it up meanwhile.
    """
    with writing_to(whose.school_id):
        offer = _offer(offer_id, whose)
        if offer.state == "accepted":
            message = lazy_("School has taken this up. Speak to them if it does not suit any more.")
            raise Conflict("offer-accepted", message)
        if offer.state == "open":
            offer.withdraw()
            offer.version += 1
            store.save(offer)


@store.atomic
def withdraw_words(whose: Whose, offer_id: str) -> None:
    """Forget what a guardian wrote of an offer, also of one that was taken up (consent per field).

    That it was offered and taken up, and by whom, stays. Harmless when there are no words.

    Raises:
        NotFound: it is not the guardian's.
    """
    with writing_to(whose.school_id):
        _forget_words(_offer(offer_id, whose))


@store.atomic
def accept_offer(whose: Whose, offer_id: str, *, entry: Entry) -> None:
    """Take an offer up, so that its family hears of it; whether one may is the caller's question.

    A second time by the same person changes nothing.

    Raises:
        NotFound: there is no such offer, or it was taken back.
        Conflict: somebody else took it up.
    """
    with writing_to(whose.school_id):
        offer = _offer(offer_id, whose)
        by = entry.entered_by or ""
        if offer.state == "withdrawn":
            raise NotFound("offer")
        if offer.state == "accepted" and offer.accepted_by != by:
            raise Conflict("offer-accepted", lazy_("A colleague has taken this offer up already."))
        if offer.state == "open":
            offer.accept(by=by, now=entry.at)
            outbox.record(
                offer,
                OfferAccepted(
                    offer_id=offer.id,
                    guardian_id=offer.guardian_id,
                    kind=OfferKind(offer.kind),
                    accepted_by=by,
                ),
            )
            store.save(offer)


@store.atomic
def forget(whose: Whose, *, entry: Entry) -> None:
    """Delete all that a guardian told, with its history, its open offers, and words of the others.

    What evaluation counts hears that nothing is told any more.
    """
    with writing_to(whose.school_id):
        kept = _load(whose)
        kept.told, kept.history = {}, []
        kept.not_now_until = None
        _record(kept, entry)
        mine = Offer.objects(guardian_id=whose.guardian_id, school_id=whose.school_id)
        for offer in mine.filter(state="open"):
            offer.withdraw()
            offer.version += 1
            store.save(offer)
        for offer in mine.filter(state="accepted"):
            _forget_words(offer)


def _forget_words(offer: Offer) -> None:
    if offer.words:
        offer.withdraw_words()
        offer.version += 1
        store.save(offer)


def _tell(kept: Participation, part: Part, told: Told, entry: Entry) -> None:
    before = kept.part(part)
    if told == before or (told.is_empty and before.is_empty):
        return
    if told.is_empty:
        kept.withdraw(part, entry)
    else:
        kept.tell(part, told, entry)
    _record(kept, entry)


def _load(whose: Whose) -> Participation:
    found: Participation | None = store.load(Participation, participation_id(whose))
    return found or Participation(
        id=participation_id(whose), school_id=whose.school_id, guardian_id=whose.guardian_id
    )


def participation_id(whose: Whose) -> str:
    """One document for a guardian at a school."""
    return ids.derived_id("participation", whose.school_id, whose.guardian_id)


def _offer(offer_id: str, whose: Whose) -> Offer:
    offer: Offer | None = store.load(Offer, offer_id)
    if offer is None or (offer.guardian_id, offer.school_id) != (
        whose.guardian_id,
        whose.school_id,
    ):
        raise NotFound("offer")
    return offer


def _record(kept: Participation, entry: Entry) -> None:
    """Tell what the whole school may see; the rest stays here."""
    shared = kept.parts({Seen.SCHOOL})

    def codes(part: Part) -> tuple[str, ...]:
        return shared[part].codes if part in shared else ()

    outbox.record(
        kept,
        ParticipationChosen(
            participation_id=kept.id,
            guardian_id=kept.guardian_id,
            ways=tuple(TakingPart(one) for one in codes(Part.WAYS)),
            times=tuple(FreeTime(one) for one in codes(Part.TIMES)),
            interests=tuple(Interest(one) for one in codes(Part.INTERESTS)),
            barriers=tuple(Barrier(one) for one in codes(Part.BARRIERS)),
            not_now_until=kept.rest_ends(),
            on_behalf=entry.entered_by is not None,
        ),
    )
    store.save(kept)
    _audit("participation.chosen", kept.guardian_id, entry)


def _audit(what: str, guardian_id: str, entry: Entry) -> None:
    """Who of the staff entered it for a family is kept for ever; a family's own choice is not."""
    if entry.entered_by:
        audit.append(what, f"person/{guardian_id}", {"channel": entry.channel.value})
