"""What is kept of a feed: its sources, each run of theirs, what was found, what is held.

All of it is the district's.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.feeds.rules import SourceSettings
from services.evaluation.roster.applied import AppliedFile
from services.evaluation.roster.changes import Change
from services.evaluation.roster.journal import RecordChange
from shared.tenancy import Aggregate, TenantDocument


class RunState(StrEnum):
    """Where a run is. Only the last four are final."""

    WAITING = "waiting"
    CHECKING = "checking"
    LOADING = "loading"
    PUBLISHING = "publishing"
    FINISHED = "finished"
    HELD = "held"
    """Finished, but records missing in the package were not ended: somebody has to look."""
    REFUSED = "refused"
    """Nothing was changed: the package cannot be trusted."""
    FAILED = "failed"
    """Our fault: a step failed each time it was tried. What was loaded stays; a new run goes on."""


class Task(StrEnum):
    """What a run does."""

    LOAD = "load"
    APPROVE = "approve"
    """End what an earlier run held."""
    UNDO = "undo"
    """Put back what an earlier run changed."""


class Verdict(StrEnum):
    """What became of what a run held."""

    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    """A later package told all of it anew."""
    UNDONE = "undone"


class HoldState(StrEnum):
    """Where a held record is. Only the first is open."""

    HELD = "held"
    ENDED = "ended"
    REJECTED = "rejected"
    RETURNED = "returned"
    """A later package told it again."""
    SUPERSEDED = "superseded"
    UNDONE = "undone"


SOURCED_IDS_CHANGED = "sourced_ids_changed"
"""Alarm: many who are missing are there under other identifiers. Nothing is loaded."""
MANY_CHANGES = "many_changes"
"""Alarm: so many records changed that what is missing of this kind is held."""

FINAL = frozenset({RunState.FINISHED, RunState.HELD, RunState.REFUSED, RunState.FAILED})


class FeedRun(Aggregate):
    """One package of one source, checked and, unless it is a dry run, loaded; or another task.

    ``counts``: kind of record to change to how many. ``found``: severity to how many findings.
    ``files``: for each file its ``file``, ``kinds``, ``mode`` (bulk or changes), ``rows`` and
    ``set_aside`` rows. ``holds``: what is held, for each ``kind``, ``group`` (students, guardians,
    staff, others, or blank for all), ``org`` (sourcedId, or blank for all) and ``reason`` its
    ``number`` of how many ``active``. ``alarms``: ``code``, ``kind``, ``number`` ``of`` how many.
    ``settings`` are its source's when it began. ``open_source`` is set while it runs, so that a
    source has one run at a time. ``journaled`` counts the entries of its journal.
    """

    meta = {  # noqa: RUF012
        "collection": "feed_runs",
        "indexes": [
            ("school_id", "-started_at"),
            ("school_id", "source", "-started_at"),
            {
                "fields": ("school_id", "open_source"),
                "unique": True,
                "partialFilterExpression": {"open_source": {"$type": "string"}},
            },
        ],
    }
    id = StringField(primary_key=True)
    source = StringField(required=True)
    open_source = StringField()
    file_name = StringField(required=True)
    path = StringField(required=True)
    package_digest = StringField(required=True)
    is_dry_run = BooleanField(required=True)
    is_strict = BooleanField(default=False)
    task = StringField(default=Task.LOAD.value)
    settings = DictField()
    accepts_all = BooleanField(default=False)
    """Somebody looked at this very package and approved all that it ends."""
    approves = StringField()
    undoes = StringField()
    undone_by = StringField()
    verdict = StringField()
    verdict_by = StringField()
    verdict_at = DateTimeField()
    fresh_kinds = ListField(StringField())
    """Kinds of which nothing was stored before: all of their records wait to be published."""
    journaled = IntField(default=0)
    holds = ListField(DictField())
    alarms = ListField(DictField())
    files = ListField(DictField())
    state = StringField(required=True, default=RunState.WAITING.value)
    format_version = StringField()
    done = IntField(default=0)
    total = IntField(default=0)
    counts = DictField()
    found = DictField()
    started_at = DateTimeField(required=True)
    finished_at = DateTimeField()
    started_by = StringField(required=True)
    job_id = StringField(required=True)

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINAL

    @property
    def is_stopped(self) -> bool:
        """Whether nothing was loaded, since the identifiers seem to be others than before."""
        moved = any(one["code"] == SOURCED_IDS_CHANGED for one in self.alarms)
        return moved and not self.accepts_all

    @property
    def is_open(self) -> bool:
        """Whether something is held and waits for somebody."""
        return self.state == RunState.HELD and not self.is_dry_run

    @property
    def source_settings(self) -> SourceSettings:
        """The settings that hold for this run."""
        return SourceSettings(**self.settings)

    def count(self, kind: str, change: Change, number: int) -> None:
        """Add to the run's counts."""
        if number:
            of_kind = self.counts.setdefault(kind, {})
            of_kind[change.value] = of_kind.get(change.value, 0) + number

    def note(self, severity: Severity, number: int) -> None:
        """Add to the number of findings."""
        if number:
            self.found[severity.value] = self.found.get(severity.value, 0) + number

    def hold(self, kind: str, population: str, reason: str, *, number: int, active: int) -> None:
        """Add to what is held of a population: ``group@org``."""
        group, _, org = population.partition("@")
        for one in self.holds:
            if (one["kind"], one["group"], one["org"], one["reason"]) == (kind, group, org, reason):
                one["number"] += number
                return
        self.holds.append(
            {
                "kind": kind,
                "group": group,
                "org": org,
                "reason": reason,
                "number": number,
                "active": active,
            }
        )

    def alarm(self, code: str, kind: str, *, number: int, of: int) -> None:
        """Say that something is odd about the package as a whole."""
        found: dict[str, Any] = {"code": code, "kind": kind, "number": number, "of": of}
        if found not in self.alarms:
            self.alarms.append(found)

    def settle(self, verdict: Verdict, actor: str, now: datetime) -> None:
        """Somebody, or a later package, decided about what is held."""
        self.verdict, self.verdict_by, self.verdict_at = verdict.value, actor, now
        self.state = RunState.FINISHED.value

    def advance(self, state: RunState, *, done: int, total: int) -> None:
        """Say how far it is: rows checked or loaded, records published."""
        self.state, self.done, self.total = state.value, done, total

    def refuse(self, now: datetime) -> None:
        """The package cannot be trusted; nothing was changed."""
        self._end(RunState.REFUSED, now)

    def fail(self, now: datetime) -> None:
        """The job gave up."""
        self._end(RunState.FAILED, now)

    def finish(self, now: datetime) -> None:
        """All is done that may be done without somebody looking."""
        is_held = self.total_of(Change.HELD) or self.is_stopped
        self._end(RunState.HELD if is_held else RunState.FINISHED, now)

    def total_of(self, *changes: Change) -> int:
        """How many records of all kinds changed so."""
        return sum(
            of_kind.get(change.value, 0) for of_kind in self.counts.values() for change in changes
        )

    def _end(self, state: RunState, now: datetime) -> None:
        self.state, self.finished_at, self.open_source = state.value, now, None


