"""Under load a process is killed or a server frozen: nothing is lost, nothing happens twice.

The promises are I1–I5 of the design's reliability.md. The short forms run with every test; the
long ones with ``make faults``.
"""

import time

import pytest

from tests.faults import checks
from tests.faults.activity import announced
from tests.faults.faults import Fault, frozen, killed, worker_killed
from tests.faults.load import answering, sessions_of
from tests.system import System

SHORT = [
    worker_killed("invitations-web", times=2),
    killed("invitations-relay"),
    killed("evaluation-consume"),
    killed("messaging-work"),
    killed("mongodb"),
    killed("kafka"),
]
LONG = [
    worker_killed("invitations-web", times=10),
    killed("invitations-web", times=2),
    killed("invitations-relay", times=5),
    killed("evaluation-consume", times=5),
    killed("messaging-consume", times=3),
    killed("invitations-work", times=3),
    killed("mongodb", times=3, pause_seconds=5),
    killed("kafka", times=3, pause_seconds=5),
    frozen("kafka", seconds=20),
    frozen("mongodb", seconds=20),
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", SHORT, ids=lambda fault: fault.name)
def test_a_short_fault_loses_and_repeats_nothing(system: System, fault: Fault) -> None:
    strike_under_load(system, fault, seconds=1, healed_within=180)


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", LONG, ids=lambda fault: fault.name)
def test_a_long_fault_loses_and_repeats_nothing(system: System, fault: Fault) -> None:
    strike_under_load(system, fault, seconds=10, healed_within=60)


def strike_under_load(
    system: System, fault: Fault, *, seconds: float, healed_within: float
) -> None:
    """Let families answer, with and without a limit of seats, strike, and look at what is left.

    The promise is to be whole again within a minute, which ``make faults`` holds it to; beside the
    other tests of the suite it may take longer.
    """
    rows = announced(system) + announced(system, capacity=12)
    with answering(system, sessions_of(system, rows)) as load:
        time.sleep(seconds)
        fault.strike(system)
        time.sleep(seconds)
    assert any(one.status == 200 for one in load.operations), "the load did nothing"
    checks.settled(system, seconds=healed_within)
    checks.nothing_parked_but(system, 0)
    checks.one_event_per_version(system)
    checks.operations_hold(system, load.operations)
    checks.each_effect_once(system)
    checks.projections_are_newest(system)
    checks.never_oversold(system)
