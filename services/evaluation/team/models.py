"""Who coordinates a school's partnerships.

Source: product.md S32: exactly one active coordinator per school, with start and end.
"""

from datetime import date

from mongoengine.fields import DateField, StringField

from shared.errors import Conflict
from shared.tenancy import Aggregate
from shared.web.languages import lazy_


class Coordinator(Aggregate):
    """The school's office of coordinator, vacant or held by one person; its id is the school's."""

    meta = {"collection": "coordinators", "indexes": [("school_id", "person_id")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    person_id = StringField()
    starts_on = DateField()

    def appoint(self, person_id: str, starts_on: date) -> None:
        """The person holds the office from a day on.

        Raises:
            Conflict: somebody holds it.
        """
        if self.person_id is not None:
            raise Conflict("coordinator-in-office", lazy_("Somebody holds this office already."))
        self.person_id, self.starts_on = person_id, starts_on

    def end(self) -> str:
        """The office is vacant; returns who held it.

        Raises:
            Conflict: nobody did.
        """
        if self.person_id is None:
            raise Conflict("no-coordinator", lazy_("Nobody holds this office now."))
        person_id, self.person_id, self.starts_on = str(self.person_id), None, None
        return person_id


DOCUMENTS = (Coordinator,)
