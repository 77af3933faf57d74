"""What the pages on households say."""

from shared.events.evaluation import ConfirmedBy
from shared.web.languages import lazy_

CHOOSE_TWO = lazy_("Choose at least two")
CONFIRMED_BY = {
    ConfirmedBy.FEED: lazy_("The school’s register says so"),
    ConfirmedBy.SCHOOL: lazy_("Confirmed by the school"),
    ConfirmedBy.GUARDIANS: lazy_("Confirmed by both"),
}
