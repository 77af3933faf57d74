"""What a guardian is to a child: pure rules, no store."""

from datetime import date

import pytest

from services.evaluation.roster.links import (
    Tie,
    held_of,
    languages_of,
    link_state,
    relation_kind,
    student_and_guardian,
    ties_of,
)
from services.evaluation.roster.orgs import DEFAULT_ACCESS, SchoolRules
from services.evaluation.roster.rules import Person
from shared.events.evaluation import GuardianLinkChanged, Role
from tests.evaluation.roster.made import (
    CHILD,
    GROWN_UP,
    IDS,
    NOW,
    PARENT,
    STAFF_PARENT,
    TEACHER,
    make_org,
    make_person,
    make_tree,
)

TODAY = date(2026, 11, 23)
RELATIVE = make_person("aunt", ("a", Role.RELATIVE))


def linked(
    told: dict[str, str], guardian: Person = PARENT, *, with_access: frozenset[str] = DEFAULT_ACCESS
) -> GuardianLinkChanged:
    school = SchoolRules(today=TODAY, with_access=with_access)
    return link_state(Tie(student=CHILD, guardian=guardian, told=told), school, IDS)


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
    assert student_and_guardian(declarer, agent) == ends


def test_a_relation_told_from_both_ends_and_by_the_supplement_is_one() -> None:
    people = {one.sourced_id: one for one in (CHILD, PARENT)}

    ties = ties_of(
        [("child", "parent"), ("parent", "child")], {("child", "parent"): {"relation": "x"}}, people
    )

    assert [(one.student, one.guardian, one.told) for one in ties] == [
        (CHILD, PARENT, {"relation": "x"})
    ]


def test_a_supplement_that_names_the_guardian_first_is_understood() -> None:
    people = {one.sourced_id: one for one in (CHILD, PARENT)}

    (tie,) = ties_of([], {("parent", "child"): {"dataAccess": "false"}}, people)

    assert (tie.student, tie.guardian, tie.told) == (CHILD, PARENT, {"dataAccess": "false"})


def test_a_restriction_told_from_either_end_counts() -> None:
    people = {one.sourced_id: one for one in (CHILD, PARENT)}
    told = {
        ("child", "parent"): {"relation": "mother"},
        ("parent", "child"): {"relation": "x", "restriction": "true"},
    }

    (tie,) = ties_of([], told, people)

    assert tie.told == {"relation": "mother", "restriction": "true"}


@pytest.mark.parametrize(
    ("role", "has_access"), [(Role.PARENT, True), (Role.GUARDIAN, True), (Role.RELATIVE, False)]
)
def test_a_relative_is_neither_invited_nor_shown_anything(role: Role, has_access: bool) -> None:
    link = linked({}, make_person("x", ("a", role)))

    assert (link.may_be_invited, link.data_access) == (has_access, has_access)
    assert link.relation == role
    assert link.active


@pytest.mark.parametrize(
    ("told", "has_access"),
    [
        ({"restriction": "true", "dataAccess": "true", "legalGuardian": "true"}, False),
        ({"dataAccess": "false", "relation": "mother"}, False),
        ({"relation": "Step-Mother"}, True),
        ({"relation": "aunt"}, False),
        ({"relation": "a word nobody knows"}, False),
        ({"relation": "aunt", "dataAccess": "true"}, True),
        ({"relation": "aunt", "legalGuardian": "true"}, True),
        ({"relation": "father", "legalGuardian": "false"}, False),
    ],
)
def test_a_restriction_wins_over_all_and_what_is_told_over_the_rule(
    told: dict[str, str], has_access: bool
) -> None:
    link = linked(told)

    assert (link.data_access, link.may_be_invited, link.active) == (has_access, has_access, True)


def test_a_word_told_of_the_two_says_more_than_the_persons_role() -> None:
    assert linked({"relation": "mother"}, RELATIVE).data_access
    assert linked({"relation": "aunt"}, PARENT).relation == "aunt"


def test_who_gets_no_post_of_the_school_may_still_look() -> None:
    link = linked({"receivesMail": "false"})

    assert (link.may_be_invited, link.data_access) == (False, True)


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "holds"),
    [
        ("2026-11-23", "", True),
        ("2026-11-24", "", False),
        ("", "2026-11-23", False),
        ("", "2026-11-24", True),
    ],
)
def test_a_link_holds_from_its_first_day_until_before_its_last(
    begins_on: str, ends_on: str, holds: bool
) -> None:
    link = linked({"validFrom": begins_on, "validTo": ends_on})

    assert (link.active, link.data_access, link.may_be_invited) == (holds, holds, holds)
    assert link.valid_to == (date.fromisoformat(ends_on) if ends_on else None)


def test_the_school_says_which_relations_see_a_child() -> None:
    tree = make_tree(
        make_org("d", "district"),
        make_org("a", "school", "d", guardianAccess=["parent", "relative"]),  # type: ignore[arg-type]
        make_org("b", "school", "d", guardianAccess=["none"]),  # type: ignore[arg-type]
    )
    a, b = (tree.school_rules(IDS.org(one), NOW).with_access for one in "ab")

    assert linked({}, RELATIVE, with_access=a).data_access
    assert not linked({}, make_person("x", ("a", Role.GUARDIAN)), with_access=a).data_access
    assert not linked({}, PARENT, with_access=b).data_access
    assert linked({"dataAccess": "true"}, PARENT, with_access=b).data_access
    assert tree.school_rules("the-district", NOW).with_access == DEFAULT_ACCESS


def test_who_lost_access_is_no_guardian() -> None:
    barred = make_person("x", ("a", Role.PARENT), enabledUser="false")

    link = linked({"dataAccess": "true"}, barred)

    assert (link.active, link.data_access) == (False, False)


def test_the_lowest_contact_priority_is_told() -> None:
    assert linked({"contactPriority": "2"}).priority == 2
    assert linked({}).priority is None


def test_a_guardian_reads_what_the_person_reads_else_what_is_told_of_the_two() -> None:
    ties = [Tie(student=CHILD, guardian=PARENT, told={"language": "to"})]

    assert languages_of(PARENT, ties) == ("to",)
    assert languages_of(PARENT, []) == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Mother", Role.PARENT),
        ("Foster father", Role.PARENT),
        ("Court-Appointed Guardian", Role.GUARDIAN),
        ("Grandmother", Role.RELATIVE),
        ("Emergency contact", Role.RELATIVE),
        ("", Role.GUARDIAN),
    ],
)
def test_words_are_parents_guardians_or_relatives(word: str, kind: Role) -> None:
    assert relation_kind(word, Role.GUARDIAN) == kind


def test_more_than_five_guardians_wait_but_for_those_who_stood() -> None:
    six = {"a", "b", "c", "d", "e", "f"}

    assert held_of(six - {"f"}, ()) == frozenset()
    assert held_of(six, ()) == six
    assert held_of(six, {"a", "b"}) == {"c", "d", "e", "f"}
