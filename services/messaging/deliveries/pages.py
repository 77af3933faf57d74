"""What became of the school's mail, for those who follow it up."""

from flask import Blueprint, render_template

from services.messaging.deliveries import queries
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.notices.rules import Notice
from services.messaging.roster.queries import school_names, zone_of
from shared.access import COORDINATORS, LEADERS, allow
from shared.events.channels import Channel
from shared.web.languages import LANGUAGES, lazy_

blueprint = Blueprint("deliveries", __name__, url_prefix="/messages", template_folder="templates")

STATES = {
    DeliveryState.CREATED: (lazy_("Waiting to be sent"), ""),
    DeliveryState.SENDING: (lazy_("On its way"), ""),
    DeliveryState.DELIVERED: (lazy_("Arrived"), "school"),
    DeliveryState.TEMPORARY_FAILURE: (lazy_("Delayed, we try again"), "due"),
    DeliveryState.PERMANENT_FAILURE: (lazy_("Address does not work"), "bad"),
    DeliveryState.TECHNICAL_FAILURE: (lazy_("Not sent, our fault"), "bad"),
    DeliveryState.NO_CONTACT: (lazy_("No way to reach them"), "due"),
    DeliveryState.NOT_NEEDED: (lazy_("Not needed any more"), ""),
}
NOTICES = {
    Notice.INVITATION_ISSUED: lazy_("Invitation"),
    Notice.INVITATION_PROMOTED: lazy_("A place is free"),
    Notice.INVITATION_REMINDER: lazy_("Reminder to answer"),
    Notice.ACTIVITY_CHANGED: lazy_("Something changed"),
    Notice.ACTIVITY_CANCELLED: lazy_("Does not take place"),
    Notice.ANSWER_NOTED: lazy_("Answer noted"),
    Notice.ANSWER_REFUSED: lazy_("Answer could not be noted"),
    Notice.TEXT_UNCLEAR: lazy_("Answer could not be read"),
    Notice.CONFERENCE_OPENED: lazy_("Times to talk"),
    Notice.SLOT_BOOKED: lazy_("Time to talk booked"),
    Notice.SLOT_RELEASED: lazy_("Time to talk free again"),
    Notice.VISIT_PROPOSED: lazy_("A visit offered"),
    Notice.VISIT_AGREED: lazy_("Visit agreed"),
    Notice.VISIT_CANCELLED: lazy_("Visit cancelled"),
    Notice.HOMEWORK_SET: lazy_("Something to do at home"),
    Notice.PRACTICE_ACKNOWLEDGED: lazy_("Thanks for learning at home"),
    Notice.OFFER_ACCEPTED: lazy_("Offer taken up"),
    Notice.SIGN_UP_MOVED: lazy_("Time to help moved"),
    Notice.SIGN_UP_REMOVED: lazy_("Help not needed any more"),
    Notice.SIGN_IN_LINK: lazy_("Sign-in link"),
    Notice.MESSAGE_WRITTEN: lazy_("Message"),
    Notice.ABSENCE_RECORDED: lazy_("Absence"),
    Notice.ABSENCE_CORRECTED: lazy_("Roll corrected"),
    Notice.PROGRESS_NEWS: lazy_("News of learning"),
}
CHANNELS = {
    Channel.EMAIL: lazy_("by mail"),
    Channel.SMS: lazy_("by text"),
    Channel.PAPER: lazy_("on paper"),
}


@blueprint.get("/s/<school_id>/deliveries")
@allow(LEADERS | COORDINATORS)
def show_deliveries(school_id: str) -> str:
    """The school's mail: how much is in which state, and the latest of it by name."""
    counts = queries.counts_by_state(school_id)
    return render_template(
        "messaging/deliveries/deliveries.html",
        school_id=school_id,
        school=school_names([school_id]).get(school_id, ""),
        zone=zone_of([school_id]),
        counts=[(state, counts[state]) for state in DeliveryState if state in counts],
        total=sum(counts.values()),
        deliveries=queries.latest(school_id),
        states=STATES,
        notices=NOTICES,
        channels=CHANNELS,
        languages_by_tag=LANGUAGES,
    )
