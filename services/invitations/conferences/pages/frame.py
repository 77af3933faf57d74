"""What the pages of conferences share: their blueprint, whose they are, kind refusals."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from services.invitations.access import leads
from services.invitations.conferences.models import Conference
from services.invitations.conferences.queries import conference_for_staff
from services.invitations.conferences.rules import Entry
from shared import clock
from shared.access import required_principal
from shared.errors import Conflict, NotFound
from shared.events.channels import Channel

HERE = "/invitations/conferences"
blueprint = Blueprint(
    "conferences",
    "services.invitations.conferences",
    url_prefix=HERE,
    template_folder="templates",
)


def staffs_conference(school_id: str, conference_id: str) -> Conference:
    """The conference, if the reader of the staff may see it.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    return conference_for_staff(
        conference_id, school_id, required_principal().person_ids, leads=leads(school_id)
    )


def visible_hosts(conference: Conference) -> list[str]:
    """The hosts whose timetable the reader may see: a teacher's own; all for who leads."""
    if leads(conference.school_id):
        return list(conference.host_ids)
    return [one for one in conference.host_ids if one in required_principal().person_ids]


def visible_host(conference: Conference, host_id: str) -> str:
    """The host, if the reader may see the timetable.

    Raises:
        NotFound: it is somebody else's.
    """
    if host_id not in visible_hosts(conference):
        raise NotFound("host")
    return host_id


def staffs_entry(channel: Channel) -> Entry:
    """What the reader of the staff enters now, for a family."""
    return Entry(at=clock.now(), channel=channel, entered_by=required_principal().actor)


def kindly(draw: Callable[..., Any], refused: Conflict, *args: Any) -> Response:
    """The page again with what was in the way: somebody was quicker, or booking is not open."""
    answer = make_response(draw(*args, problem=refused.message))
    answer.status_code = refused.status
    return answer
