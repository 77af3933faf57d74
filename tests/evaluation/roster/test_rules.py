"""Who is what in which school: pure rules, no store. Guardians: see ``test_links``."""

from datetime import date

import pytest

from services.evaluation.roster import rules
from services.evaluation.roster.changes import (
    Change,
    Record,
    Stored,
    change_of,
    digest_of,
)
from services.evaluation.roster.rules import Holding
from shared.events.evaluation import OrgKind, Role
from tests.evaluation.roster.made import (
    CHILD,
    IDS,
    NOW,
    PARENT,
    STAFF_PARENT,
    make_org,
    make_person,
    make_tree,
)


def test_the_district_at_the_root_has_the_districts_id() -> None:
    tree = make_tree()

    assert tree.id_of("d") == "the-district"
    assert tree.id_of("a") == IDS.org("a")
    assert tree.state_of("b").parent_id == "the-district"


@pytest.mark.parametrize(
    ("org", "tenant"),
    [
        ("a", IDS.org("a")),
        ("science", IDS.org("a")),
        ("region", "the-district"),
        ("d", "the-district"),
        ("nowhere", "the-district"),
    ],
)
def test_a_department_belongs_to_its_school_or_the_district(org: str, tenant: str) -> None:
    assert make_tree().tenant_of(org) == tenant


def test_a_school_inherits_zone_and_languages() -> None:
    tree = make_tree()

    assert tree.state_of("a").zone == "Pacific/Auckland"
    assert tree.state_of("b").zone == "Pacific/Chatham"
    assert tree.state_of("a").languages == ("en",)
    assert tree.state_of("a").kind is OrgKind.SCHOOL


def test_parents_in_a_circle_end_somewhere() -> None:
    tree = make_tree(make_org("x", "local", "y"), make_org("y", "local", "x"))

    assert tree.tenant_of("x") == "the-district"


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "is_held"),
    [
        ("", "", True),
        ("2026-11-24", "", True),  # in Auckland it is tomorrow already
        ("2026-11-25", "", False),
        ("", "2026-11-24", False),
        ("", "2026-11-25", True),
    ],
)
def test_a_role_holds_from_its_first_day_until_before_its_last(
    begins_on: str, ends_on: str, is_held: bool
) -> None:
    role = {"role": "teacher", "orgSourcedId": "a", "beginDate": begins_on, "endDate": ends_on}

    held = rules.holdings_of([role], make_tree(), NOW)

    assert held == ((Holding(school_id=IDS.org("a"), role=Role.TEACHER),) if is_held else ())


def test_words_outside_the_standard_mean_nothing() -> None:
    assert (
        rules.holdings_of([{"role": "ext:chaplain", "orgSourcedId": "a"}], make_tree(), NOW) == ()
    )


def test_who_lost_access_is_nobody_but_stays_a_student() -> None:
    barred = make_person("x", ("a", Role.PARENT), enabledUser="false")
    pupil = make_person("y", ("a", Role.STUDENT), enabledUser="false")

    assert rules.states_of_person(barred, ["a"], (), IDS) == {}
    assert set(rules.states_of_person(pupil, [], (), IDS)) == {"a"}


def test_a_guardian_belongs_to_the_schools_of_the_children() -> None:
    states = rules.states_of_person(PARENT, ["a", "b"], ("mi",), IDS)

    assert {school: state.roles for school, state in states.items()} == {
        "a": (Role.PARENT,),
        "b": (Role.PARENT,),
    }
    assert {state.languages for state in states.values()} == {("mi",)}
    assert rules.states_of_person(PARENT, [], (), IDS) == {}


def test_a_teacher_who_is_a_parent_is_one_person_with_two_roles() -> None:
    states = rules.states_of_person(STAFF_PARENT, ["a"], (), IDS)

    assert states["a"].roles == (Role.PARENT, Role.TEACHER)
    assert rules.has_contact_points(states["a"])


def test_students_have_no_contact_points_of_ours() -> None:
    (state,) = rules.states_of_person(CHILD, [], (), IDS).values()

    assert not rules.has_contact_points(state)


def test_contact_points_are_told_when_there_are_none() -> None:
    assert rules.contact_points_of(PARENT, IDS).emails == ()
    both = make_person("x", email="a@b.example", sms="+6421", phone="+6421")
    assert rules.contact_points_of(both, IDS).phones == ("+6421",)


def test_a_place_of_a_parent_in_class_is_none() -> None:
    fields = {"role": "parent", "classSourcedId": "c", "userSourcedId": "u"}

    assert rules.enrollment_state("e", fields, is_active=True, ids=IDS) is None


def test_a_place_in_class_keeps_its_days() -> None:
    fields = {
        "role": "student",
        "classSourcedId": "c",
        "userSourcedId": "u",
        "beginDate": "2026-02-01",
    }

    state = rules.enrollment_state("e", fields, is_active=True, ids=IDS)

    assert state is not None
    assert (state.begins_on, state.ends_on) == (date(2026, 2, 1), None)


RECORD = Record("x", {"name": "New"}, modified="2026-11-20T00:00:00.000+00:00")
NEW = digest_of(RECORD.fields)


@pytest.mark.parametrize(
    ("record", "stored", "change"),
    [
        (RECORD, None, Change.CREATED),
        (Record("x", {}, is_deleted=True), None, Change.UNCHANGED),
        (RECORD, Stored("old", True, ""), Change.UPDATED),
        (RECORD, Stored(NEW, True, ""), Change.UNCHANGED),
        (RECORD, Stored(NEW, False, ""), Change.REACTIVATED),
        (RECORD, Stored("old", True, "2026-11-21T00:00:00.000+00:00"), Change.OLDER),
        (Record("x", {}, is_deleted=True), Stored("old", True, ""), Change.DEACTIVATED),
        (Record("x", {}, is_deleted=True), Stored("old", False, ""), Change.UNCHANGED),
    ],
)
def test_what_a_record_does_to_what_is_stored(
    record: Record, stored: Stored | None, change: Change
) -> None:
    assert change_of(record, digest_of(record.fields), stored) is change


def test_the_order_of_columns_is_no_change() -> None:
    assert digest_of({"a": "1", "b": ["2"]}) == digest_of({"b": ["2"], "a": "1"})
