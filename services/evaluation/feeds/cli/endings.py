"""How a command about feeds ends: its exit code, and words for what hindered it."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click
from pymongo.errors import PyMongoError

from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.feeds.oneroster.diagnostics import Severity
from shared.errors import ConfigurationError, DomainError, InfrastructureDown, Invalid


class Ending(IntEnum):
    """The exit codes, for schedulers: anything but 0 wants somebody to look."""

    CLEAN = 0
    NOT_ALL = 1
    """Rows were left out; with ``--strict`` also: there were warnings."""
    REFUSED_OR_HELD = 2
    FAILED = 3
    WRONG_USE = 64
    """Not 2, as click has it: that would look like a refused file. Source: sysexits.h."""
    WRONG_SETTINGS = 78


def ending_of(run: FeedRun, *, is_strict: bool) -> Ending:
    """The exit code of a finished run."""
    if run.state == RunState.FAILED:
        return Ending.FAILED
    if run.state != RunState.FINISHED:
        return Ending.REFUSED_OR_HELD
    counted = run.found if is_strict else {**run.found, Severity.WARNING.value: 0}
    return Ending.NOT_ALL if any(counted.values()) else Ending.CLEAN


class WrongUse(click.UsageError):
    """The command line cannot be understood."""

    exit_code = Ending.WRONG_USE


class WrongSettings(click.ClickException):
    """The environment says too little or something wrong."""

    exit_code = Ending.WRONG_SETTINGS


class Hindered(click.ClickException):
    """The command could not do what it was asked for."""

    exit_code = Ending.FAILED


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what hinders a command into one line on stderr and its exit code."""
    try:
        yield
    except DomainError as error:
        raise Hindered(_reason(error)) from error
    except ConfigurationError as error:
        raise WrongSettings(str(error)) from error
    except (InfrastructureDown, PyMongoError) as error:
        raise Hindered(f"The store cannot be reached. {str(error)[:200]}") from error


class Command(click.Command):
    """A command whose wrong use does not end with 2."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise WrongUse(error.format_message(), ctx) from error


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise WrongUse(error.format_message(), ctx) from error


def _reason(error: DomainError) -> str:
    if isinstance(error, Invalid):
        return "; ".join(
            f"{name}: {', '.join(map(str, why))}" for name, why in error.fields.items()
        )
    return str(error.message) or error.code
