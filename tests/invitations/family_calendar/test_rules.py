"""Who belongs together, and effort beside response."""

from services.invitations.family_calendar.rules import Circle, Level, circles, levels


def found(students: list[str], guardians: dict[str, list[str]]) -> set[Circle]:
    return set(circles(students, guardians))


def circle(students: str, guardians: str = "") -> Circle:
    return Circle(student_ids=tuple(students), guardian_ids=tuple(guardians))


def test_children_of_one_adult_are_one_family() -> None:
    assert found(["a", "b"], {"x": ["a", "b"]}) == {circle("ab", "x")}


def test_two_homes_of_a_child_are_one_line_with_both_adults() -> None:
    assert found(["a"], {"x": ["a"], "y": ["a"]}) == {circle("a", "xy")}


def test_chains_of_siblings_come_together_and_others_stay_apart() -> None:
    guardians = {"x": ["a", "b"], "y": ["b", "c"], "z": ["d"]}
    assert found(list("abcd"), guardians) == {circle("abc", "xy"), circle("d", "z")}


def test_a_child_without_an_adult_to_invite_is_not_lost() -> None:
    assert found(["a"], {}) == {circle("a")}


def test_children_the_reader_may_not_see_join_nobody() -> None:
    assert found(["a", "b"], {"x": ["a", "hidden"], "y": ["hidden", "b"]}) == {
        circle("a", "x"),
        circle("b", "y"),
    }


def test_effort_stands_beside_response_with_the_floor_and_more_as_one() -> None:
    counted = [(0, False), (1, True), (3, True), (7, False)]
    assert levels(counted, 3) == [
        Level(invited=0, families=1, answered=0),
        Level(invited=1, families=1, answered=1),
        Level(invited=3, families=2, answered=1),
    ]
