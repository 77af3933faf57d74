"""A school confirms who shares a household and tells them apart; nobody else may."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.evaluation.app import create_app
from services.evaluation.roster.models import RosterHousehold
from shared import ids
from shared.settings import Settings
from shared.tenancy import scope_of
from shared.web import catalogues
from tests.evaluation.roster.conftest import Told
from tests.web_client import Browser, browser, make_principal, with_signing_key

SignIn = Callable[[str], Browser]


@pytest.fixture
def roster(told: Told) -> Told:
    """Ben has three guardians, Cleo one, Dan two in another school; Lea leads Ben's school."""
    told.family("ben", "ana", "bob", "che")
    told.family("cleo", "ana")
    told.person("dan", "student", school="south")
    for guardian in ("ana", "bob"):
        told.role(guardian, "parent", school="south")
        told.agent("dan", guardian)
    told.person("lea", "principal")
    told.person("sam", "principal", school="south")
    told.person("tom", "teacher")
    told.publish()
    return told


@pytest.fixture
def sign_in(roster: Told, evaluation_store: Settings, tmp_path: Path) -> SignIn:
    catalogues.compile_stale()
    app = create_app(with_signing_key(evaluation_store, tmp_path))
    schools = tuple(roster.ids.org(one) for one in roster.schools)

    def signed_in(user: str) -> Browser:
        return browser(app, make_principal(person_ids=(roster.ids.person(user),), schools=schools))

    return signed_in


def address(roster: Told, child: str = "") -> str:
    rest = f"/{roster.ids.person(child)}" if child else ""
    return f"/evaluation/s/{roster.north}/households{rest}"


def text(visitor: Browser, path: str, status: int = 200) -> str:
    answer = visitor.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return str(answer.get_data(as_text=True))


def send(visitor: Browser, path: str, **values: Any) -> Any:
    return visitor.post(path, data={"idempotency_key": ids.new_id(), **values})


def shared(roster: Told) -> list[tuple[set[str], bool]]:
    with scope_of(roster.north):
        return [(set(one.guardian_ids), one.active) for one in RosterHousehold.objects()]


@pytest.mark.row("R10")
def test_a_leader_finds_a_child_confirms_a_household_and_tells_it_apart(
    roster: Told, sign_in: SignIn
) -> None:
    lea = sign_in("lea")
    found = text(lea, f"{address(roster)}?name=BEN+tester")
    assert address(roster, "ben") in found
    pair = {roster.ids.person("ana"), roster.ids.person("che")}
    assert send(lea, address(roster, "ben"), guardian_ids=sorted(pair)).status_code == 303
    assert shared(roster) == [(pair, True)]
    page = text(lea, address(roster, "ben"))
    assert "Confirmed by the school" in page
    with scope_of(roster.north):
        household = RosterHousehold.objects.first().household_id
    answer = send(lea, f"{address(roster, 'ben')}/split", household_id=household)
    assert answer.status_code == 303
    assert shared(roster) == [(pair, False)]
    again = send(lea, f"{address(roster, 'ben')}/split", household_id=household)
    assert again.status_code == 404


def test_who_has_one_guardian_needs_nothing(roster: Told, sign_in: SignIn) -> None:
    lea = sign_in("lea")
    assert "No child with several guardians" in text(lea, f"{address(roster)}?name=cleo")
    text(lea, address(roster, "cleo"), 404)


def test_one_alone_is_no_household_and_a_stranger_belongs_to_none(
    roster: Told, sign_in: SignIn
) -> None:
    lea = sign_in("lea")
    alone = send(lea, address(roster, "ben"), guardian_ids=[roster.ids.person("ana")])
    assert alone.status_code == 422
    assert "Choose at least two" in alone.get_data(as_text=True)
    strangers = [roster.ids.person("ana"), roster.ids.person("tom")]
    assert send(lea, address(roster, "ben"), guardian_ids=strangers).status_code == 404
    assert shared(roster) == []


@pytest.mark.row("R10", "R11")
@pytest.mark.parametrize("user", ["tom", "ana", "ben", "sam"])
def test_neither_teachers_nor_families_nor_another_school_decide(
    user: str, roster: Told, sign_in: SignIn
) -> None:
    visitor = sign_in(user)
    pair = [roster.ids.person("ana"), roster.ids.person("bob")]
    text(visitor, address(roster), 403)
    text(visitor, address(roster, "ben"), 403)
    assert send(visitor, address(roster, "ben"), guardian_ids=pair).status_code == 403
    assert shared(roster) == []


def test_a_child_of_another_school_is_not_there(roster: Told, sign_in: SignIn) -> None:
    lea = sign_in("lea")
    text(lea, address(roster, "dan"), 404)
    assert "No child with several guardians" in text(lea, f"{address(roster)}?name=dan")
