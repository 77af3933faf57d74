"""A school with three families on its roll."""

from collections.abc import Iterator

import pytest

from shared.settings import Settings
from shared.tenancy import scope_of
from tests.evaluation.story import Home, put_on_roll

SCHOOL = "school-a"
HOMES = [
    Home(guardians={"mele": "to", "tevita": "en"}, children={"sione": "04", "ana": "08"}),
    Home(guardians={"huda": "ar"}, children={"yusuf": "02"}),
    Home(guardians={"wiremu": ""}, children={"tama": "06"}),
]


@pytest.fixture
def a_school(evaluation_store: Settings) -> Iterator[None]:
    with scope_of(SCHOOL):
        put_on_roll(SCHOOL, HOMES)
        yield
