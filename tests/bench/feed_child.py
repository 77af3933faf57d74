"""An import in a process of its own, as an installation's worker does it; prints what it took.

The environment says which installation; its collections are there already.
"""

import json
import time
from pathlib import Path

import click

from services.evaluation.feeds.cli import run_import
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from shared import store
from shared.outbox import OUTBOX
from shared.tenancy import platform_collection
from tests.bench.feed_check import peak_mebibytes

SOURCE = "bench"
_POLL_SECONDS = 0.01


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True)
def main(path: Path, dry_run: bool) -> None:
    """Import the package at PATH and print the run's end, times and peak memory as JSON."""
    store.connect(settings())
    store.ping()
    began, spent = time.perf_counter(), time.process_time()
    run = run_import(SERVICE, path, source=SOURCE, is_dry_run=dry_run)
    worked = time.process_time() - spent
    _wait_until_sent()
    told = {
        "state": run.state,
        "rows": sum(one["rows"] for one in run.files),
        "seconds": time.perf_counter() - began,
        "worked": worked,
        "memory": peak_mebibytes(),
    }
    click.echo(json.dumps(told))
    store.disconnect(SERVICE.name)


def _wait_until_sent() -> None:
    """The relay is another process; a row goes when Kafka has it."""
    while platform_collection(OUTBOX).find_one({}, {"_id": 1}) is not None:
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    main()
