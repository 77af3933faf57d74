"""How fast a package is checked and how much memory that takes, on its own: no store, no bus."""

import re
import time
from collections.abc import Collection
from pathlib import Path

import click

from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.options import Options
from services.evaluation.feeds.oneroster.package import open_package

ROWS_AT_ONCE = 20_000
_KIBIBYTES_OF_A_MEBIBYTE = 1024
_PEAK = re.compile(r"^VmHWM:\s*([0-9]+) kB$", re.MULTILINE)


def peak_mebibytes() -> int:
    """The most memory that this process ever held; Linux only.

    ``getrusage`` would count what the parent held when this process was made.
    """
    found = _PEAK.search(Path("/proc/self/status").read_text())
    return int(found[1]) // _KIBIBYTES_OF_A_MEBIBYTE if found else 0


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(path: Path) -> None:
    """Check the package at PATH and read all its records back."""
    before = peak_mebibytes()
    began, spent = time.perf_counter(), time.process_time()
    check = Check(open_package(path, Options(demographics=True)), _nothing_stored)
    findings = 0
    while not check.is_done:
        findings += len(check.advance(ROWS_AT_ONCE))
    rows = sum(one.rows for one in check.streams if one.whole is None)
    _say("rows checked", rows, began, spent)
    began, spent = time.perf_counter(), time.process_time()
    _say("records read back", sum(1 for one in check.streams for _ in one.records()), began, spent)
    click.echo(f"{findings} findings; peak memory {peak_mebibytes()} MiB, {before} at the start")
    check.close()


def _nothing_stored(_: str, __: Collection[str]) -> set[str]:
    return set()


def _say(what: str, number: int, began: float, spent: float) -> None:
    seconds, work = time.perf_counter() - began, time.process_time() - spent
    click.echo(f"{number:,} {what}: {number / seconds:,.0f}/s; {number / work:,.0f}/s of CPU time")


if __name__ == "__main__":
    main()
