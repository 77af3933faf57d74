"""Long work of the district: announcing in one school after the other."""

from services.invitations.activities.schemas import announcement_to_everybody
from services.invitations.district.models import DistrictAnnouncement
from services.invitations.district.queries import places
from services.invitations.district.rules import LeftOut
from services.invitations.district.schemas import DistrictForm
from services.invitations.district.use_cases import (
    ANNOUNCING,
    announce_in,
    announcement_to_make,
    leave_out,
)
from shared import clock
from shared.jobs import Step, job


@job(ANNOUNCING)
def announce_in_schools(step: Step) -> None:
    """Announce in the next school, whose own fan-out then invites everybody.

    The cursor is how many schools are done; an activity's id is derived from announcement and
    school, so nothing repeats. What was taken back meanwhile stays so.
    """
    announcement = announcement_to_make(step.args["announcement_id"])
    if announcement is None:
        step.finish()
        return
    step.total = len(announcement.school_ids)
    number = int(step.cursor or 0)
    if number < step.total:
        _announce(announcement, announcement.school_ids[number])
        step.cursor = step.done = number + 1
    if step.done >= step.total:
        step.finish()


def _announce(announcement: DistrictAnnouncement, school_id: str) -> None:
    """Announce in the school by its own clock, or say why not."""
    place = next(iter(places(announcement.school_id, [school_id])), None)
    if place is None or not place.host_id:
        leave_out(announcement.id, school_id, LeftOut.NOBODY)
        return
    values = DistrictForm().load(announcement.values)
    announced = announcement_to_everybody(values, place.school.zone, announcement.id)
    if not announce_in(school_id, announced, host_id=place.host_id, now=clock.now()):
        leave_out(announcement.id, school_id, LeftOut.TOO_LATE)
