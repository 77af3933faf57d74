"""What the guardians of a confirmed household have at the same activity, and where they differ.

Nothing here is known of guardians whose household is not confirmed today: they never see each
other's answers. Source: product.md R10.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from services.invitations.invitations.models import Invitation
from services.invitations.roster.queries import housemates
from shared import ids
from shared.events.invitations import Answer, Place

_OPPOSITE = {Answer.YES.value: Answer.NO.value, Answer.NO.value: Answer.YES.value}


def of_household(invitation: Invitation) -> list[Invitation]:
    """The invitations of the household's other guardians to the same activity."""
    return of_households([invitation]).get(invitation.id, [])


def with_mates(invitation: Invitation, mates: Collection[str]) -> list[Invitation]:
    """The invitations of ``of_household``, in no order, for who knows its guardians already."""
    return _load(_their_ids(invitation, {invitation.guardian_id: set(mates)}))


def of_households(invitations: Sequence[Invitation]) -> dict[str, list[Invitation]]:
    """``of_household`` of many, by invitation; those without are left out.

    One query more for each school, and one where there are households at all.
    """
    guardians: dict[str, set[str]] = defaultdict(set)
    for one in invitations:
        guardians[one.school_id].add(one.guardian_id)
    mates = {school_id: housemates(of, school_id) for school_id, of in guardians.items()}
    wanted = {one.id: _their_ids(one, mates[one.school_id]) for one in invitations}
    loaded = {one.id: one for one in _load({other for of in wanted.values() for other in of})}
    found = {
        invitation_id: [loaded[one] for one in others if one in loaded]
        for invitation_id, others in wanted.items()
    }
    return {invitation_id: others for invitation_id, others in found.items() if others}


def in_place_of(invitation: Invitation, others: Iterable[Invitation]) -> Invitation | None:
    """The household's invitation whose answer counts instead of this one's own, if there is one.

    That is the yes which replaced its own, or while it has no answer the yes of somebody else. A
    yes that lapsed or ended has no place, and counts for nobody.
    """
    for one in others:
        is_yes = one.answer == Answer.YES.value and one.place != Place.NONE.value
        if one.id == invitation.replaced_by or (invitation.answer is None and is_yes):
            return one
    return None


def differs_from(invitation: Invitation, others: Iterable[Invitation]) -> Invitation | None:
    """The household's invitation with the opposite answer, where one says yes and one says no."""
    opposite = _OPPOSITE.get(invitation.answer or "")
    return next((one for one in others if opposite and one.answer == opposite), None)


def _their_ids(invitation: Invitation, mates: dict[str, set[str]]) -> list[str]:
    own = invitation.guardian_id
    return [
        ids.derived_id("invitation", invitation.activity_id, one)
        for one in sorted(mates.get(own, set()) - {own})
    ]


def _load(invitation_ids: Collection[str]) -> list[Invitation]:
    return list(Invitation.objects(id__in=list(invitation_ids))) if invitation_ids else []
