"""``python -m services.invitations retention``: what is due to go, and letting it go now."""

import json

import click

from services.invitations.privacy import retaining
from services.invitations.privacy.retaining import retention_of
from services.invitations.roster.models import RosterOrg
from services.invitations.roster.queries import school
from services.invitations.settings import settings
from shared import clock, context, store
from shared.closed import closed_schools
from shared.logs import configure_logs
from shared.tenancy import every_school, scope_of


@click.command(name="retention")
@click.option("--dry-run", is_flag=True, help="Say what would go; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def retention_command(*, dry_run: bool, as_json: bool) -> None:
    """Let go of what names people longer than it may, school by school.

    A worker does so each day by itself. Counts stay, and what is under a legal hold.
    """
    configure_logs("invitations", "retention", "warning")
    store.connect(settings())
    found = report(begins=not dry_run)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        parts = ", ".join(f"{name} {number:,}" for name, number in row["due"].items())
        click.echo(f"{row['school_id']}  {row['name']}: {parts or 'nothing is due'}")
    click.echo("Nothing was changed." if dry_run else "A worker lets it go now.")


def report(*, begins: bool) -> list[store.Row]:
    """What is due in each school, by class of data; ``begins`` its going as well."""
    now, retention, found = clock.now(), retention_of(settings()), []
    for school_id in sorted(every_school(RosterOrg) - closed_schools()):
        with context.acting(), scope_of(school_id):
            due = retaining.due_now(retention, now)
            if begins and due:
                retaining.begin_retention(retention, now)
            found.append({"school_id": school_id, "name": school(school_id).name, "due": due})
    return found
