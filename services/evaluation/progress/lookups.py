"""What a batch of records refers to, looked up at once: schools, students, classes, codes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Any

from services.evaluation.progress.rules import Code
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import RosterPerson, SourceRecord
from services.evaluation.roster.orgs import OrgTree
from services.evaluation.roster.stored import Row, fields_of, sole_bearers
from shared.events.evaluation import OrgKind
from shared.tenancy import projection_id, scope

Fields = Mapping[str, Any]


@dataclass
class Schools:
    """The schools of a source, as publishing asks for them again and again."""

    tree: OrgTree
    now: datetime
    _languages: dict[str, str] = field(default_factory=dict)
    _days: dict[str, date] = field(default_factory=dict)

    @property
    def ids(self) -> Ids:
        """The ids of the source's records."""
        return self.tree.ids

    def resolve(self, name: str) -> str | None:
        """The org that a file names, by sourcedId or else by the one identifier like it."""
        if name in self.tree.orgs:
            return name
        bearers = [
            one
            for one in self.tree.orgs.values()
            if one.kind == OrgKind.SCHOOL and one.fields.get("identifier") == name
        ]
        found = [one for one in bearers if one.is_active] or bearers
        return found[0].sourced_id if len(found) == 1 else None

    def tenant_of(self, org: str) -> str:
        """The school that the org is or lies in."""
        return self.tree.tenant_of(org)

    def language_of(self, org: str) -> str:
        """The language the school writes in, as far as known: its first one."""
        if org not in self._languages:
            known = self.tree.state_of(org).languages if org in self.tree.orgs else ()
            self._languages[org] = next(iter(known), "en")
        return self._languages[org]

    def today_at(self, org: str) -> date:
        """Which day it is there."""
        if org not in self._days:
            self._days[org] = self.tree.day_in(org, self.now)
        return self._days[org]


def text_of(fields: Fields, name: str) -> str:
    """A field's text; empty when it is not told."""
    return str(fields.get(name, ""))


def number_of(fields: Fields, name: str) -> float | None:
    """A field's number; None when there is none."""
    try:
        number = float(text_of(fields, name))
    except ValueError:
        return None
    return number if isfinite(number) else None


def truth_of(fields: Fields, name: str) -> bool | None:
    """Whether a field says true or false; None when it says neither."""
    return {"true": True, "false": False}.get(text_of(fields, name))


def day_of(fields: Fields, name: str) -> date | None:
    """A field's date, without a time of day if one was told."""
    told = text_of(fields, name)
    return date.fromisoformat(told[:10]) if told else None


def students_by_name(source: str, names: Collection[str]) -> dict[str, str]:
    """The sourcedId of each user whom a file names so: by sourcedId, else by the one identifier.

    Source: Clever and TalkingPoints name students by either; design lms.md §4.
    """
    found = {name: name for name in fields_of(source, "users", names)}
    others = [name for name in names if name not in found]
    return found | sole_bearers(source, "users", others) if others else found


def students_on_roll(places: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these schools and persons where the school knows the person today.

    Whom a school does not know nobody there stands for: nothing is told of them.
    """
    with scope(read={school_id for school_id, _ in places}):
        rows = RosterPerson._get_collection().find(
            {"_id": {"$in": [projection_id(*place) for place in places]}, "active": True},
            {"school_id": 1, "person_id": 1},
        )
        return {(row["school_id"], row["person_id"]) for row in rows}


def codes_of(source: str) -> dict[str, Code]:
    """The schools' codes of attendance, by sourcedId."""
    rows = SourceRecord._get_collection().find(
        {"source": source, "kind": "attendanceCodes", "is_active": True}
    )
    return {row["sourced_id"]: _code(row["fields"]) for row in rows}


def scales_of(
    source: str, kind: str, column: str, sourced_ids: Iterable[str]
) -> dict[str, Mapping[str, str]]:
    """The score scale of each line item, or of each result, that a link file gives one.

    ``column`` of the link names it. A scale is ``{left: right}`` as in its file.
    """
    wanted = list(sourced_ids)
    links = {
        text_of(row["fields"], column): text_of(row["fields"], "scoreScaleSourcedId")
        for row in SourceRecord._get_collection().find(
            {"source": source, "kind": kind, "is_active": True, "refs": {"$in": wanted}}
        )
    }
    known = fields_of(source, "scoreScales", set(links.values())) if links else {}
    return {
        one: scale_values(known[scale])
        for one, scale in links.items()
        if scale in known and known[scale]["is_active"]
    }


def scale_values(scale: Row) -> dict[str, str]:
    """The pairs of a scale, ``{A+:100},{A:94}``."""
    told = scale["fields"].get("scoreScaleValue", "")
    parts = told if isinstance(told, list) else str(told).split(",")
    pairs = (part.strip().strip("{}").partition(":") for part in parts)
    return {left.strip(): right.strip() for left, colon, right in pairs if colon}


def _code(fields: Fields) -> Code:
    return Code(
        title=text_of(fields, "title"),
        is_absence=truth_of(fields, "absent"),
        is_excused=truth_of(fields, "excused"),
        notify=truth_of(fields, "notifyGuardian"),
    )
