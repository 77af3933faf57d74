"""The demo district tells the story, and loading it twice is loading it once."""

from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from deploy.demo.__main__ import SOURCE, main
from deploy.demo.awanui import COLLEGE, COORDINATOR, KOWHAI, awanui_valley
from deploy.demo.bundle import files_of, write_bundle
from services.evaluation.feeds.models import FeedRun
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.missing import Missing, missing_in_file
from services.evaluation.roster.models import RosterHousehold, RosterLink
from services.evaluation.team.queries import coordinator_of
from shared import store
from shared.settings import Settings
from shared.tenancy import scope_of


def test_room_7_is_a_class_of_its_own_size() -> None:
    places = Counter(place.school_class for place in awanui_valley().places)

    assert places["c-room-7"] >= 20


def test_families_are_as_different_as_families_are() -> None:
    users = awanui_valley().users
    schools_of = {user.sourced_id: user.orgs[0] for user in users if user.role == "student"}
    guardians = [user for user in users if user.role in {"parent", "guardian", "relative"}]
    children: dict[str, set[str]] = {one.sourced_id: set() for one in guardians}
    for user in users:
        for agent in user.agents:
            children[agent].add(schools_of[user.sourced_id])

    assert all(children.values()), "every guardian has a child"
    assert sum(len(schools) == 2 for schools in children.values()) >= 5, "in both schools"
    assert sum(len(user.agents) == 2 for user in users) >= 20, "with two guardians"
    assert 3 <= sum(not one.email for one in guardians) <= 20, "without mail"
    assert {one.languages[0] for one in guardians} >= {"en", "mi", "ar", "to", "sm", "zh", "hi"}
    mele = children["g-mele-fifita"]
    assert mele == {KOWHAI, COLLEGE}


def test_the_same_district_gives_the_same_files(tmp_path: Path) -> None:
    assert files_of(awanui_valley()) == files_of(awanui_valley())
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for path in (one, two):
        write_bundle(path, students=50, version="1.1", seed=3)
    assert one.read_bytes() == two.read_bytes()


def test_loading_the_demo_twice_is_loading_it_once(evaluation_store: Settings) -> None:
    first = CliRunner().invoke(main, [], catch_exceptions=False)
    told = store.database()["outbox"].count_documents({})

    second = CliRunner().invoke(main, [], catch_exceptions=False)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert store.database()["outbox"].count_documents({}) == told
    ids = Ids(evaluation_store.district_id, SOURCE)
    with scope_of(ids.org(KOWHAI)):
        office = coordinator_of(ids.org(KOWHAI))
    assert office is not None
    assert office.person_id == ids.person(COORDINATOR)
    assert office.name == "Losa Tuilagi"


def test_the_import_is_clean_and_tells_what_guardians_are_to_each_child(
    evaluation_store: Settings,
) -> None:
    CliRunner().invoke(main, [], catch_exceptions=False)

    ids = Ids(evaluation_store.district_id, SOURCE)
    with scope_of(evaluation_store.district_id):
        runs = list(FeedRun.objects.order_by("started_at"))
    assert [(run.state, list(run.holds)) for run in runs] == [("finished", [])] * 2
    assert [run.found for run in runs] == [{"warning": 1}, {}], "extra points, and nothing else"
    with scope_of(ids.org(KOWHAI)):
        [home] = RosterHousehold.objects(active=True)
        assert set(home.guardian_ids) == {ids.person("g-00001-1"), ids.person("g-00001-2")}
        apart = RosterLink.objects(guardian_id=ids.person("g-00009-2"))
        assert [(one.data_access, one.may_be_invited) for one in apart] == [(False, False)] * 2
        kahu = ids.person("s-kahu-waitere")
        assert not RosterLink.objects(student_id=kahu), "all six wait"
    waiting = [one for one in missing_in_file(SOURCE, ids.org(KOWHAI)) if one.person_id == kahu]
    assert [(one.what, len(one.others)) for one in waiting] == [(Missing.HELD_GUARDIANS, 6)]


def test_the_package_can_be_written_to_a_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--bundle", str(tmp_path / "awanui.zip")])

    assert result.exit_code == 0
    assert (tmp_path / "awanui.zip").stat().st_size > 5_000
