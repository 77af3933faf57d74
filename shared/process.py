"""The processes of a service that serve no pages, and its operator's commands.

Each loop ends on SIGTERM after the piece in hand. While MongoDB or Kafka is away it backs off and
tries again, for as long as it takes.
"""

import json
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from shared import audit, bus, context, each_school, indexes, jobs, outbox, parking, relay, store
from shared.audit import AuditEntry
from shared.consumer import replay_parked
from shared.errors import ConfigurationError, InfrastructureDown
from shared.logs import configure_logs
from shared.loops import consume, run_relay, work
from shared.schools import export_school
from shared.service import Service
from shared.settings import Settings, load_settings
from shared.tenancy import scope_of


def run(service: Service) -> None:
    """The command line of a service: ``python -m services.<name> consume | relay | work | …``."""
    command_line(service)()


def command_line(service: Service) -> click.Group:
    """The commands, so that a service can add its own."""

    @click.group(help=f"Processes and commands of the {service.name} service.")
    def main() -> None:
        return None

    def process(name: str, loop: Callable[[Service, Settings, threading.Event], None]) -> None:
        @main.command(name=name, help=loop.__doc__)
        def start() -> None:
            settings = _start(service, name)
            loop(service, settings, _stop_on_signal())

    process("consume", consume)
    process("relay", run_relay)
    process("work", work)
    _add_operator_commands(main, service)
    _add_export(main, service)
    return main


def service_status(service: Service, settings: Settings) -> dict[str, Any]:
    """What an operator looks at first; ``lag`` is None while Kafka cannot be reached."""
    database = store.database()
    return {
        "service": service.name,
        # Counted: after a kill -9 of mongod its estimate is wrong until something is written.
        "outbox_rows": database[outbox.OUTBOX].count_documents({}),
        "outbox_oldest_seconds": round(relay.oldest_row_age(), 3),
        "parked": database[parking.PARKED].count_documents({}),
        "waiting": database[parking.WAITING].count_documents({}),
        "jobs_queued": database[jobs.JOBS].count_documents({"state": jobs.JobState.QUEUED.value}),
        "jobs_failed": database[jobs.JOBS].count_documents({"state": jobs.JobState.FAILED.value}),
        "timers_failed": each_school.failures(),
        "lag": _lag(service, settings),
    }


def _lag(service: Service, settings: Settings) -> dict[str, int] | None:
    """Messages not yet committed, by topic; None while Kafka cannot be reached."""
    try:
        return bus.lag(settings, service.topics)
    except InfrastructureDown:
        return None


def _add_operator_commands(main: click.Group, service: Service) -> None:
    @main.command(name="indexes")
    def make_indexes() -> None:
        """Create missing collections and indexes."""
        _start(service, "indexes")
        indexes.ensure_indexes(service)

    @main.command(name="status")
    def show_status() -> None:
        """Outbox, lag, parked, waiting and jobs, as JSON."""
        settings = _start(service, "status")
        click.echo(json.dumps(service_status(service, settings)))

    @main.command(name="parked")
    def show_parked() -> None:
        """List the events that could not be handled."""
        _start(service, "parked")
        for row in parking.parked_rows():
            click.echo(
                f"{row['parked_at']:%Y-%m-%d %H:%M:%S} {row['key']} "
                f"{row['handler']}: {row['error']}"
            )

    @main.command(name="replay")
    @click.option("--key", help="Only events of this record, <school>/<kind>/<id>.")
    @click.option("--handler", help="Only events that this handler failed on.")
    @click.option("--dry-run", is_flag=True, help="Say what would be replayed.")
    def replay(key: str | None, handler: str | None, dry_run: bool) -> None:
        """Handle parked events again, in order."""
        _start(service, "replay")
        rows = parking.parked_rows(key=key, handler=handler)
        done = 0 if dry_run else replay_parked(service, rows)
        click.echo(f"{len(rows)} parked, {done} replayed")


def _add_export(main: click.Group, service: Service) -> None:
    @main.command(name="export-school")
    @click.argument("school_id")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def export(school_id: str, file: Path) -> None:
        """Write everything this service holds of a school to a new zip of JSON lines."""
        _start(service, "export-school")
        with context.acting(), scope_of(school_id):
            counts = export_school(service.documents, school_id, file)
            if AuditEntry in service.documents:
                audit.append("school-exported", f"school/{school_id}", {"rows": counts})
        click.echo(f"{file}: {sum(counts.values()):,} rows")


def _start(service: Service, process: str) -> Settings:
    try:
        settings = load_settings(service.name)
    except ConfigurationError as error:
        click.echo(str(error), err=True)
        sys.exit(78)
    configure_logs(service.name, process, settings.log_level)
    store.connect(settings)
    return settings


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
