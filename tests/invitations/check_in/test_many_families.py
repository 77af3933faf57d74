"""A long list at the door: who comes stands first, and a phone hears only what is new to it."""

from typing import Any

import pytest

from services.invitations.activities.models import Activity
from services.invitations.check_in import queries
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from shared import clock, ids
from shared.events.invitations import Answer
from shared.tenancy import scope, scope_of
from tests.invitations.check_in.test_check_in import tick
from tests.invitations.check_in.test_without_connection import send, tap
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of
from tests.web_client import Browser

pytestmark = pytest.mark.row("S36")


def heard(phone: Browser, activity: Activity, after: str = "") -> dict[str, Any]:
    path = f"/api/invitations/activities/s/{activity.school_id}/{activity.id}/door/"
    answer = phone.get(path, query_string={"after": after})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def test_who_said_yes_is_on_a_list_that_does_not_hold_all(
    teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 3)
    activity = announce(room.school_id, room.class_id, room.teacher)
    with scope(read=[room.school_id]):
        for guardian, said in zip(guardians, (Answer.NO, Answer.YES, Answer.MAYBE), strict=True):
            answer_invitation(
                invitation_of(activity, guardian).id,
                Reply(answer=said, adults=1),
                person_ids=[guardian],
                now=clock.now(),
            )
    tick(teacher, activity, guardians[0])
    tick(teacher, activity, guardians[1])
    monkeypatch.setattr(queries, "MOST_FAMILIES", 2)
    with scope_of(room.school_id):
        door = queries.door(activity)
    listed = [one.family.invitations[0].guardian_id for one in door.invited]
    assert listed == [guardians[1], guardians[2]]
    assert door.walk_ins == (), "an invited family beyond the list is no walk-in"
    assert (door.counted.families, door.invited[0].is_present) == (2, True)


def test_an_answer_to_taps_tells_of_their_families_only(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    send(teacher, activity, tap("stranger", "elsewhere"))
    door = send(teacher, activity, tap("invitation", invitation_of(activity, room.guardian).id))
    assert [one["attendance_id"] for one in door["noted"]] == [door["taps"][0]["attendance_id"]]
    assert (door["families"], door["after"]) == (2, None)


def test_a_phone_hears_everything_some_at_a_time_and_then_what_is_new(
    teacher: Browser, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "NOTED_AT_ONCE", 2)
    monkeypatch.setattr(queries, "STILL_UNDER_WAY", clock.now() - clock.now())
    send(teacher, activity, *[tap("stranger", f"phone-{number}") for number in range(5)])
    pages, after = [], ""
    while True:
        state = heard(teacher, activity, after)
        after = state["after"]
        pages.append([one["attendance_id"] for one in state["noted"]])
        if len(pages[-1]) < 2:
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({one for page in pages for one in page}) == 5
    late = send(teacher, activity, tap("stranger", "late"))["taps"][0]["attendance_id"]
    assert late in [one["attendance_id"] for one in heard(teacher, activity, after)["noted"]]
    assert heard(teacher, activity, after)["families"] == 6


def test_a_mark_that_is_none_is_refused(teacher: Browser, activity: Activity) -> None:
    path = f"/api/invitations/activities/s/{activity.school_id}/{activity.id}/door/"
    for wrong in ("yesterday", f"9{ids.new_id()}", "99999999999999-", "1-\n"):
        assert teacher.get(path, query_string={"after": wrong}).status_code == 422, wrong
