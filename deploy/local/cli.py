"""The ``tuhono`` command: a thin face over the other modules of this folder."""

import json
import os
import shutil
import sys
import time
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.local import doctor as examination
from deploy.local import logs as reading
from deploy.local.environment import base_url
from deploy.local.errors import LocalRunError
from deploy.local.links import demo_links
from deploy.local.service_commands import passed_on, roster, school
from deploy.local.state import existing_run, open_run, required_run
from deploy.local.status import RunReport, report
from deploy.local.up import start, stop

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
# Guardian, teacher, coordinator, leader, district, student.
DEMO_ROLES = 6


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def tuhono() -> None:
    """Run Tūhono on this machine, with real servers.

    State is kept in one folder (TUHONO_HOME, .run); ports follow from one (TUHONO_PORT, 8080).
    """


@tuhono.command()
def up() -> None:
    """Start everything; the first time load the demo district. Prints address and links."""
    begun, run = time.monotonic(), open_run()
    is_first_start = not run.once("demo").exists()
    with console.status("Starting Tūhono") as status:
        shown: list[str] = []

        def show(what: str) -> None:
            status.update(what)
            # "Waiting for …" changes by the second: for a terminal only.
            if not what.startswith("Waiting") and what not in shown:
                shown.append(what)
                console.print(f"  {what}")

        start(run, show)
        status.update("Waiting for the demo district to reach every service")
        links = demo_links(run, DEMO_ROLES if is_first_start else 1)
    seconds = time.monotonic() - begun
    console.print(f"[bold green]Tūhono is running[/] at {base_url(run)} ({seconds:.0f} s)")
    _print_links([asdict(link) for link in links])
    if len(links) < DEMO_ROLES:
        console.print("The roster is still on its way: `tuhono links` prints them again, all six.")
    if not os.environ.get("SMTP_URL"):
        console.print(f"The mail that families get: {base_url(run)}/messages/demo-mail")
    console.print("Stop: make stop · links again: tuhono links · how is it: tuhono status")


@tuhono.command()
def down() -> None:
    """Stop everything that this run started; data stays."""
    run = required_run()
    with console.status("Stopping, services before servers"):
        stopped = stop(run)
    console.print("Stopped; the data is kept." if stopped else "Nothing was running.")


@tuhono.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(as_json: bool) -> None:
    """Show each program and whether the services are ready. Ends with 3 when not all are."""
    found = report(required_run())
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        _print_status(found)
    sys.exit(0 if found.healthy else 3)


@tuhono.command()
@click.argument("name", required=False)
@click.option("-n", "count", default=20, show_default=True, help="Last lines of each.")
@click.option("-f", "--follow", "keep_on", is_flag=True, help="Go on as lines are written.")
def logs(name: str | None, count: int, keep_on: bool) -> None:
    """Show the last lines of a program's log (messaging, messaging-relay, kafka …) or of all."""
    files = reading.log_files(required_run(), name)
    for program, line in reading.tail(files, count):
        console.print(f"[cyan]{program:>20}[/] {escape(line)}", soft_wrap=True)
    if keep_on:
        for program, line in reading.follow(files):
            console.print(f"[cyan]{program:>20}[/] {escape(line)}", soft_wrap=True)


@tuhono.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def links(as_json: bool) -> None:
    """Print the address and a fresh sign-in link for each role (good once, for 15 minutes)."""
    run = required_run()
    found = [asdict(link) for link in demo_links(run)]
    if as_json:
        click.echo(json.dumps({"url": base_url(run), "links": found}, indent=2))
    else:
        console.print(base_url(run))
        _print_links(found)


@tuhono.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(as_json: bool) -> None:
    """Look whether this machine can hold a run. Ends with 1 when something needed is missing."""
    findings = examination.examine()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = "[green]✓[/]" if finding.passed else "[red]✗[/]" if finding.needed else "–"
            console.print(f"{mark} {finding.what}: {escape(finding.detail)}")
    sys.exit(any(finding.needed and not finding.passed for finding in findings))


@tuhono.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Stop the run and delete all of its data, keys included."""
    run = existing_run()
    if run is None:
        console.print("There is nothing to delete.")
        return
    if not yes:
        click.confirm(f"Delete {run.folder} with all its data?", abort=True)
    stop(run)
    shutil.rmtree(run.folder)
    console.print(f"Deleted {run.folder}.")


tuhono.add_command(school)
tuhono.add_command(roster)
tuhono.add_command(
    passed_on("feeds", "feeds", summary="Import a district's files, list runs, decide about them.")
)
tuhono.add_command(
    passed_on(
        "retention",
        "retention",
        service="invitations",
        summary="What names people longer than it may; --dry-run says it, without lets it go.",
    )
)


def main() -> None:
    """Run a command; what goes wrong is told in words, with exit code 1."""
    try:
        tuhono.main(prog_name="tuhono", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        errors.print("Stopped by you.")
        sys.exit(130)
    except LocalRunError as error:
        _print_error(error)
        sys.exit(1)


def _print_error(error: LocalRunError) -> None:
    errors.print(f"[bold red]✗[/] {escape(error.what)}", soft_wrap=True)
    for line in error.log:
        errors.print(f"    {escape(line)}", style="dim", soft_wrap=True)
    if error.remedy:
        errors.print(f"  {escape(error.remedy)}", soft_wrap=True)


def _print_links(found: list[dict[str, Any]]) -> None:
    # No table: that would cut a long link short, and a link cut short is no link.
    console.print("Sign in as (each link once, within 15 minutes):")
    for link in found:
        console.print(f"  {link['role']:<12}{link['name']:<20}{link['url']}", soft_wrap=True)


def _print_status(found: RunReport) -> None:
    if not found.running:
        console.print(f"Not running (state in {found.folder}). Start it: make run")
        return
    table = Table("Program", "State", "Process", "Up", "MiB", box=None, padding=(0, 2))
    for program in found.programs:
        minutes, seconds = divmod(program.uptime_seconds, 60)
        table.add_row(
            program.name,
            program.state if program.state == "RUNNING" else f"[red]{program.state}[/]",
            str(program.pid or ""),
            f"{minutes}:{seconds:02}",
            str(program.memory_mib),
        )
    console.print(table)
    for service, ready in (found.ready or {}).items():
        console.print(f"{service}: {'[green]ready[/]' if ready else '[red]not ready[/]'}")
    console.print(found.url)
