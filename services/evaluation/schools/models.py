"""What an operator decided about a school: whether it may be used, how many people it may have."""

from mongoengine.fields import IntField, StringField

from shared.closed import SchoolState
from shared.errors import Conflict
from shared.tenancy import Aggregate
from shared.web.languages import lazy_


class School(Aggregate):
    """One school; its id is its tenant's. A school that nobody decided about has none: it is open.

    ``people_quota``: how many persons a feed may publish there; None is without a limit. The row
    outlives the school, so that a feed that still tells it does not bring it back.
    """

    meta = {"collection": "schools", "indexes": [("school_id",)]}  # noqa: RUF012
    id = StringField(primary_key=True)
    state = StringField(required=True, default=SchoolState.OPEN.value)
    people_quota = IntField(min_value=0)

    def suspend(self) -> None:
        """Nobody gets in for now.

        Raises:
            Conflict: it is suspended or removed already.
        """
        if self.state != SchoolState.OPEN:
            raise Conflict("school-is-closed", lazy_("This school is closed already."))
        self.state = SchoolState.SUSPENDED.value

    def resume(self) -> None:
        """It may be used again.

        Raises:
            Conflict: it is open, or removed.
        """
        if self.state != SchoolState.SUSPENDED:
            raise Conflict("school-is-not-suspended", lazy_("This school is not suspended."))
        self.state = SchoolState.OPEN.value

    def remove(self) -> None:
        """Its data is to be deleted.

        Raises:
            Conflict: it was removed before.
        """
        if self.state == SchoolState.REMOVED:
            raise Conflict("school-is-removed", lazy_("This school is removed already."))
        self.state = SchoolState.REMOVED.value


DOCUMENTS = (School,)
