"""``python -m deploy.demo``: load the demo district by the real importer, and what people did.

Safe to run again: what is there already stays as it is. Needs the settings of the evaluation
service.
"""

import sys
import tempfile
from pathlib import Path

import click

from deploy.demo import story
from deploy.demo.awanui import COORDINATOR, KOWHAI, awanui_valley
from deploy.demo.bundle import attendance_only, files_of, write_district, zipped
from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import RunState
from services.evaluation.progress.use_cases import hold_result
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.queries import today_in
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from services.evaluation.team.queries import coordinator_of
from services.evaluation.team.use_cases import appoint_coordinator
from shared import context, indexes, store
from shared.audit import AuditEntry
from shared.errors import DomainError
from shared.ids import derived_id
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
    district = awanui_valley()
    _load("awanui-valley", files_of(district))
    if district.learning is not None:
        # A day later the school puts right what it told before.
        _load("awanui-attendance", attendance_only(district.learning.corrections))
    _appoint()
    _hold()


def _load(name: str, files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.zip"
        path.write_bytes(zipped(files))
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


def _hold() -> None:
    """Let the story's teacher hold one result until she has talked about it; once only."""
    ids = Ids(settings().district_id, SOURCE)
    school_id, teacher_id = ids.org(KOWHAI), ids.person(story.HELD_BY)
    result_id = derived_id(ids.district_id, SOURCE, "result", story.HELD)
    with scope_of(school_id), context.acting(actor=teacher_id):
        if AuditEntry.objects(about=f"result/{result_id}", action="result.held").first() is None:
            hold_result(result_id, person_ids=[teacher_id], today=today_in(school_id))


if __name__ == "__main__":
    main()
