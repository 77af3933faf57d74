"""What the district hears of the requests it made."""

from services.evaluation.privacy.use_cases import hear_fulfilled
from services.evaluation.settings import settings
from shared.envelope import Envelope
from shared.events.privacy import PrivacyFulfilled
from shared.handlers import Handlers
from shared.tenancy import scope_of

handlers = Handlers("evaluation")


@handlers.react(PrivacyFulfilled)
def on_privacy_fulfilled(event: PrivacyFulfilled, envelope: Envelope) -> None:
    """Idempotent by the inbox, and by the first answer of each service and school.

    A request is older than its answers, so none is waited for.
    """
    with scope_of(settings().district_id):
        hear_fulfilled(event, envelope.school_id, envelope.time)
