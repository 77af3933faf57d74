"""Long work of privacy: answering a request, and what time lets go; a bounded piece each step."""

from services.invitations.privacy import retaining, use_cases
from services.invitations.privacy.queries import count_to_erase
from services.invitations.privacy.retaining import RETAINING, retention_of
from services.invitations.privacy.use_cases import ANSWERING, Request
from services.invitations.roster.models import RosterOrg
from services.invitations.settings import settings
from shared import clock
from shared.each_school import in_each_school
from shared.events.privacy import PrivacyKind
from shared.jobs import Step, every, job
from shared.tenancy import every_school

# Somebody may still tap while being forgotten; after so many rounds it is left as it is.
ROUNDS = 3


@job(ANSWERING)
def answer_request(step: Step) -> None:
    """Do the next piece; the last step tells that the request is fulfilled.

    The cursor is the stage to go on with. A hold that comes meanwhile stops it at once.
    """
    request = Request.from_args(step.args)
    if use_cases.must_wait(request):
        use_cases.refuse_held(request, _counts(step))
        step.finish()
        return
    if request.kind is PrivacyKind.ERASE and _erase(step, request):
        return
    use_cases.fulfil(request, _counts(step))
    step.finish()


@every(seconds=86_400, name=RETAINING)
def begin_retention() -> None:
    """Begin the day's retention in every school where something is due."""
    now, retention = clock.now(), retention_of(settings())
    in_each_school(
        RETAINING, every_school(RosterOrg), lambda _: retaining.begin_retention(retention, now)
    )


@job(RETAINING)
def retain(step: Step) -> None:
    """Let the next rows go; the last step keeps in the audit log how many went.

    The cursor is the stage to go on with.
    """
    retention = retention_of(settings())
    step.cursor, data, rows = retaining.release_piece(retention, int(step.cursor or 0), clock.now())
    if data is not None:
        _count(step, data.value, rows)
        return
    retaining.note_done(_counts(step))
    step.finish()


def _erase(step: Step, request: Request) -> bool:
    """Erase a piece; False when nothing is left."""
    stage, data, rows = use_cases.erase_piece(request, int(step.cursor or 0), clock.now())
    step.cursor = stage
    if data is not None:
        _count(step, data.value, rows)
        return True
    rounds = step.result.get("rounds", 0) + 1
    step.result = {**step.result, "rounds": rounds}
    step.cursor = 0
    return rounds < ROUNDS and bool(count_to_erase(request.person_id))


def _count(step: Step, data: str, rows: int) -> None:
    counts = _counts(step)
    counts[data] = counts.get(data, 0) + rows
    step.result = {**step.result, "counts": counts}
    step.done += rows


def _counts(step: Step) -> dict[str, int]:
    return dict(step.result.get("counts", {}))
