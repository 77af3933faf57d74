"""The second phase of a load: what a full set leaves out, judged before anything is changed.

For each kind the missing records are counted by population, and judged by the source's settings.
Where very many people or an org are missing, the package is searched for the same ones under other
identifiers: if they are there, an export was set up anew, and loading it would end everybody and
bring them back as strangers. Then nothing at all is loaded until somebody says so.
Source: design lms.md §8 rules 1 and 2, §7 (what hurt peers).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from services.evaluation.feeds.absence import (
    IDS_CHANGED,
    NOT_CLEAN,
    missing_after,
    present_orgs,
    reason_to_hold_all,
)
from services.evaluation.feeds.models import SOURCED_IDS_CHANGED, FeedRun, RunState
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.populations import too_many
from services.evaluation.feeds.rules import EVERYBODY
from services.evaluation.feeds.workbench import Workbench, checked_workbench, rows_of
from services.evaluation.roster.applied import records_applied
from services.evaluation.roster.changes import Change, Record
from services.evaluation.roster.kinds import MARKED_KINDS
from services.evaluation.roster.stored import count_active, has_any, plan_changes
from shared import clock

Cursor = dict[str, Any]
ROWS_MATCHED_AT_ONCE = 5_000
SAMPLE = 2_000
MATCHED_SHARE = 0.5
# Kinds whose records people stand behind, and what they are known by beside their sourcedId.
_KNOWN_BY = {
    "orgs": (("identifier",), ("name", "type")),
    "users": (("identifier",), ("email",), ("username",), ("givenName", "familyName")),
}


def compare(run: FeedRun, cursor: Cursor) -> Cursor:
    """Count what the next stream leaves out, a slice at a time."""
    bench = checked_workbench(run)
    if bench is None:
        return cursor
    index = cursor["stream"]
    if index == len(bench.check.streams):
        return _begin_matching(run, bench, cursor)
    checked = bench.check.streams[index]
    following = {**cursor, "stream": index + 1, "after": "", "lost": []}
    if checked.as_changes or checked.is_broken or records_applied_of(run, bench, index) is not None:
        return following
    found = missing_after(run.source, bench.check, checked, cursor["after"])
    lost = Counter(dict(cursor["lost"]))
    for populations in found.populations.values():
        lost.update(populations)
    if not found.is_last:
        return {**cursor, "after": found.after, "lost": list(lost.items())}
    if lost:
        judged = _judged(run, bench.check, checked, lost)
        following["judged"] = {**cursor["judged"], checked.stream.kind: judged}
    return following


def records_applied_of(run: FeedRun, bench: Workbench, index: int) -> int | None:
    """How many records the stream tells when they all are stored just so already; else None."""
    kind = bench.check.streams[index].stream.kind
    return records_applied(run.source, kind, bench.digest_of(index, repr(run.source_settings)))


def match(run: FeedRun, cursor: Cursor) -> Cursor:
    """Search the next rows for those who are missing, under identifiers that are new."""
    bench = checked_workbench(run)
    if bench is None:
        return cursor
    kind = cursor["kinds"][0]
    index = next(at for at, one in enumerate(bench.check.streams) if one.stream.kind == kind)
    checked = bench.check.streams[index]
    if kind not in bench.sample:
        bench.sample[kind] = frozenset(_sample(run, bench.check, checked, cursor["judged"][kind]))
    rows = bench.next_rows(index, cursor["row"], ROWS_MATCHED_AT_ONCE)
    records = [
        record
        for cells in rows
        for record in checked.stream.expand(cells)
        if not bench.sample[kind].isdisjoint(_keys(kind, record.fields))
    ]
    matched = cursor["matched"] + _count_new(run.source, kind, records)
    if len(rows) == ROWS_MATCHED_AT_ONCE:
        return {**cursor, "row": rows[-1].row, "matched": matched}
    missing = cursor["judged"][kind]["missing"]
    if matched >= min(missing, SAMPLE) * MATCHED_SHARE:
        run.alarm(SOURCED_IDS_CHANGED, kind, number=matched, of=missing)
    rest = cursor["kinds"][1:]
    if rest:
        return {**cursor, "kinds": rest, "row": 0, "matched": 0}
    return _begin_loading(run, bench, cursor["judged"])


def _judged(
    run: FeedRun, check: Check, checked: Checked, lost: Mapping[str, int]
) -> dict[str, Any]:
    kind = checked.stream.kind
    reason = reason_to_hold_all(check, checked)
    held: dict[str, int] = {}
    if not reason:
        held = too_many(
            run.source,
            kind,
            lost,
            settings=run.source_settings,
            orgs=present_orgs(run.source, check),
        )
    return {
        "missing": lost[EVERYBODY],
        "reason": reason,
        "held": list(held.items()),
        "active": count_active(run.source, kind),
    }


def _begin_matching(run: FeedRun, bench: Workbench, cursor: Cursor) -> Cursor:
    judged = cursor["judged"]
    kinds = [
        kind
        for kind in _KNOWN_BY
        if kind in judged
        and (kind == "orgs" or judged[kind]["held"] or _is_large(run, judged[kind]))
    ]
    if kinds:
        return {"phase": "match", "kinds": kinds, "row": 0, "matched": 0, "judged": judged}
    return _begin_loading(run, bench, judged)


def _is_large(run: FeedRun, judged: Mapping[str, Any]) -> bool:
    """Whether so many are missing that they would be too many, were the file clean."""
    settings = run.source_settings
    share = judged["active"] * settings.deactivation_share
    return bool(judged["missing"] > max(settings.deactivation_floor, share))


def _begin_loading(run: FeedRun, bench: Workbench, judged: dict[str, Any]) -> Cursor:
    if run.accepts_all:
        for one in judged.values():
            one["held"] = []
            one["reason"] = one["reason"] if one["reason"] == NOT_CLEAN else ""
    for checked in bench.check.streams:
        if checked.stream.is_first:
            run.count(checked.stream.kind, Change.QUARANTINED, checked.bad_rows)
    if run.is_stopped:
        for kind, one in judged.items():
            run.count(kind, Change.HELD, one["missing"])
            run.hold(kind, EVERYBODY, IDS_CHANGED, number=one["missing"], active=one["active"])
        run.finish(clock.now())
    else:
        run.fresh_kinds = [one for one in sorted(MARKED_KINDS) if not has_any(run.source, one)]
        total = sum(rows_of(one) for one in bench.check.streams)
        run.advance(RunState.LOADING, done=0, total=total)
    return {"phase": "load", "stream": 0, "row": 0, "told": 0, "judged": judged}


def _sample(run: FeedRun, check: Check, checked: Checked, judged: Mapping[str, Any]) -> set[str]:
    """What the first of the missing are known by."""
    wanted, seen, after = min(judged["missing"], SAMPLE), 0, ""
    keys: set[str] = set()
    while True:
        found = missing_after(run.source, check, checked, after)
        for row in found.rows.values():
            keys.update(_keys(checked.stream.kind, row["fields"]))
        seen, after = seen + len(found.rows), found.after
        if found.is_last or seen >= wanted:
            return keys


def _keys(kind: str, fields: Mapping[str, Any]) -> Iterable[str]:
    for names in _KNOWN_BY[kind]:
        values = [str(fields.get(name, "")).strip().casefold() for name in names]
        if all(values):
            yield "\n".join((*names, *values))


def _count_new(source: str, kind: str, records: list[Record]) -> int:
    planned = plan_changes(source, kind, records)
    return sum(plan.change is Change.CREATED for plan in planned)
