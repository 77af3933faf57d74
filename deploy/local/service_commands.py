"""The services' own commands, in the environment of a run or of real servers.

A command runs from where the caller stands and ends with its own exit code. It means the run on
this machine; another installation when ``MONGODB_URI`` and ``DISTRICT_ID`` name one.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from deploy.local.environment import service_environment
from deploy.local.fleet import service_command
from deploy.local.programs import PROJECT
from deploy.local.state import required_run

# What says how wide the terminal is and whether colours are wanted.
OF_THE_TERMINAL = ("TERM", "COLUMNS", "LINES", "NO_COLOR")
NAMES_AN_INSTALLATION = ("MONGODB_URI", "DISTRICT_ID")
SERVICES = ("evaluation", "invitations", "messaging")


def passed_on(name: str, *words: str, summary: str, service: str = "evaluation") -> click.Command:
    """A command of that name that hands everything after it to the service's ``words``."""

    @click.command(
        name=name,
        help=summary,
        short_help=summary,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True},
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def command(arguments: tuple[str, ...]) -> None:
        sys.exit(run_service_command(service, (*words, *arguments)))

    return command


def run_service_command(service: str, arguments: Sequence[str]) -> int:
    """Run the service's command with these arguments; returns its exit code.

    Raises:
        LocalRunError: when there is no run, and the environment names no installation.
    """
    done = subprocess.run(
        (*service_command(service, arguments[0]), *arguments[1:]),
        env=_environment(service, asks_for_help=arguments == ("feeds",) or "--help" in arguments),
        check=False,
    )
    return done.returncode


@click.group()
def school() -> None:
    """Add, limit, suspend, export or remove a school."""


for _name, _summary in {
    "list": "The schools with their state, people and quota.",
    "add": "Add a school before its feed comes; prints its id.",
    "quota": "Limit how many people a feed may bring in.",
    "suspend": "Close a school for now: nobody gets in, nothing is sent, nothing is lost.",
    "resume": "Open a suspended school.",
    "remove": "Delete a school's data in every service.",
}.items():
    school.add_command(passed_on(_name, "school", _name, summary=_summary))


@school.command(name="export")
@click.argument("school_id")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_school(school_id: str, folder: Path) -> None:
    """Write all that the services hold of a school: a zip of JSON lines for each, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for service in SERVICES:
        path = folder.resolve() / f"{service}.zip"
        code = run_service_command(service, ("export-school", school_id, str(path)))
        if code:
            sys.exit(code)


@click.group()
def roster() -> None:
    """What the services were told of schools and people."""


roster.add_command(
    passed_on("republish", "republish", summary="Tell every service the roster again.")
)


def _environment(service: str, *, asks_for_help: bool) -> dict[str, str]:
    """That of the installation which the environment names, else of the run on this machine."""
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    found = {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    if asks_for_help or all(os.environ.get(name) for name in NAMES_AN_INSTALLATION):
        return {**os.environ, **found}
    terminal = {name: os.environ[name] for name in OF_THE_TERMINAL if name in os.environ}
    return {**service_environment(required_run(), service), **terminal, **found}
