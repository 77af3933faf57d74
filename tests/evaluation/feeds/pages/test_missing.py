"""What the feeds are missing of the families: a to-do list for each school, and who may see it."""

import pytest

from services.evaluation.roster.identity import Ids
from services.evaluation.roster.jobs import publish_decided
from shared import store
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.pages.conftest import Desk, SignIn

MANY = tuple(f"contact-{number}" for number in range(7))


@pytest.fixture
def incomplete(sign_in: SignIn, load: Load) -> None:
    """In the north: a child alone, a guardian out of reach, and a child with seven guardians."""
    district = bundles.make_small_district()
    district.users += [
        bundles.make_user("hemi", "student", bundles.NORTH),
        bundles.make_user("silent", "parent", bundles.NORTH),
        bundles.make_user("losa", "student", bundles.NORTH, agents=("silent",)),
        bundles.make_user("tavita", "student", bundles.NORTH, agents=MANY),
        *(
            bundles.make_user(one, "parent", bundles.NORTH, email=f"{one}@home.example")
            for one in MANY
        ),
    ]
    load(bundles.make_files(district))


@pytest.fixture
def north(incomplete: None, ids: Ids) -> str:
    return f"/evaluation/feeds/missing/{ids.org(bundles.NORTH)}"


def test_the_district_sees_how_much_is_missing_where(staff: Desk, north: str) -> None:
    page = staff.see("/evaluation/feeds/missing")

    assert "Nobody stands for the child: 1" in page
    assert "Nothing missing" in page
    assert north in page


def test_a_school_has_a_list_with_what_to_do(staff: Desk, north: str) -> None:
    page = staff.see(north)

    for words in ("Hemi Tester", "Silent Tester", "Losa Tester", "Tavita Tester"):
        assert words in page
    assert "Add an email address or a phone number" in page
    assert "Cleo Tester" not in page


def test_the_list_comes_as_a_table(staff: Desk, north: str) -> None:
    text = staff.client.get(f"{north}/missing.csv").get_data().decode("utf-8-sig")

    assert "code,sourcedId,what,name,others" in text
    assert "no-guardian,hemi,Nobody stands for the child,Hemi Tester," in text
    assert "no-mail-or-phone,silent,No message reaches the guardian,Silent Tester,Losa" in text
    assert "held-guardians,tavita," in text


def test_who_is_named_with_a_child_and_is_no_guardian_is_listed(
    staff: Desk, load: Load, ids: Ids
) -> None:
    district = bundles.make_small_district()
    district.users.append(
        bundles.make_user("hemi", "student", bundles.NORTH, agents=("teacher-north",))
    )
    load(bundles.make_files(district))
    north = f"/evaluation/feeds/missing/{ids.org(bundles.NORTH)}"

    assert "is no guardian by role: 1" in staff.see("/evaluation/feeds/missing")
    assert "Teacher-North Tester" in staff.see(north)
    table = staff.client.get(f"{north}/missing.csv").get_data(as_text=True)
    assert "not-a-guardian,hemi," in table


def test_guardians_who_wait_are_taken_after_a_look(staff: Desk, north: str, ids: Ids) -> None:
    tavita = f"{north}/guardians/{ids.person('tavita')}"
    assert "7 guardians wait." in staff.see(tavita)

    first, second = staff.press(tavita), staff.press(tavita)
    page = staff.see(first.headers["Location"])
    assert "They are taken." in page
    assert "Tavita Tester" not in page, "before the schools are told as well"
    publish_decided.function()

    assert second.headers["Location"] == north
    assert "Tavita Tester" not in staff.see(north)
    assert store.database()["audit"].count_documents({"action": "guardians-approved"}) == 1


def test_a_leader_sees_the_list_of_the_own_school_only(
    sign_in: SignIn, incomplete: None, ids: Ids
) -> None:
    leader = sign_in("leader-north", bundles.NORTH)
    own = f"/evaluation/s/{ids.org(bundles.NORTH)}/missing"

    assert "Hemi Tester" in leader.see(own)
    assert leader.client.get(f"{own}.csv").status_code == 200
    other = f"/evaluation/s/{ids.org(bundles.SOUTH)}/missing"
    assert leader.client.get(other).status_code == 403


def test_a_leader_takes_guardians_of_the_own_school(
    sign_in: SignIn, incomplete: None, ids: Ids
) -> None:
    leader = sign_in("leader-north", bundles.NORTH)
    own = f"/evaluation/s/{ids.org(bundles.NORTH)}/missing"

    answer = leader.press(f"{own}/guardians/{ids.person('tavita')}")

    assert answer.headers["Location"] == f"{own}?taken=yes"
    publish_decided.function()
    assert "Tavita Tester" not in leader.see(own)


@pytest.mark.parametrize(
    ("user", "org"), [("teacher-north", bundles.NORTH), ("ana", bundles.NORTH)]
)
def test_neither_teachers_nor_families_see_it(
    sign_in: SignIn, user: str, org: str, incomplete: None, ids: Ids
) -> None:
    desk = sign_in(user, org)
    own = f"/evaluation/s/{ids.org(bundles.NORTH)}/missing"
    paths = ["", ".csv", f"/guardians/{ids.person('tavita')}"]

    assert [desk.client.get(f"{own}{path}").status_code for path in paths] == [403] * 3
    assert desk.press(f"{own}{paths[2]}").status_code == 403


def test_a_child_of_another_school_cannot_be_reached_through_it(
    staff: Desk, incomplete: None, ids: Ids
) -> None:
    south = f"/evaluation/feeds/missing/{ids.org(bundles.SOUTH)}"

    assert staff.client.get(f"{south}/guardians/{ids.person('tavita')}").status_code == 404
    staff.press(f"{south}/guardians/{ids.person('tavita')}")
    assert store.database()["audit"].count_documents({"action": "guardians-approved"}) == 0


def test_a_school_that_is_none_is_not_found(staff: Desk) -> None:
    assert staff.client.get("/evaluation/feeds/missing/no-such-school").status_code == 404
