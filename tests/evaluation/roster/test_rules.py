"""Who is what in which school, and who is whose guardian: pure rules, no store."""

from datetime import UTC, date, datetime

import pytest

from services.evaluation.roster import rules
from services.evaluation.roster.changes import (
    Change,
    Record,
    Stored,
    change_of,
    digest_of,
    must_be_held,
)
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.orgs import Org, OrgTree
from services.evaluation.roster.rules import Holding, Person
from shared.events.evaluation import OrgKind, Role

IDS = Ids("the-district", "sis")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_org(sourced_id: str, kind: str, parent: str = "", **settings: str) -> Org:
    fields = {"name": sourced_id, "type": kind}
    if parent:
        fields["parentSourcedId"] = parent
    return Org(sourced_id=sourced_id, fields=fields, settings=settings, is_active=True)


def make_tree(*orgs: Org) -> OrgTree:
    known = orgs or (
        make_org("d", "district", zone="Pacific/Auckland"),
        make_org("region", "department", "d"),
        make_org("a", "school", "region"),
        make_org("b", "school", "d", zone="Pacific/Chatham"),
        make_org("science", "department", "a"),
    )
    return OrgTree(ids=IDS, orgs={org.sourced_id: org for org in known}, languages=("en",))


def make_person(sourced_id: str, *roles: tuple[str, Role], **changes: str) -> Person:
    is_active = changes.pop("is_active", "true") == "true"
    return Person(
        sourced_id=sourced_id,
        fields={"givenName": sourced_id, "familyName": "Tester", "enabledUser": "true", **changes},
        is_active=is_active,
        holdings=tuple(Holding(school_id=school, role=role) for school, role in roles),
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


CHILD = make_person("child", ("a", Role.STUDENT))
PARENT = make_person("parent", ("a", Role.PARENT))
TEACHER = make_person("teacher", ("a", Role.TEACHER))
STAFF_PARENT = make_person("both", ("a", Role.TEACHER), ("b", Role.PARENT))
GROWN_UP = make_person("grown", ("a", Role.STUDENT), ("a", Role.PARENT))


@pytest.mark.parametrize(
    ("declarer", "agent", "ends"),
    [
        (CHILD, PARENT, (CHILD, PARENT)),
        (PARENT, CHILD, (CHILD, PARENT)),
        (CHILD, STAFF_PARENT, (CHILD, STAFF_PARENT)),
        (CHILD, GROWN_UP, (CHILD, GROWN_UP)),
        (GROWN_UP, CHILD, (CHILD, GROWN_UP)),
        (CHILD, TEACHER, None),
        (CHILD, CHILD, None),
        (PARENT, PARENT, None),
        (TEACHER, PARENT, None),
    ],
)
def test_roles_at_both_ends_decide_what_a_relation_is(
    declarer: Person, agent: Person, ends: tuple[Person, Person] | None
) -> None:
    assert rules.student_and_guardian(declarer, agent) == ends


@pytest.mark.parametrize(
    ("role", "has_access"), [(Role.PARENT, True), (Role.GUARDIAN, True), (Role.RELATIVE, False)]
)
def test_a_relative_is_neither_invited_nor_shown_anything(role: Role, has_access: bool) -> None:
    link = rules.link_state(CHILD, make_person("x", ("a", role)), IDS)

    assert (link.may_be_invited, link.data_access) == (has_access, has_access)
    assert link.relation == role
    assert link.active


def test_who_lost_access_is_no_guardian_but_stays_a_student() -> None:
    barred = make_person("x", ("a", Role.PARENT), enabledUser="false")
    pupil = make_person("y", ("a", Role.STUDENT), enabledUser="false")

    assert not rules.link_state(CHILD, barred, IDS).active
    assert rules.states_of_person(barred, [CHILD], IDS) == {}
    assert set(rules.states_of_person(pupil, [], IDS)) == {"a"}


def test_a_guardian_belongs_to_the_schools_of_the_children() -> None:
    other = make_person("other", ("b", Role.STUDENT))
    gone = make_person("gone", ("c", Role.STUDENT), is_active="false")

    states = rules.states_of_person(PARENT, [CHILD, other, gone], IDS)

    assert {school: state.roles for school, state in states.items()} == {
        "a": (Role.PARENT,),
        "b": (Role.PARENT,),
    }
    assert rules.states_of_person(PARENT, [], IDS) == {}


def test_a_teacher_who_is_a_parent_is_one_person_with_two_roles() -> None:
    child = make_person("own", ("a", Role.STUDENT))

    states = rules.states_of_person(STAFF_PARENT, [child], IDS)

    assert states["a"].roles == (Role.PARENT, Role.TEACHER)
    assert rules.has_contact_points(states["a"])


def test_students_have_no_contact_points_of_ours() -> None:
    (state,) = rules.states_of_person(CHILD, [], IDS).values()

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


@pytest.mark.parametrize(
    ("absent", "active", "is_held"),
    [(0, 0, False), (5, 6, False), (6, 60, False), (6, 59, True), (100, 1000, False)],
)
def test_ten_in_a_hundred_are_held_but_five_never(absent: int, active: int, is_held: bool) -> None:
    assert must_be_held(absent, active) is is_held
