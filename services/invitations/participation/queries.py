"""Named reads of a guardian's own choices: for its page, for an invitation, for staff who enter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.invitations.participation.models import Offer, Participation
from services.invitations.participation.rules import Part, Seen, Told, Whose, rests_on
from services.invitations.roster.queries import School, children_of, people, schools
from shared.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A guardian's own choices at one school, for its page.

    ``history`` is the newest first; ``names`` those of staff who entered or took up something.
    """

    whose: Whose
    school: School
    children: tuple[str, ...]
    told: Mapping[Part, Told]
    offers: tuple[Offer, ...]
    rests_until: date | None
    history: tuple[Mapping[str, object], ...]
    names: Mapping[str, str]


def own(person_ids: Collection[str], now: datetime) -> list[Mine]:
    """These persons' own choices at each school where a child is theirs today, by its name.

    Source: product.md R10: what one guardian tells, no other guardian sees.
    """
    theirs: dict[tuple[str, str], list[str]] = {}
    for child in children_of(person_ids, now):
        theirs.setdefault((child.school_id, child.guardian_id), []).append(child.student_id)
    known = schools({school_id for school_id, _ in theirs})
    by_name = sorted(theirs, key=lambda one: (known[one[0]].name, *one))
    return [
        _mine(Whose(guardian_id=guardian, school_id=of), known[of], theirs[of, guardian], now)
        for of, guardian in by_name
    ]


def own_place(person_ids: Collection[str], school_id: str, now: datetime) -> Whose:
    """Which of these persons is a guardian at the school today.

    Raises:
        NotFound: none of them.
    """
    for child in children_of(person_ids, now):
        if child.school_id == school_id:
            return Whose(guardian_id=child.guardian_id, school_id=school_id)
    raise NotFound("child")


def told_by(whose: Whose, part: Part) -> Told:
    """What the guardian tells of the part."""
    kept = _kept(whose)
    return kept.part(part) if kept else Told()


def rest_of(whose: Whose, today: date) -> date | None:
    """Until when the guardian wants no invitations; None when they are welcome."""
    kept = _kept(whose)
    until = kept.rest_ends() if kept else None
    return until if rests_on(until, today) else None


def taken_up(offer_id: str, school_id: str, person_ids: Collection[str]) -> Offer | None:
    """The offer of a family of the school, if one of these members of staff took it up."""
    if not offer_id:
        return None
    accepted = Offer.objects(id=offer_id, school_id=school_id, state="accepted")
    found: Offer | None = accepted.filter(accepted_by__in=list(person_ids)).first()
    return found


def how_many_rest(guardian_ids: Collection[str], school_id: str, today: date) -> int:
    """How many of these guardians said "not now"; who they are is no teacher's to know."""
    told = Participation.objects(school_id=school_id, guardian_id__in=list(guardian_ids))
    return sum(rests_on(one.rest_ends(), today) for one in told.only("not_now_until"))


def ways_of(whose: Whose) -> tuple[str, ...]:
    """The ways in which the guardian likes to take part, for its own pages."""
    return told_by(whose, Part.WAYS).codes


def _kept(whose: Whose) -> Participation | None:
    mine = Participation.objects(school_id=whose.school_id, guardian_id=whose.guardian_id)
    found: Participation | None = mine.first()
    return found


def _mine(whose: Whose, at: School, children: list[str], now: datetime) -> Mine:
    kept = _kept(whose) or Participation()
    mine = Offer.objects(school_id=whose.school_id, guardian_id=whose.guardian_id)
    offers = tuple(mine.filter(state__ne="withdrawn").order_by("-made_at"))
    history = tuple(reversed(kept.history))
    named = people(
        [
            *children,
            *(one.accepted_by for one in offers),
            *(one.made_by for one in offers),
            *(str(one["by"]) for one in history),
        ]
    )
    until = kept.rest_ends()
    return Mine(
        whose=whose,
        school=at,
        children=tuple(named[one].called for one in children if one in named),
        told=kept.parts(set(Seen)),
        offers=offers,
        rests_until=until if rests_on(until, at.day_of(now)) else None,
        history=history,
        names={person_id: one.full_name for person_id, one in named.items()},
    )
