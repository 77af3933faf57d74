"""What can happen on the demonstration's phones: a text arrives, somebody answers."""

from services.messaging.demo_phone.models import DemoText
from services.messaging.phones.use_cases import take_text
from services.messaging.settings import settings
from shared import clock, ids
from shared.store import atomic
from shared.tenancy import scope_of


@atomic
def keep_text(text_id: str, number: str, text: str) -> None:
    """A text of ours arrives on the phone; the same id again is the same text."""
    _keep(text_id, number, text, is_ours=True)


@atomic
def send_from_phone(number: str, text: str) -> None:
    """Somebody sends a text from the phone; it takes effect as one from a real gateway does."""
    text_id = ids.new_id()
    _keep(text_id, number, text, is_ours=False)
    take_text(text_id, number, text)


def _keep(text_id: str, number: str, text: str, *, is_ours: bool) -> None:
    district = settings().district_id
    with scope_of(district):
        row = {"school_id": district, "number": number, "text": text, "is_ours": is_ours}
        DemoText._get_collection().update_one(
            {"_id": text_id}, {"$setOnInsert": {**row, "at": clock.now()}}, upsert=True
        )
