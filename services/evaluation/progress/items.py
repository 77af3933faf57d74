"""Line items with what they stand in: their class and its school. For publishing only."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.evaluation.progress.lookups import Fields, Schools, text_of
from services.evaluation.roster.stored import Row, fields_of
from shared.ids import derived_id


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line item whose class is known. ``org`` is the school's ``sourcedId``."""

    row: Row
    org: str
    school_id: str
    class_id: str
    assignment_id: str

    @property
    def fields(self) -> Fields:
        """What was told of it."""
        return self.row["fields"]  # type: ignore[no-any-return]


def items_of(rows: Iterable[Row], schools: Schools) -> dict[str, Item]:
    """The line items by sourcedId; one whose class is unknown is left out."""
    rows = list(rows)
    names = {text_of(row["fields"], "classSourcedId") for row in rows}
    classes = fields_of(schools.ids.source, "classes", names)
    found = {}
    for row in rows:
        of_class = classes.get(text_of(row["fields"], "classSourcedId"))
        if of_class is not None:
            org = text_of(of_class["fields"], "schoolSourcedId")
            found[row["sourced_id"]] = Item(
                row=row,
                org=org,
                school_id=schools.tenant_of(org),
                class_id=schools.ids.school_class(of_class["sourced_id"]),
                assignment_id=assignment_id(row["sourced_id"], schools),
            )
    return found


def assignment_id(sourced_id: str, schools: Schools) -> str:
    """The id of a line item outside evaluation."""
    return derived_id(schools.ids.district_id, schools.ids.source, "assignment", sourced_id)


def result_id(sourced_id: str, schools: Schools) -> str:
    """The id of a result outside evaluation."""
    return derived_id(schools.ids.district_id, schools.ids.source, "result", sourced_id)
