"""Too many missing are held, population by population, until somebody approves or rejects."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deploy.demo.district import District
from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedHold, FeedRun, RunState, Verdict
from services.evaluation.feeds.use_cases import approve_held, reject_held
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import RosterEnrollment, RosterLink, RosterPerson
from shared import store
from shared.audit import AuditEntry
from shared.errors import Conflict
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot, Work
from tests.evaluation.feeds.told import envelopes, forget_everything, published, roster

pytestmark = pytest.mark.usefixtures("in_district")


def make_crowd(students: int = 30) -> District:
    """So many students more in the north."""
    return bundles.with_students(bundles.make_small_district(), students)


def without_students(district: District, *numbers: int) -> bundles.Files:
    gone = (f"student-{number}" for number in numbers)
    return bundles.make_files(bundles.without_users(district, *gone))


def active(document: type[RosterPerson] | type[RosterEnrollment], **where: object) -> int:
    return sum(one.active for one in published(document, **where))


def hold_ten(load: Load) -> FeedRun:
    """A crowd of 30 of which the next package leaves out ten."""
    crowd = make_crowd()
    load(bundles.make_files(crowd))
    run = load(without_students(crowd, *range(10)))
    assert run.state == RunState.HELD
    return run


def test_five_may_always_go(load: Load) -> None:
    crowd = make_crowd(8)
    load(bundles.make_files(crowd))

    run = load(without_students(crowd, 0, 1, 2, 3, 4))

    assert run.state == RunState.FINISHED
    assert run.counts["users"]["deactivated"] == 5


def test_what_is_held_is_told_by_population(load: Load) -> None:
    run = hold_ten(load)

    of_users = [one for one in queries.holds_of(run.id) if one.kind == "users"]
    assert [(one.group, one.number, one.reason) for one in of_users] == [("", 10, "too-many")]
    assert of_users[0].active == 37
    sample = [one for one in queries.held_sample(run.id, None) if one.kind == "users"]
    assert {one.sourced_id for one in sample} == {f"student-{number}" for number in range(10)}
    assert all(one.name.endswith("Tester") for one in sample)


def test_one_schools_loss_is_held_while_anothers_leavers_go(load: Load) -> None:
    """Ten of 201 students in the north go, as students do; eight of 21 in the south do not."""
    district = bundles.with_students(bundles.make_small_district(), 200)
    for number in range(20):
        district.users.append(bundles.make_user(f"south-{number}", "student", bundles.SOUTH))
    load(bundles.make_files(district))
    gone = [f"student-{one}" for one in range(10)] + [f"south-{one}" for one in range(8)]

    run = load(bundles.make_files(bundles.without_users(district, *gone)))

    assert run.counts["users"]["deactivated"] == 10
    assert run.counts["users"]["held"] == 8
    of_users = [one for one in queries.holds_of(run.id) if one.kind == "users"]
    assert [(one.group, one.org, one.org_name, one.number) for one in of_users] == [
        ("students", bundles.SOUTH, "South School", 8)
    ]
    assert run.counts["roles"] == run.counts["roles"] | {"deactivated": 10, "held": 8}


def test_staff_are_a_population_of_their_own(load: Load) -> None:
    district = bundles.with_students(bundles.make_small_district(), 200)
    for number in range(10):
        district.users.append(bundles.make_user(f"aide-{number}", "aide", bundles.NORTH))
    load(bundles.make_files(district))

    run = load(
        bundles.make_files(bundles.without_users(district, *(f"aide-{one}" for one in range(7))))
    )

    held = [one for one in queries.holds_of(run.id) if one.kind == "users"]
    assert [(one.group, one.number) for one in held] == [("staff", 7)]


def test_a_place_in_class_is_held_with_its_student(load: Load) -> None:
    run = hold_ten(load)

    assert run.counts["enrollments"]["held"] == 10
    assert active(RosterEnrollment, role="student") == 32


def test_creates_and_updates_apply_while_others_are_held(load: Load, ids: Ids) -> None:
    crowd = make_crowd()
    load(bundles.make_files(crowd))
    fewer = bundles.without_users(crowd, *(f"student-{number}" for number in range(10)))
    fewer.users.append(bundles.make_user("newcomer", "student", bundles.NORTH))

    run = load(bundles.edit_row(bundles.make_files(fewer), "users.csv", "ben", givenName="Benny"))

    assert run.state == RunState.HELD
    assert active(RosterPerson, person_id=ids.person("newcomer")) == 1
    (ben,) = published(RosterPerson, person_id=ids.person("ben"))
    assert ben.given_name == "Benny"


def test_an_approval_ends_them_and_is_audited(load: Load, work: Work, ids: Ids) -> None:
    held = hold_ten(load)
    store.database()["outbox"].delete_many({})

    run = work(lambda: approve_held(held.id))

    assert run is not None
    assert run.state == RunState.FINISHED
    assert run.counts["users"] == {"deactivated": 10}
    assert active(RosterPerson, roles="student") == 22
    assert active(RosterEnrollment, role="student") == 22
    assert {one.school_id for one in envelopes()} == {ids.org(bundles.NORTH)}
    settled = queries.run_of(held.id)
    assert (settled.state, settled.verdict) == (RunState.FINISHED, Verdict.APPROVED)
    assert AuditEntry.objects(action="feed-holds-approved").count() == 1
    assert FeedHold.objects(state="held").count() == 0


def test_an_approval_leaves_those_that_were_told_again(load: Load, work: Work, ids: Ids) -> None:
    crowd = make_crowd()
    files = bundles.make_files(crowd)
    held = hold_ten(load)
    back = [
        row | {"status": "active", "dateLastModified": "2026-11-20T08:00:00.000Z"}
        for row in bundles.rows_of(files, "users.csv")
        if row["sourcedId"] == "student-3"
    ]
    load(bundles.as_changes(files, {"users": back}))

    run = work(lambda: approve_held(held.id))

    assert run is not None
    assert run.counts["users"] == {"deactivated": 9}


def test_a_rejection_leaves_everybody_and_closes_the_matter(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    held = hold_ten(load)
    before = snapshot()

    reject_held(held.id)

    settled = queries.run_of(held.id)
    assert (settled.state, settled.verdict) == (RunState.FINISHED, Verdict.REJECTED)
    assert snapshot() == before
    assert AuditEntry.objects(action="feed-holds-rejected").count() == 1
    with pytest.raises(Conflict):
        approve_held(held.id)


def test_a_later_full_package_settles_what_an_earlier_one_held(load: Load) -> None:
    held = hold_ten(load)

    run = load(bundles.make_files(make_crowd()))

    assert run.state == RunState.FINISHED
    assert queries.run_of(held.id).verdict == Verdict.SUPERSEDED
    with pytest.raises(Conflict):
        approve_held(held.id)


def test_the_same_package_is_held_again_and_changes_nothing(
    load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    first = hold_ten(load)
    before = snapshot()

    again = load(without_students(make_crowd(), *range(10)))

    assert snapshot() == before
    assert again.state == RunState.HELD
    assert queries.run_of(first.id).verdict == Verdict.SUPERSEDED


def test_a_dry_run_says_what_would_be_held(load: Load) -> None:
    crowd = make_crowd()
    load(bundles.make_files(crowd))
    package = without_students(crowd, *range(10))

    dry = load(package, is_dry_run=True)
    real = load(package)

    assert dry.state == RunState.HELD
    assert (dry.counts, dry.holds) == (real.counts, real.holds)
    assert len(queries.held_sample(dry.id, None)) == len(queries.held_sample(real.id, None))
    with pytest.raises(Conflict):
        approve_held(dry.id)


def test_one_schools_export_without_relations_ends_no_link(load: Load) -> None:
    """Twelve of 212 relations are less than ten per cent of all, and all of the south's."""
    district = bundles.with_students(bundles.make_small_district(), 200)
    district.users = [
        replace(user, agents=("ana",)) if user.role == "student" else user
        for user in district.users
    ]
    for number in range(11):
        district.users.append(
            bundles.make_user(f"south-{number}", "student", bundles.SOUTH, agents=("ana",))
        )
    files = bundles.make_files(district)
    load(files)

    def blank(rows: list[bundles.Row]) -> list[bundles.Row]:
        south = {"cleo", *(f"south-{number}" for number in range(11))}
        return [row | {"agentSourcedIds": ""} if row["sourcedId"] in south else row for row in rows]

    run = load(bundles.edit_rows(files, "users.csv", blank))

    assert run.counts["agents"]["held"] == 12
    assert [(one.kind, one.org) for one in queries.holds_of(run.id)] == [("agents", bundles.SOUTH)]
    assert all(link.active for link in published(RosterLink))


def test_very_many_changes_hold_what_is_missing(load: Load) -> None:
    crowd = make_crowd()
    load(bundles.make_files(crowd))
    rewritten = bundles.edit_rows(
        without_students(crowd, 0),
        "users.csv",
        lambda rows: [row | {"familyName": "Everybody"} for row in rows],
    )

    run = load(rewritten)

    assert run.state == RunState.HELD
    assert [(one["code"], one["kind"], one["number"]) for one in run.alarms] == [
        ("many_changes", "users", 36)
    ]
    assert run.counts["users"] == {"updated": 36, "held": 1}


def test_the_roster_after_an_approval_is_that_of_a_first_load(load: Load, work: Work) -> None:
    """Apart from those who were there before and are inactive now."""
    held = hold_ten(load)
    work(lambda: approve_held(held.id))
    ended = {
        name: [row for row in rows if row.get("active", True)] for name, rows in roster().items()
    }
    forget_everything()

    load(without_students(make_crowd(), *range(10)))

    fresh = roster()
    assert {name: rows for name, rows in ended.items() if name != "RosterContactPoints"} == {
        name: rows for name, rows in fresh.items() if name != "RosterContactPoints"
    }