class FeedFinding(TenantDocument):
    """One diagnostic of a run: where and what, never a cell's value."""

    meta = {  # noqa: RUF012
        "collection": "feed_findings",
        "indexes": [("school_id", "run_id", "number")],
    }
    id = StringField(primary_key=True)
    run_id = StringField(required=True)
    number = IntField(required=True)
    code = StringField(required=True)
    severity = StringField(required=True)
    file = StringField()
    row = IntField()
    column = StringField()
    sourced_id = StringField()


class FeedHold(TenantDocument):
    """One record that a package leaves out and that was not ended. Source: lms.md §8 rule 2."""

    meta = {  # noqa: RUF012
        "collection": "feed_holds",
        "indexes": [
            ("school_id", "run_id", "state"),
            ("school_id", "source", "kind", "state", "sourced_id"),
        ],
    }
    id = StringField(primary_key=True)
    run_id = StringField(required=True)
    source = StringField(required=True)
    kind = StringField(required=True)
    sourced_id = StringField(required=True)
    population = StringField()
    reason = StringField(required=True)
    state = StringField(required=True, default=HoldState.HELD.value)
    at = DateTimeField(required=True)


class FeedSource(TenantDocument):
    """A system that sends packages: what it is expected to send, and when it last was loaded."""

    meta = {"collection": "feed_sources"}  # noqa: RUF012
    id = StringField(primary_key=True)
    source = StringField(required=True)
    settings = DictField()
    last_loaded_at = DateTimeField()
    last_run_id = StringField()

    @property
    def source_settings(self) -> SourceSettings:
        """The settings, with what is the rule where nothing was set."""
        return SourceSettings(**self.settings)


DOCUMENTS = (FeedRun, FeedFinding, FeedHold, FeedSource, AppliedFile, RecordChange)
