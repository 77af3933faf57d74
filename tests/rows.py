"""``make rows``: each row of product.md, the tests that show it, their pictures; and the rest.

``--json`` for programs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from tests.rows_plugin import ROOT, read_index, titles


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(as_json: bool) -> None:
    """Print row, test, picture; then the rows that have none."""
    shown = _by_row(_tests_with_rows())
    missing = [row for row in titles() if row not in shown]
    if as_json:
        click.echo(json.dumps({"shown": shown, "missing": missing}, indent=2))
        return
    for row, tests in shown.items():
        click.echo(f"{row:5} {titles()[row]}")
        for nodeid, pictures in tests.items():
            click.echo(f"      {nodeid}")
            for picture in pictures:
                click.echo(f"        {picture}")
    click.echo(f"\n{len(shown)} of {len(titles())} rows are shown. Without a test:")
    for row in missing:
        click.echo(f"{row:5} {titles()[row]}")


def _tests_with_rows() -> dict[str, list[str]]:
    """What pytest collects, marks included; it runs nothing."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows.json"
        options = ["--collect-only", "-q", "-m", "row", "--rows-to", str(target)]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if not target.exists():
            raise click.ClickException(f"pytest could not collect the tests:\n{done.stdout}")
        marked: dict[str, list[str]] = json.loads(target.read_text(encoding="utf-8"))
    return marked


def _by_row(marked: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Rows in the order of product.md, each with its tests and their pictures that exist."""
    pictures = read_index()
    found: dict[str, dict[str, list[str]]] = {}
    for row in titles():
        tests = {
            nodeid: [name for name in pictures.get(nodeid, []) if (ROOT / name).exists()]
            for nodeid, rows in sorted(marked.items())
            if row in rows
        }
        if tests:
            found[row] = tests
    return found


if __name__ == "__main__":
    main()
