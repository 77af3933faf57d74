"""``python -m services.evaluation school …``: what an operator does to a school from the shell."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from services.evaluation.roster.quotas import count_waiting
from services.evaluation.schools import queries, use_cases
from services.evaluation.settings import settings
from shared import context, store
from shared.errors import DomainError, Invalid
from shared.logs import configure_logs


@click.group()
def school() -> None:
    """Add, limit, suspend, export or remove a school."""
    configure_logs("evaluation", "school", "warning")
    store.connect(settings())


@school.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_schools(as_json: bool) -> None:
    """List the schools with their state, people and quota."""
    rows = [
        {
            "id": school_id,
            "name": name,
            "state": decided.state,
            "people": queries.count_people(school_id),
            "people_quota": decided.people_quota,
            "people_waiting": count_waiting(school_id, settings().district_id),
        }
        for school_id, name, decided in queries.all_schools()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        quota = "no limit" if row["people_quota"] is None else f"of {row['people_quota']:,}"
        waiting = f", {row['people_waiting']:,} wait" if row["people_waiting"] else ""
        people = f"{row['people']:,} people, {quota}{waiting}"
        click.echo(f"{row['id']}  {row['state']:<10} {people:<28} {row['name']}")


@school.command(name="add")
@click.argument("name")
@click.option("--source", required=True, help="The feed that will tell of it, such as awanui-sis.")
@click.option("--sourced-id", required=True, help="The school's sourcedId in that feed.")
@click.option("--zone", default="", help="Its time zone, such as Pacific/Auckland.")
@click.option("--language", "languages", multiple=True, help="A language it serves; repeatable.")
@click.option("--people", type=int, help="How many persons it may have; without: no limit.")
def add(
    name: str,
    source: str,
    sourced_id: str,
    zone: str,
    languages: tuple[str, ...],
    people: int | None,
) -> None:
    """Add a school before its feed comes. Prints its id.

    A worker tells every service of it within seconds.
    """
    with _told(), context.acting():
        school_id = use_cases.add_school(
            settings().district_id,
            source=source,
            sourced_id=sourced_id,
            name=name,
            zone=zone,
            languages=languages,
            people_quota=people,
        )
    click.echo(school_id)


@school.command(name="quota")
@click.argument("school_id")
@click.option("--people", type=int, help="How many persons it may have; without: no limit.")
def set_quota(school_id: str, people: int | None) -> None:
    """Limit how many persons a feed may publish in the school, or lift the limit."""
    _do(lambda: use_cases.set_people_quota(school_id, settings().district_id, people))


@school.command(name="suspend")
@click.argument("school_id")
def suspend(school_id: str) -> None:
    """Close the school for now: nobody gets in, nothing is sent, nothing is lost."""
    _do(lambda: use_cases.suspend_school(school_id))


@school.command(name="resume")
@click.argument("school_id")
def resume(school_id: str) -> None:
    """Open a suspended school."""
    _do(lambda: use_cases.resume_school(school_id))


@school.command(name="remove")
@click.argument("school_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(school_id: str, yes: bool) -> None:
    """Delete the school's data in every service. Export it first: there is no way back."""
    if not yes:
        click.confirm(f"Delete all data of {school_id} in every service?", abort=True)
    _do(lambda: use_cases.remove_school(school_id))


def _do(act: Callable[[], None]) -> None:
    with _told(), context.acting():
        act()


@contextmanager
def _told() -> Iterator[None]:
    """A refusal in words, with exit code 1."""
    try:
        yield
    except Invalid as error:
        for name, why in error.fields.items():
            click.echo(f"{name}: {', '.join(map(str, why))}", err=True)
        sys.exit(1)
    except DomainError as error:
        click.echo(str(error.message or error.code), err=True)
        sys.exit(1)
