"""``python -m services.evaluation rebuild-measures``: every measure anew, from the ledger."""

import click

from services.evaluation.ledger.models import LedgerEntry
from services.evaluation.ledger.use_cases import rebuild_measures
from services.evaluation.settings import settings
from shared import store
from shared.logs import configure_logs
from shared.tenancy import every_school, scope_of


@click.command(name="rebuild-measures")
def rebuild_command() -> None:
    """Make every measure anew from the ledger, school by school.

    May run while the service runs; reports show less for the seconds it takes.
    """
    configure_logs("evaluation", "rebuild-measures", "warning")
    store.connect(settings())
    for school_id in sorted(every_school(LedgerEntry)):
        with scope_of(school_id):
            rows = rebuild_measures()
        click.echo(f"{school_id}: {rows:,} facts")
