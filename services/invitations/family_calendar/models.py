"""How many invitations a school wants every family to have in a term."""

from datetime import datetime

from mongoengine.fields import DateTimeField, IntField, StringField

from shared.tenancy import Aggregate


class InvitationFloor(Aggregate):
    """The school's aim; its id is the school's."""

    meta = {"collection": "invitation_floors"}  # noqa: RUF012
    id = StringField(primary_key=True)
    floor = IntField(required=True, min_value=1)
    set_by = StringField(required=True)
    set_at = DateTimeField(required=True)

    def aim_at(self, floor: int, *, by: str, at: datetime) -> None:
        """Every family is to have so many from now on."""
        self.version += 1
        self.floor, self.set_by, self.set_at = floor, by, at


DOCUMENTS = (InvitationFloor,)
