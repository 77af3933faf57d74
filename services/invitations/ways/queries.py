"""Named reads of the catalogue of ways: what is in it, what was used, what is proposed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.invitations.activities.catalogue import IMPORTED
from services.invitations.activities.models import Activity
from services.invitations.activities.rules import State
from services.invitations.activities.starting_points import TEMPLATES
from services.invitations.roster.queries import School, children_of, people, schools
from services.invitations.term_plan.models import PlanEntry
from services.invitations.ways.models import OwnWay, WayProposal
from services.invitations.ways.rules import LOOK_BACK, ProposalState
from shared.events import Picked, pick
from shared.events.texts import TextStatus
from shared.web.languages import chosen_language

NEWEST = 50


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A way in the catalogue, one of the templates or the school's own, and how it was used.

    ``key`` is the template's slug or the own way's id.
    """

    key: str
    title: Picked
    about: Picked
    kind: str
    focus: str
    level: int
    own: OwnWay | None = None
    activities: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A proposal with the name of who made it, for those who lead; own ones need no name."""

    proposal: WayProposal
    by: str
    school: School


def catalogue(school_id: str, now: datetime) -> list[Listed]:
    """The ways of the school: own ones first, then the templates by what is known of them.

    Source: leadership article §2: a wide range of ways (S14); T7 (S108).
    """
    used = _uses(school_id, now)
    own = OwnWay.objects(school_id=school_id, removed_at=None).order_by("-added_at")
    return [*(_own(one, used) for one in own), *_templates(used)]


def ways_by_key(school_id: str) -> dict[str, OwnWay]:
    """The school's own ways by id, removed ones too."""
    return {one.id: one for one in OwnWay.objects(school_id=school_id)}


def waiting_proposals(school_id: str) -> list[Proposed]:
    """What still waits for an answer at the school, the oldest first."""
    found = WayProposal.objects(school_id=school_id, state=ProposalState.WAITING.value)
    return _proposed(list(found.order_by("proposed_at").limit(NEWEST)))


def own_proposals(person_ids: Collection[str]) -> list[Proposed]:
    """What these persons proposed, the newest first, with the answers."""
    found = WayProposal.objects(proposed_by__in=list(person_ids)).order_by("-proposed_at")
    return _proposed(list(found.limit(NEWEST)))


def proposal_of(proposal_id: str, school_id: str) -> WayProposal | None:
    """The school's proposal, if there is one."""
    found: WayProposal | None = WayProposal.objects(id=proposal_id, school_id=school_id).first()
    return found


def schools_of_family(person_ids: Collection[str], now: datetime) -> list[School]:
    """The schools that these guardians' children go to today, by name."""
    wanted = {one.school_id for one in children_of(person_ids, now)}
    return sorted(schools(wanted).values(), key=lambda one: one.name)


def _uses(school_id: str, now: datetime) -> Mapping[str, tuple[int, datetime]]:
    """How many activities of the last year each way stands behind, and the day of the latest."""
    shown = {"school_id": school_id, "state": State.ANNOUNCED.value}
    recent = {**shown, "starts_at": {"$gt": now - LOOK_BACK}}
    planned = {
        one.activity_id: one.way
        for one in PlanEntry.objects(school_id=school_id, activity_id__ne=None, way__ne="").only(
            "activity_id", "way"
        )
    }
    used: dict[str, tuple[int, datetime]] = {}
    rows: list[dict[str, Any]] = list(
        Activity._get_collection().find(recent, {"template": 1, "starts_at": 1})
    )
    for row in rows:
        # An own way leads; what was planned from a template and sent as another counts as sent.
        by_plan = planned.get(row["_id"], "")
        key = by_plan if by_plan and by_plan not in TEMPLATES else row.get("template", "")
        count, last = used.get(key, (0, row["starts_at"]))
        used[key] = (count + 1, max(last, row["starts_at"]))
    return used


def _own(one: OwnWay, used: Mapping[str, tuple[int, datetime]]) -> Listed:
    language = chosen_language().tag
    count, last_at = used.get(one.id, (0, None))
    return Listed(
        key=one.id,
        title=pick(one.texts("title"), language),
        about=pick(one.texts("about"), language),
        kind=one.kind,
        focus=one.focus,
        level=0,
        own=one,
        activities=count,
        last_at=last_at,
    )


def _templates(used: Mapping[str, tuple[int, datetime]]) -> list[Listed]:
    listed = []
    for slug, one in TEMPLATES.items():
        if slug == IMPORTED or one.one_answer:
            continue  # a form to fill in, and somebody else's programme, are no ways to take part
        count, last_at = used.get(slug, (0, None))
        listed.append(
            Listed(
                key=slug,
                title=_ours(str(one.name)),
                about=_ours(str(one.about)),
                kind=one.kind.value,
                focus=one.focus.value,
                level=min(one.evidence),
                activities=count,
                last_at=last_at,
            )
        )
    return sorted(listed, key=lambda one: one.level)


def _ours(text: str) -> Picked:
    return Picked(language=chosen_language().tag, text=text, status=TextStatus.HUMAN)


def _proposed(found: list[WayProposal]) -> list[Proposed]:
    named = people(one.proposed_by for one in found)
    places = schools({one.school_id for one in found})
    return [
        Proposed(
            proposal=one,
            by=named[one.proposed_by].full_name if one.proposed_by in named else "",
            school=places[one.school_id],
        )
        for one in found
    ]
