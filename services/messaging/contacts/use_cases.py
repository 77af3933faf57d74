"""What can happen to a number that texts go to: they stop, and they begin again."""

from services.messaging.contacts.models import StoppedNumber
from shared import clock
from shared.store import atomic
from shared.tenancy import write_scope


@atomic
def stop_texts(number: str) -> None:
    """No more texts of the school in scope to this number. Again it changes nothing."""
    stopped = StoppedNumber.of(write_scope(), number, clock.now())
    StoppedNumber._get_collection().update_one(
        {"_id": stopped.id}, {"$setOnInsert": stopped.to_mongo().to_dict()}, upsert=True
    )


@atomic
def start_texts(number: str) -> None:
    """Texts of the school in scope may go to this number again."""
    StoppedNumber.objects(number=number).delete()
