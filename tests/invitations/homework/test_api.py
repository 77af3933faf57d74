"""A family's program reads its tasks and tells how one went."""

from flask import Flask

from shared import ids
from shared.events.homework import HomeworkShared
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.homework.conftest import SetTask
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

PATH = "/api/invitations/homework/"


def test_a_program_reads_and_tells(guardian: Browser, room: Room, set_task: SetTask) -> None:
    task = set_task()
    [read] = guardian.get(PATH).get_json()
    assert (read["homework_id"], read["student_id"], read["told"]) == (task, room.child, False)
    assert read["prompts"] == ["How much do we need?", "Who taught you this dish?"]
    assert read["ways"] == ["ask-and-listen", "do-together"]
    body = {"helped": "partly", "minutes": 15, "words": "Mālie"}
    key = {"Idempotency-Key": ids.new_id(), "Accept": "application/json"}
    for _ in range(2):
        answer = guardian.put(f"{PATH}{task}/reply", json=body, headers=key)
        assert answer.status_code == 204
    assert [one.helped for one in recorded(HomeworkShared)] == ["partly"]
    assert guardian.get(PATH).get_json()[0]["told"]


def test_what_does_not_fit_is_refused(
    app: Flask, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    for path, body, status in (
        (f"{PATH}{task}/reply", {"helped": "very"}, 422),
        (f"{PATH}{task}/reply", {"helped": "well", "way": "routine"}, 422),
        (f"{PATH}{task}/reply", {"helped": "well", "student_id": "x"}, 404),
        (f"{PATH}none/reply", {"helped": "well"}, 404),
    ):
        headers = {"Idempotency-Key": ids.new_id(), "Accept": "application/json"}
        assert guardian.put(path, json=body, headers=headers).status_code == status
    student = browser(app, principal_of(room.school_id, room.child))
    assert student.get(PATH, headers={"Accept": "application/json"}).status_code == 403
