"""A family's code at the door: the pass that it shows, and the family that a code is of."""

from dataclasses import dataclass

import segno
from markupsafe import Markup

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance
from services.invitations.check_in.queries import AtTheDoor, at_the_door, attendance_id
from services.invitations.check_in.rules import (
    door_code,
    pass_token,
    read_pass_token,
    spoken_code,
    typed_code,
)
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.queries import Family
from services.invitations.roster.queries import people
from shared.errors import Invalid, NotFound
from shared.events.invitations import Place
from shared.web.languages import lazy_


@dataclass(frozen=True, kw_only=True)
class DoorPass:
    """What a family shows: the code to read aloud, and the address that a QR code holds."""

    code: str
    address: str

    def qr_svg(self) -> Markup:
        """The address as an SVG without styles, dark on white whatever the page's colours."""
        code = segno.make(self.address, error="m")
        drawn = code.svg_inline(border=2, dark="#000", light="#fff", svgclass="qr", omitsize=True)
        # Drawn by the library from our own address.
        return Markup(drawn)  # noqa: S704  # nosec B704


def pass_of(invitation: Invitation, origin: str) -> DoorPass:
    """The pass of the invited family; ``origin`` is where this installation is, without path.

    It holds the activity and a number, no person: whoever finds it learns nothing.
    """
    code = door_code(invitation.activity_id, invitation.family_key)
    token = pass_token(invitation.activity_id, code)
    return DoorPass(code=spoken_code(code), address=f"{origin}/invitations/d/{token}")


def read_pass(token: str) -> tuple[Activity, str]:
    """The activity and the family's code that a pass holds, of an activity in scope.

    Raises:
        NotFound: it is no pass, or of an activity that is not in scope; both the same.
    """
    found = read_pass_token(token)
    activity = found and Activity.objects(id=found[0]).first()
    if not found or activity is None:
        raise NotFound("pass")
    return activity, found[1]


def find_by_code(activity: Activity, typed: str) -> AtTheDoor:
    """The invited family of a code as somebody typed it.

    Raises:
        Invalid: nobody invited to the activity has it.
    """
    code, wanted = typed_code(typed), {"activity_id": activity.id}
    keys = Invitation._get_collection().distinct("family_key", wanted)
    matching = [one for one in keys if door_code(activity.id, one) == code]
    if len(matching) != 1:
        message = lazy_("No invited family has this code. Look for the name in the list.")
        raise Invalid({"code": [message]})
    return _of_family(activity, matching[0])


def _of_family(activity: Activity, family_key: str) -> AtTheDoor:
    found = Invitation.objects(activity_id=activity.id, family_key=family_key).order_by("id")
    invitations = tuple(found)
    named = people(p for one in invitations for p in (one.guardian_id, *one.student_ids))
    children = dict.fromkeys(child for one in invitations for child in one.student_ids)
    comes = any(one.place == Place.SEAT.value for one in invitations)
    family = Family(
        state="coming" if comes else "silent",
        is_not_reached=False,
        invitations=invitations,
        guardians=tuple(
            named[one.guardian_id].full_name for one in invitations if one.guardian_id in named
        ),
        children=tuple(named[one].called for one in children if one in named),
    )
    its_id = attendance_id(activity.id, family_key)
    noted = Attendance.objects(id=its_id).first()
    return at_the_door(activity.id, family, {its_id: noted} if noted else {})
