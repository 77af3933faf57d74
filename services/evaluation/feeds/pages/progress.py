"""How far a run is, sent to the page as it moves. The run itself needs nobody to look."""

import time
from collections.abc import Iterator

from flask import Response, render_template, stream_with_context

from services.evaluation.feeds import queries, wording
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.pages.frame import blueprint, district
from shared.access import DISTRICT_STAFF, allow

STREAM_SECONDS = 50
POLL_SECONDS = 0.4
LOOK_AT_LEAST_SECONDS = 3


@blueprint.get("/evaluation/feeds/<run_id>/progress")
@allow(DISTRICT_STAFF)
def progress(run_id: str) -> Response:
    """How far the run is, sent as it moves; a page without JavaScript reloads itself instead.

    A stream holds a thread, so it ends before long and the page opens another one.
    """
    with district():
        queries.run_of(run_id)
    answer = Response(stream_with_context(_messages(run_id)), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


class _Pace:
    """How long a phase still takes, by how far it came since somebody began to look."""

    def __init__(self) -> None:
        self._phase, self._from, self._since = "", 0, 0.0

    def seconds_left(self, run: FeedRun, now: float) -> float | None:
        """Seconds, or None while that is not known."""
        if run.state != self._phase:
            self._phase, self._from, self._since = run.state, run.done, now
        done, passed = run.done - self._from, now - self._since
        if not run.total or not done or passed < LOOK_AT_LEAST_SECONDS:
            return None
        return float((run.total - run.done) * passed / done)


def _messages(run_id: str) -> Iterator[str]:
    ends_at = time.monotonic() + STREAM_SECONDS
    last, pace = "", _Pace()
    while time.monotonic() < ends_at:
        with district():
            run = queries.run_of(run_id)
        left = pace.seconds_left(run, time.monotonic())
        html = render_template(
            "evaluation/feeds/progress.html", run=run, wording=wording, seconds_left=left
        )
        if html != last:
            yield "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"
            last = html
        if run.is_final:
            yield "event: feed-finished\ndata: .\n\n"
            return
        time.sleep(POLL_SECONDS)
