"""What is kept of each run of a feed: its state, its counts, and what was found in the package."""

from datetime import datetime
from enum import StrEnum

from mongoengine.fields import BooleanField, DateTimeField, DictField, IntField, StringField

from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.roster.changes import Change
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


FINAL = frozenset({RunState.FINISHED, RunState.HELD, RunState.REFUSED, RunState.FAILED})


class FeedRun(Aggregate):
    """One package of one source, checked and, unless it is a dry run, loaded. The district's.

    ``counts``: kind of record to change to how many. ``found``: severity to how many findings.
    ``open_source`` is set while it runs, so that a source has one run at a time.
    """

    meta = {  # noqa: RUF012
        "collection": "feed_runs",
        "indexes": [
            ("school_id", "-started_at"),
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

    def count(self, kind: str, change: Change, number: int) -> None:
        """Add to the run's counts."""
        if number:
            of_kind = self.counts.setdefault(kind, {})
            of_kind[change.value] = of_kind.get(change.value, 0) + number

    def note(self, severity: Severity, number: int) -> None:
        """Add to the number of findings."""
        if number:
            self.found[severity.value] = self.found.get(severity.value, 0) + number

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
        self._end(RunState.HELD if self.total_of(Change.HELD) else RunState.FINISHED, now)

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


DOCUMENTS = (FeedRun, FeedFinding)
