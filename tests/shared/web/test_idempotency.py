"""A command sent twice happens once, on a real MongoDB."""

import threading

import pytest
from flask import Flask

from shared import ids, store
from shared.web.idempotency import REPLAYED
from tests.web_client import Browser, browser, make_principal, problem


def answers() -> list[int]:
    return [row["answer"] for row in store.database()["inbox"].find({"answer": {"$exists": True}})]


def kept() -> int:
    return store.database()["idempotency_keys"].count_documents({})


def send(client: Browser, adults: int, key: str) -> int:
    form = {"adults": str(adults), "idempotency_key": key}
    return int(client.post("/form", data=form).status_code)


def call(client: Browser, adults: int, key: str | None):  # type: ignore[no-untyped-def]
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    return client.post("/api/sample/answers", json={"adults": adults}, headers=headers)


def test_a_double_tap_answers_once(stranger: Browser) -> None:
    key = ids.new_id()
    form = {"adults": "2", "idempotency_key": key}
    first, second = (stranger.post("/form", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert second.headers[REPLAYED] == "true"
    assert answers() == [2]


def test_taps_at_the_same_moment_answer_once(app: Flask) -> None:
    key = ids.new_id()
    statuses: list[int] = []
    begin = threading.Barrier(4)

    def tap() -> None:
        client = browser(app)
        begin.wait()
        statuses.append(send(client, 3, key))

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 4
    assert answers() == [3]


def test_a_form_with_another_answer_is_a_new_command(stranger: Browser) -> None:
    key = ids.new_id()
    assert [send(stranger, adults, key) for adults in (1, 2, 1)] == [303] * 3
    assert answers() == [1, 2, 1]
    assert kept() == 1


def test_a_program_that_reuses_a_key_for_another_request_is_told(stranger: Browser) -> None:
    key = ids.new_id()
    first, again, other = (call(stranger, adults, key) for adults in (1, 1, 2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json == {"adults": 1}
    assert other.status_code == 422
    assert problem(other)["type"] == "urn:tuhono:problem:idempotency-key-reused"
    assert answers() == [1]


def test_a_program_without_a_key_is_refused(stranger: Browser) -> None:
    answer = call(stranger, 1, None)
    assert answer.status_code == 400
    assert problem(answer)["type"] == "urn:tuhono:problem:idempotency-key-missing"
    assert answers() == []


@pytest.mark.parametrize(("adults", "status"), [(7, 422), (8, 409), (99, 422)])
def test_a_refusal_changes_and_keeps_nothing(stranger: Browser, adults: int, status: int) -> None:
    assert send(stranger, adults, ids.new_id()) == status
    assert answers() == []
    assert kept() == 0


def test_a_command_that_could_not_happen_again_gets_its_first_answer(stranger: Browser) -> None:
    """What was done makes the second run fail before it comes to keep its answer."""
    key = ids.new_id()
    assert send(stranger, 5, key) == 303
    inbox = store.database()["inbox"]
    inbox.create_index("answer", name="once", unique=True)
    try:
        again = stranger.post("/form", data={"adults": "5", "idempotency_key": key})
        assert (again.status_code, again.headers.get(REPLAYED)) == (303, "true")
        assert answers() == [5]
        assert send(stranger, 5, ids.new_id()) == 500, "another command does fail"
    finally:
        inbox.drop_index("once")


def test_the_same_key_of_two_persons_is_two_keys(app: Flask) -> None:
    key = ids.new_id()
    for _ in range(2):
        assert send(browser(app, make_principal()), 4, key) == 303
    assert answers() == [4, 4]
