"""What comes round: what a family stood for is asked for again when it left."""

from functools import partial

from services.invitations.sign_ups.models import SignUp
from services.invitations.sign_ups.use_cases import release_ended, sign_ups_to_release
from shared import clock
from shared.each_school import in_each_school, in_school
from shared.jobs import every
from shared.tenancy import every_school

_RELEASING = "release-ended-sign-ups"


@every(seconds=120, name=_RELEASING)
def release_sign_ups() -> None:
    """Ask again for what was promised by guardians who stand for no child here any more."""
    in_each_school(_RELEASING, every_school(SignUp), _release)


def _release(school_id: str) -> None:
    now = clock.now()
    for one in sign_ups_to_release(now):
        in_school(_RELEASING, school_id, partial(release_ended, one, now=now))
