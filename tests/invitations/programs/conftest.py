"""What tests of the whole interface may use."""

import pytest

from tests.invitations.fixtures import Room
from tests.invitations.programs.somewhere import Somewhere, somewhere


@pytest.fixture
def there(room: Room) -> Somewhere:
    return somewhere(room)
