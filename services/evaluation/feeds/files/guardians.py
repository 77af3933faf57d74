"""What a guardian is to one child, a row for each pair: our own file, and three others' columns.

OneRoster says only that two people are related. Securly, Microsoft School Data Sync and Ed-Fi each
say a part of the rest. Source: design lms.md §2 (side channels and our supplement).
"""

from collections.abc import Iterable

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.expanding import Cells, Expand
from services.evaluation.feeds.oneroster.tables import Table, columns, to, unkept
from services.evaluation.feeds.oneroster.values import BadValue, Warn
from services.evaluation.roster.changes import Record
from services.evaluation.roster.links import OUR_FILE

KIND = "guardians"
_PAIR = ("studentSourcedId", "guardianSourcedId")
_YES = frozenset({"true", "yes", "y", "1"})
_NO = frozenset({"false", "no", "n", "0"})
_NO_RESTRICTION = _NO | {"none", "n/a", "-"}
_RELATIONS_AT_SCHOOL = ("parent", "guardian", "relative")
_NOBODY = "none"


def yes_or_no(cell: str, _: Warn) -> str:
    """``true`` or ``false``, in the spellings that student systems export."""
    word = cell.strip().casefold()
    if word not in _YES | _NO:
        raise BadValue("invalid_boolean")
    return "true" if word in _YES else "false"


def home(cell: str, _: Warn) -> str:
    """Whether the child lives there; or in which of its homes, by any word of the school's."""
    word = cell.strip().casefold()
    return "true" if word in _YES else "false" if word in _NO else cell.strip()


def restriction(cell: str, _: Warn) -> str:
    """``true`` for anything said; the words themselves are about a family and are not kept."""
    return "" if cell.strip().casefold() in _NO_RESTRICTION else "true"


def relation(cell: str, _: Warn) -> str:
    """The word for what the guardian is; Ed-Fi's stands behind the ``#`` of its descriptor."""
    return cell.rpartition("#")[2].strip()


def language(cell: str, warn: Warn) -> str:
    """The first of the language tags."""
    return next(iter(values.languages(cell, warn)), "")


def relations_with_access(cell: str, _: Warn) -> list[str]:
    """Which relations see a child's data in a school unless something else is told; or ``none``."""
    words = [word.casefold() for word in values.texts(cell, _)]
    if not set(words) <= {*_RELATIONS_AT_SCHOOL, _NOBODY}:
        raise BadValue("invalid_choice")
    return words


def pairs_of(table: Table) -> Expand:
    """The row, found by either of the two; what another file says of them stands beside it."""

    def expand(cells: Cells) -> Iterable[Record]:
        refs = tuple(str(cells.fields[name]) for name in _PAIR)
        is_deleted = cells.status == "tobedeleted"
        sourced_id = f"{cells.sourced_id}|{table.name}"
        yield Record(sourced_id, cells.fields, refs, "", is_deleted, cells.modified)

    return expand


_ENDS = (*to("studentSourcedId!", "users"), *to("guardianSourcedId!", "users"))

GUARDIANS = Table(
    name=OUR_FILE,
    columns=(
        *_ENDS,
        *columns("relation", relation),
        *columns("legalGuardian", yes_or_no),
        *columns("livesWith", home),
        *columns("contactPriority", values.integer),
        *columns("emergencyContact receivesMail dataAccess", yes_or_no),
        *columns("restriction", restriction),
        *columns("validFrom validTo", values.day),
        *columns("language", language),
        *columns("status", values.status),
        *columns("dateLastModified", values.moment),
    ),
    is_supplement=True,
    keys=_PAIR,
    decisive="restriction",
)
SECURLY = Table(
    name="guardianData",
    columns=(
        *_ENDS,
        *unkept("address1 address2 city state zipcode"),
        *columns("dataAccess", yes_or_no),
    ),
    is_supplement=True,
    keys=_PAIR,
    aliases={"allowdataaccess": "dataAccess"},
)
SCHOOL_DATA_SYNC = Table(
    name="relationships",
    columns=(*_ENDS, *columns("relation", relation)),
    is_supplement=True,
    keys=_PAIR,
    aliases={
        "userSourcedId": "studentSourcedId",
        "relationshipUserSourcedId": "guardianSourcedId",
        "relationshipRole": "relation",
    },
)
ED_FI = Table(
    name="StudentContactAssociation",
    columns=(
        *_ENDS,
        *columns("relation", relation),
        *unkept("PrimaryContactStatus"),
        *columns("livesWith", home),
        *columns("emergencyContact", yes_or_no),
        *columns("contactPriority", values.integer),
        *columns("restriction", restriction),
        *columns("legalGuardian", yes_or_no),
    ),
    is_supplement=True,
    keys=_PAIR,
    decisive="restriction",
    aliases={
        "StudentUniqueId": "studentSourcedId",
        "studentUniqueId": "studentSourcedId",
        "ContactUniqueId": "guardianSourcedId",
        "contactUniqueId": "guardianSourcedId",
        "RelationDescriptor": "relation",
        "relationDescriptor": "relation",
        "Relation": "relation",
        "LivesWith": "livesWith",
        "EmergencyContactStatus": "emergencyContact",
        "emergencyContactStatus": "emergencyContact",
        "primaryContactStatus": "PrimaryContactStatus",
        "ContactPriority": "contactPriority",
        "ContactRestrictions": "restriction",
        "contactRestrictions": "restriction",
        "LegalGuardian": "legalGuardian",
    },
)
FILES: tuple[tuple[Table, tuple[tuple[str, ...], ...]], ...] = (
    (SECURLY, ((*_PAIR, "allowdataaccess"),)),
    (SCHOOL_DATA_SYNC, (("userSourcedId", "relationshipUserSourcedId", "relationshipRole"),)),
    (ED_FI, (("StudentUniqueId", "ContactUniqueId"), ("studentUniqueId", "contactUniqueId"))),
    (GUARDIANS, (_PAIR,)),
)
"""Each with the columns that it is recognised by, any set. Ours is last: it has the last word."""
