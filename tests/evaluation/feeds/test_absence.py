"""What a package leaves out: ended, held, or not spoken for."""

from dataclasses import replace

from services.evaluation.feeds.models import RunState
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterLink,
    RosterPerson,
)
from shared import store
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.told import envelopes, published


def test_where_the_last_child_leaves_the_guardian_leaves_too(load: Load, ids: Ids) -> None:
    load(bundles.make_files())
    store.database()["outbox"].delete_many({})

    run = load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))

    assert run.state == RunState.FINISHED
    south = ids.org(bundles.SOUTH)
    (in_south,) = published(RosterPerson, person_id=ids.person("ana"), school_id=south)
    assert (in_south.active, in_south.roles) == (False, [])
    (points,) = published(RosterContactPoints, person_id=ids.person("ana"), school_id=south)
    assert points.emails == []
    (in_north,) = published(
        RosterPerson, person_id=ids.person("ana"), school_id=ids.org(bundles.NORTH)
    )
    assert in_north.active
    (link,) = published(RosterLink, student_id=ids.person("cleo"))
    assert (link.active, link.data_access, link.may_be_invited) == (False, False, False)
    assert all(one.school_id == south for one in envelopes())


def test_who_comes_back_is_active_again(load: Load, ids: Ids) -> None:
    whole = bundles.make_files()
    load(whole)
    load(bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo")))

    run = load(whole)

    assert run.counts["users"]["reactivated"] == 1
    (cleo,) = published(RosterPerson, person_id=ids.person("cleo"))
    assert cleo.active


def test_many_missing_are_held_and_nobody_is_ended(load: Load, ids: Ids) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))
    few_left = bundles.without_users(crowd, *(f"student-{number}" for number in range(10)))

    run = load(bundles.make_files(few_left))

    assert run.state == RunState.HELD
    assert run.counts["users"]["held"] == 10
    assert "deactivated" not in run.counts["users"]
    (one,) = published(RosterPerson, person_id=ids.person("student-0"))
    assert one.active


def test_an_export_without_relations_ends_no_link(load: Load) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 10)
    crowd.users = [
        replace(user, agents=("ana",)) if user.role == "student" else user for user in crowd.users
    ]
    files = bundles.make_files(crowd)
    load(files)

    run = load(
        bundles.edit_rows(
            files, "users.csv", lambda rows: [row | {"agentSourcedIds": ""} for row in rows]
        )
    )

    assert run.state == RunState.HELD
    assert run.counts["agents"] == {"held": 12}
    assert all(link.active for link in published(RosterLink))


def test_a_file_with_a_bad_row_ends_nobody(load: Load, ids: Ids) -> None:
    load(bundles.make_files())
    files = bundles.make_files(bundles.without_users(bundles.make_small_district(), "cleo"))
    files = bundles.edit_row(files, "users.csv", "leader-north", enabledUser="perhaps")

    run = load(files)

    assert run.state == RunState.HELD
    assert run.counts["users"]["quarantined"] == 1
    (cleo,) = published(RosterPerson, person_id=ids.person("cleo"))
    assert cleo.active
    (leader,) = published(RosterPerson, person_id=ids.person("leader-north"))
    assert leader.active, "a row that is set aside keeps its last good version"


def test_a_package_of_one_school_leaves_the_other_alone(load: Load) -> None:
    load(bundles.make_files())
    north = bundles.without_users(
        bundles.make_small_district(), "cleo", "teacher-south", "leader-district"
    )
    north.orgs = [org for org in north.orgs if org.sourced_id != bundles.SOUTH]
    north.classes = [one for one in north.classes if one.school != bundles.SOUTH]
    north.users = [
        replace(user, orgs=tuple(org for org in user.orgs if org != bundles.SOUTH))
        for user in north.users
    ]

    run = load(bundles.make_files(north))

    assert {kind: counts.get("deactivated", 0) for kind, counts in run.counts.items()} == (
        dict.fromkeys(run.counts, 0) | {"users": 1, "roles": 1}
    ), "only the district's own member of staff is gone"
    assert run.counts["orgs"]["held"] == 1, "a school is not closed by a file"
    south = [person for person in published(RosterPerson, given_name="Cleo") if person.active]
    assert len(south) == 1
