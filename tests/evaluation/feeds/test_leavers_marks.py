"""Who leaves takes the role along; the marks are judged by where the person was."""

from tests import bundles
from tests.bench.feed_bundle import feed_files
from tests.bench.feed_size import Size
from tests.evaluation.feeds.conftest import Load

LEAVER = "s0"


def without(files: bundles.Files, sourced_id: str) -> bundles.Files:
    """The files without a person, and all that is said of the person."""
    gone, seen = {sourced_id}, set[str]()
    while gone != seen:
        seen = set(gone)
        for name in files:
            if name == "manifest.csv":
                continue
            for row in bundles.rows_of(files, name):
                if not seen.isdisjoint(row.values()):
                    gone.add(row.get("sourcedId", ""))
        gone.discard("")
    for name in files:
        if name != "manifest.csv":
            files = bundles.edit_rows(
                files,
                name,
                lambda rows: [row for row in rows if gone.isdisjoint(row.values())],
            )
    return files


def test_a_leavers_marks_are_held_as_the_dry_run_says(load: Load) -> None:
    files = feed_files(Size(students=60))
    marks = [
        row for row in bundles.rows_of(files, "results.csv") if row["studentSourcedId"] == LEAVER
    ]
    assert len(marks) >= 10
    load(files)
    left = without(files, LEAVER)

    dry = load(left, is_dry_run=True)
    live = load(left)

    assert live.counts["roles"]["deactivated"] == 1
    assert live.counts["results"]["held"] == len(marks)
    assert "deactivated" not in live.counts["results"]
    assert (dry.counts, dry.holds) == (live.counts, live.holds)
