"""What can happen to a way to take part: proposed, answered with a reason, added, removed."""

from collections.abc import Collection
from datetime import datetime

from services.invitations.roster.queries import children_of
from services.invitations.ways.models import OwnWay, WayProposal
from services.invitations.ways.rules import Idea, NewWay, ProposalState
from shared import audit, context, ids, store
from shared.errors import Conflict, Invalid, NotFound
from shared.tenancy import write_scope, writing_to
from shared.web.languages import lazy_

MOST_WAITING = 10


@store.atomic
def propose_as_family(
    idea: Idea, school_id: str, *, person_ids: Collection[str], now: datetime
) -> str:
    """Propose a new way to take part to the school of an own child; returns the proposal's id.

    Source: assessment article T7: models of involvement broad enough for other cultures (S104).

    Raises:
        NotFound: none of the guardian's children is at that school today.
        Invalid: many proposals of theirs still wait for an answer.
    """
    own = [one for one in children_of(person_ids, now) if one.school_id == school_id]
    if not own:
        raise NotFound("school")
    with writing_to(school_id):
        return _propose(idea, own[0].guardian_id, from_family=True, now=now)


@store.atomic
def propose_as_staff(idea: Idea, *, person_id: str, now: datetime) -> str:
    """Propose a new way to take part to the own school in scope; returns the proposal's id.

    Raises:
        Invalid: many proposals of theirs still wait for an answer.
    """
    return _propose(idea, person_id, from_family=False, now=now)


@store.atomic
def accept_proposal(
    proposal_id: str, way: NewWay, *, answer: str, language: str, now: datetime
) -> str:
    """Take a proposal into the catalogue, with a word to who proposed it; returns the way's id.

    Raises:
        NotFound: the school in scope has no such proposal.
        Conflict: it was answered already.
    """
    proposal = _waiting(proposal_id)
    added = _new_way(way, now)
    added.proposal_id, added.from_family = proposal.id, proposal.from_family
    store.save(added)
    proposal.way_id, proposal.answer_language = added.id, language
    proposal.settle(ProposalState.ACCEPTED, answer, by=context.current_actor(), at=now)
    store.save(proposal)
    audit.append("way.accepted", f"way-proposal/{proposal_id}")
    return str(added.id)


@store.atomic
def decline_proposal(proposal_id: str, *, answer: str, language: str, now: datetime) -> None:
    """Say no to a proposal, with the reason that who proposed it reads.

    Raises:
        NotFound: the school in scope has no such proposal.
        Conflict: it was answered already.
    """
    proposal = _waiting(proposal_id)
    proposal.answer_language = language
    proposal.settle(ProposalState.DECLINED, answer, by=context.current_actor(), at=now)
    store.save(proposal)
    audit.append("way.declined", f"way-proposal/{proposal_id}")


@store.atomic
def add_way(way: NewWay, *, now: datetime) -> str:
    """Add a way to the catalogue of the school in scope; returns its id."""
    added = _new_way(way, now)
    store.save(added)
    audit.append("way.added", f"way/{added.id}")
    return str(added.id)


@store.atomic
def remove_way(way_id: str, *, now: datetime) -> None:
    """Offer it no more; harmless when that is so already.

    Raises:
        NotFound: the school in scope has no such way.
    """
    way = OwnWay.objects(id=way_id, school_id=write_scope()).first()
    if way is None:
        raise NotFound("way")
    if way.removed_at is None:
        way.remove(now)
        store.save(way)
        audit.append("way.removed", f"way/{way_id}")


def _propose(idea: Idea, person_id: str, *, from_family: bool, now: datetime) -> str:
    waiting = WayProposal.objects(proposed_by=person_id, state=ProposalState.WAITING.value)
    if waiting.count() >= MOST_WAITING:
        message = lazy_("Thank you! Let us answer what you proposed so far, then propose more.")
        raise Invalid({"title": [message]})
    proposal = WayProposal(
        id=ids.new_id(),
        school_id=write_scope(),
        proposed_by=person_id,
        from_family=from_family,
        language=idea.language,
        title=idea.title,
        about=idea.about,
        proposed_at=now,
    )
    store.save(proposal)
    return str(proposal.id)


def _waiting(proposal_id: str) -> WayProposal:
    proposal: WayProposal | None = WayProposal.objects(
        id=proposal_id, school_id=write_scope()
    ).first()
    if proposal is None:
        raise NotFound("proposal")
    if not proposal.is_waiting:
        raise Conflict("answered-already", lazy_("Somebody answered this proposal already."))
    return proposal


def _new_way(way: NewWay, now: datetime) -> OwnWay:
    added = OwnWay(id=ids.new_id(), school_id=write_scope(), added_at=now)
    added.added_by = context.current_actor()
    added.describe(way)
    return added
