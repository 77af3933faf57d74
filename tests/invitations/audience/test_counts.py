"""Families counted for every part at once are those that each part would reach by itself."""

from datetime import UTC, datetime

from services.invitations.audience.circle import Circle, counts_of, reach_of
from services.invitations.audience.queries import guardians_expected, reach
from services.invitations.audience.reading import circle_of
from services.invitations.audience.rules import Audience
from services.invitations.participation.rules import EYES_OF_LEADERS, Part, Seen
from shared import clock, ids
from shared.events.evaluation import ConfirmedBy, HouseholdChanged, PersonChanged, Role
from shared.tenancy import scope_of
from tests.invitations.fixtures import Room
from tests.invitations.participation.telling import rest, tell

# a and b share a household, c has a child with b, d has two; e's child left, f is not active.
CIRCLE = Circle(
    children={
        "a": {"a1"},
        "b": {"b1", "bc"},
        "c": {"bc"},
        "d": {"d1", "d2"},
        "e": {"e1"},
        "f": {"f1"},
    },
    classes={one: frozenset({"k1"}) for one in ("a1", "d1", "f1")}
    | {one: frozenset({"k2"}) for one in ("b1", "bc")}
    | {"d2": frozenset({"k1", "k2"})},
    grades={"a1": ["1"], "b1": ["2"], "bc": ["1"], "d1": ["1"], "d2": ["2"], "f1": ["1"]},
    languages=dict.fromkeys("abcde", "en"),
    interests={"a": frozenset({"music"}), "d": frozenset({"music", "art"})},
    housemates={"a": {"a", "b"}, "b": {"a", "b"}},
)


def alone(**part: tuple[str, ...]) -> int:
    return reach_of(Audience(**part), CIRCLE).families  # type: ignore[arg-type]


def test_counts_are_those_of_each_part_alone() -> None:
    counts = counts_of(CIRCLE)
    assert counts.classes == {one: alone(class_ids=(one,)) for one in ("k1", "k2")}
    assert counts.grades == {one: alone(grades=(one,)) for one in ("1", "2")}
    assert counts.interests == {one: alone(interests=(one,)) for one in ("music", "art")}
    assert counts.everyone == reach_of(Audience(everyone=True), CIRCLE).families == 3
    within = reach_of(Audience(interests=("music",), within=("k2",)), CIRCLE).families
    assert counts_of(CIRCLE, ["k2"]).interests["music"] == within == 1


def test_the_whole_school_is_read_as_its_classes_are(room: Room) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    partner, _ = room.world.make_family(room.school_id, other, languages=("ar", "en"))
    room.world.make_child(room.school_id, other, room.guardian, grades=("6",))
    gone = room.world.make_person(room.school_id, Role.GUARDIAN)
    room.world.make_child(room.school_id, other, gone)
    room.world.tell(room.school_id, _together(room.guardian, partner), _inactive(gone))
    tell(room, Part.INTERESTS, "music", seen=Seen.SCHOOL)
    rest(room, guardian_id=partner)
    on, audience = clock.now().date(), Audience(everyone=True)
    with scope_of(room.school_id):
        whole = circle_of(room.school_id, None, on, eyes=EYES_OF_LEADERS)
        classes = circle_of(room.school_id, [room.class_id, other], on, eyes=EYES_OF_LEADERS)
        assert reach(audience, room.school_id, on) == reach_of(audience, classes)
        expected = guardians_expected(audience, room.school_id, on)
    for name in ("classes", "languages", "interests", "resting", "housemates"):
        assert getattr(whole, name) == getattr(classes, name), name
    assert {one: set(of) for one, of in whole.children.items()} == {
        one: set(of) for one, of in classes.children.items()
    }
    assert (reach_of(audience, whole).families, expected) == (1, 3)


def test_the_progress_expects_years_and_those_who_like_something(room: Room) -> None:
    liking, _ = room.world.make_family(room.school_id, room.class_id)
    tell(room, Part.INTERESTS, "music", seen=Seen.SCHOOL)
    on = datetime.now(UTC).date()
    with scope_of(room.school_id):
        for audience, guardians in (
            (Audience(interests=("music",)), 1),
            (Audience(grades=("4",)), 2),
            (Audience(grades=("9",)), 0),
            (Audience(student_ids=(room.child,)), 1),
        ):
            assert guardians_expected(audience, room.school_id, on) == guardians, audience
    assert liking


def _together(*guardians: str) -> HouseholdChanged:
    return HouseholdChanged(
        household_id=ids.derived_id(*guardians),
        guardian_ids=guardians,
        student_ids=(),
        confirmed_by=ConfirmedBy.SCHOOL,
        active=True,
    )


def _inactive(person_id: str) -> PersonChanged:
    return PersonChanged(
        person_id=person_id,
        given_name="Mele",
        family_name="Fifita",
        roles=(Role.GUARDIAN,),
        grades=(),
        languages=("en",),
        active=False,
    )
