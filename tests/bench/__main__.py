"""``make bench``: every figure beside its ceiling, as a table and ``build/bench.json``."""

import json
import os
import platform
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pymongo
from rich.console import Console
from rich.table import Table

from deploy.local.servers import Servers, start_backing_servers
from shared import store
from shared.settings import load_settings
from tests.bench import (
    answer_figures,
    booking_figures,
    bus_figures,
    fan_out_figures,
    feed_figures,
    page_figures,
    run_figures,
)
from tests.bench.figures import Figure

RESULT = Path("build/bench.json")
DISTRICT = "00000000-0000-4000-8000-00000000000d"
console = Console()


def main() -> None:
    """Measure what was asked for by name, or all of these; the README lists the names.

    bus, answers, fan-out, bookings, pages, feeds, run. Only by name: feeds-100k.
    """
    wanted = set(sys.argv[1:])
    figures: list[Figure] = []
    with ExitStack() as stack:
        servers = _servers(stack)
        for name, measure in (_STAGES | _BY_NAME_ONLY).items():
            if name in (wanted or _STAGES):
                console.print(f"Measuring {name} …")
                figures += measure(servers)
    if not wanted or "run" in wanted:
        figures += run_figures.measure()
    console.print(_table(figures))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(_report(figures), indent=2) + "\n")
    console.print(f"Written to {RESULT}")


def _servers(stack: ExitStack) -> Servers:
    """Servers of this run's own, with a prefix for its databases and topics."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tuhono-bench-")))
    servers = start_backing_servers(folder)
    stack.callback(servers.stop)
    prefix = f"bench{uuid.uuid4().hex[:6]}"
    os.environ |= {
        "TUHONO_ENV": "test",
        "MONGODB_URI": servers.mongodb_uri,
        "MONGODB_DATABASE_PREFIX": f"{prefix}_",
        "KAFKA_BOOTSTRAP_SERVERS": servers.kafka_bootstrap,
        "KAFKA_TOPIC_PREFIX": f"{prefix}.",
        "SMTP_URL": servers.smtp_url,
        "DISTRICT_ID": DISTRICT,
        "BASE_URL": "http://localhost",
        "DATA_DIRECTORY": str(folder),
        "LOG_LEVEL": "error",
    }
    stack.callback(_drop, servers.mongodb_uri, prefix)
    return servers


def _bus(_: Servers) -> list[Figure]:
    settings = load_settings("sample")
    store.connect(settings)
    try:
        return bus_figures.in_scope(settings)
    finally:
        store.disconnect("sample")


_STAGES: dict[str, Callable[[Servers], list[Figure]]] = {
    "bus": _bus,
    "answers": answer_figures.measure,
    "fan-out": fan_out_figures.measure,
    "bookings": booking_figures.measure,
    "pages": page_figures.measure,
    "feeds": feed_figures.measure,
}
# These take many minutes.
_BY_NAME_ONLY: dict[str, Callable[[Servers], list[Figure]]] = {
    "feeds-100k": feed_figures.measure_large,
}


def _drop(mongodb_uri: str, prefix: str) -> None:
    with pymongo.MongoClient[Any](mongodb_uri, timeoutMS=10_000) as client:
        for name in client.list_database_names():
            if name.startswith(prefix):
                client.drop_database(name)


def _table(figures: list[Figure]) -> Table:
    table = Table(title="Measured in this run")
    for column in ("figure", "ours", "bare", "ratio", "aim", "reached"):
        table.add_column(column, justify="left" if column in {"figure", "aim"} else "right")
    for one in figures:
        table.add_row(
            one.name,
            f"{one.ours:,.1f} {one.unit}",
            "" if one.ceiling is None else f"{one.ceiling:,.1f}",
            "" if one.ratio is None else f"{one.ratio:.2f}",
            one.aim,
            {True: "yes", False: "no", None: ""}[one.reached],
        )
    return table


def _report(figures: list[Figure]) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "figures": [one.as_row() for one in figures],
    }


if __name__ == "__main__":
    main()
