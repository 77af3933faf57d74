"""``python -m deploy.demo``: load the demo district by the real importer, with its coordinator.

Safe to run again: what is there already stays as it is. Needs the settings of the evaluation
service.
"""

import sys
import tempfile
from pathlib import Path

import click

from deploy.demo.awanui import COORDINATOR, KOWHAI, awanui_valley
from deploy.demo.bundle import write_district
from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import RunState
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.queries import today_in
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from services.evaluation.team.queries import coordinator_of
from services.evaluation.team.use_cases import appoint_coordinator
from shared import indexes, store
from shared.errors import DomainError
from shared.logs import configure_logs
from shared.tenancy import scope_of

SOURCE = "awanui-sis"


@click.command()
@click.option("--bundle", type=click.Path(path_type=Path), help="Write the zip here and stop.")
def main(bundle: Path | None) -> None:
    """Load "Awanui Valley", or write its OneRoster package to a file."""
    if bundle is not None:
        write_district(bundle, awanui_valley())
        return
    configure_logs(SERVICE.name, "demo", "warning")
    store.connect(settings())
    indexes.ensure_indexes(SERVICE)
    _load()
    _appoint()


def _load() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "awanui-valley.zip"
        write_district(path, awanui_valley())
        try:
            run = run_import(SERVICE, path, source=SOURCE, is_quiet=False)
        except DomainError as error:
            raise click.ClickException(f"demo district: {error.message or error.code}") from error
    if run.state != RunState.FINISHED:
        click.echo(f"demo district: the import is {run.state}", err=True)
        sys.exit(2)


def _appoint() -> None:
    """Appoint the story's coordinator, unless the school has one by now."""
    ids = Ids(settings().district_id, SOURCE)
    school_id = ids.org(KOWHAI)
    with scope_of(school_id):
        if coordinator_of(school_id) is None:
            person_id = ids.person(COORDINATOR)
            appoint_coordinator(school_id, person_id, starts_on=today_in(school_id))


if __name__ == "__main__":
    main()
