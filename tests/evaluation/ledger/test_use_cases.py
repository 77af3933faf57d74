"""The measures of any number of families can be made anew."""

import dataclasses

from services.evaluation.ledger.models import Standing
from services.evaluation.ledger.use_cases import rebuild_measures
from shared import store
from shared.settings import Settings
from shared.tenancy import scope_of

SCHOOL = "school-a"


def test_a_rebuild_forgets_more_than_one_transaction_has_time_for(
    evaluation_store: Settings,
) -> None:
    rows = [
        {"_id": f"{SCHOOL}/invitation/{number}", "school_id": SCHOOL} for number in range(100_000)
    ]
    store.database()[Standing._get_collection_name()].insert_many(rows)
    store.connect(dataclasses.replace(evaluation_store, mongodb_timeout_ms=1000))
    with scope_of(SCHOOL):
        rebuild_measures()
        assert Standing.objects.count() == 0
