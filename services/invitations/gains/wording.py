"""What pages call what was gained, and by whom."""

from collections.abc import Mapping

from services.invitations.activities.models import Activity
from services.invitations.gains.rules import Gained, Group, gains_from
from shared.events.activities import Gain
from shared.web.languages import LazyString, lazy_

GROUPS: Mapping[Group, LazyString] = {
    Group.STUDENTS: lazy_("Students"),
    Group.FAMILIES: lazy_("Families"),
    Group.TEACHERS: lazy_("Teachers"),
}
ASKED: Mapping[Group, LazyString] = {
    Group.STUDENTS: lazy_("What did students get from it?"),
    Group.FAMILIES: lazy_("What did families get from it?"),
    Group.TEACHERS: lazy_("What did you and your colleagues get from it?"),
}
GAINS: Mapping[Gain, LazyString] = {
    Gain.LEARNED: lazy_("Learned something new"),
    Gain.CONFIDENT: lazy_("Grew more confident"),
    Gain.KNOW_EACH_OTHER: lazy_("Got to know each other better"),
    Gain.OWN_CULTURE: lazy_("Their own language or culture was part of it"),
    Gain.TAKE_ALONG: lazy_("Took along something to go on with"),
    Gain.JOY: lazy_("Enjoyed it"),
}
OPTIONS = [(code.value, label) for code, label in GAINS.items()]


def gained_by(activity: Activity) -> dict[Group, Gained]:
    """What each group got from the activity, as staff said; of some maybe nothing."""
    return gains_from(activity.gains)
