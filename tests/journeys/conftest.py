"""What journeys share: the whole system in ``make run``'s shape, its doors and its mail."""

import pytest

from tests.journeys.doors import Doors
from tests.journeys.mailbox import Mailbox
from tests.system import System


@pytest.fixture(scope="session")
def base_url(system: System) -> str:
    """Where visitors go."""
    return system.url


@pytest.fixture(scope="session")
def doors(system: System) -> Doors:
    """Sign-in links for people of the demo district."""
    return Doors(system)


@pytest.fixture(scope="session")
def mailbox(system: System) -> Mailbox:
    """What families find in their mail."""
    return Mailbox(system.greenmail_api, system.database("messaging")["deliveries"])
