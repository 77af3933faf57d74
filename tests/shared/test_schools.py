"""A school as a whole: suspended it rests, exported it is complete, removed nothing is left."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shared import clock, closed, store
from shared.consumer import process_batch
from shared.events.evaluation import SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.events.invitations import InvitationOpened
from shared.jobs import enqueue
from shared.loops import run_next_job
from shared.schools import MANIFEST, export_school
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import platform_collection, scope_of
from tests.shared.messages import message_of
from tests.shared.sample import DOCUMENTS, SERVICE, Letter, times

A, B = "school-a", "school-b"


@pytest.fixture(autouse=True)
def sample_store(open_store: Callable[[Service], Settings]) -> None:
    open_store(SERVICE)


def test_a_suspended_school_is_closed_until_it_is_resumed() -> None:
    decide(A, SchoolSuspended(), 1)
    assert closed.closed_schools() == {A}
    decide(A, SchoolResumed(), 2)
    assert closed.closed_schools() == frozenset()


def test_an_older_decision_does_not_undo_a_newer_one() -> None:
    decide(A, SchoolResumed(), 2)
    decide(A, SchoolSuspended(), 1)
    assert closed.closed_schools() == frozenset()


def test_the_jobs_of_a_suspended_school_wait_and_no_others() -> None:
    decide(A, SchoolSuspended(), 1)
    for school_id in (A, B):
        store.atomic(enqueue)("write-letters", school_id=school_id, args={"count": 1})
    assert run_next_job(SERVICE, "w1")
    assert not run_next_job(SERVICE, "w1")
    assert (letters(A), letters(B)) == (0, 1)
    decide(A, SchoolResumed(), 2)
    platform_collection("jobs").delete_many({"state": "done"})
    with scope_of(B):
        Letter._get_collection().delete_many({})
    assert run_next_job(SERVICE, "w1")
    assert letters(A) == 1


def test_a_suspended_school_still_takes_events() -> None:
    decide(A, SchoolSuspended(), 1)
    process_batch(SERVICE, [message_of(opened("i1"), school_id=A)])
    with scope_of(A):
        assert times(A, "opened/i1") == 1


def test_removing_a_school_leaves_nothing_of_it_and_all_of_the_others() -> None:
    fill(A)
    fill(B)
    decide(A, SchoolRemoved(), 3)
    platform_collection("jobs").update_many({}, {"$set": {"run_at": clock.now()}})
    while run_next_job(SERVICE, "w1"):
        pass
    left = [
        (name, str(row))
        for name in store.database().list_collection_names()
        if name not in {"closed_schools", "inbox", "outbox", "leases"}
        for row in store.database()[name].find()
        if A in str(row) and row.get("kind") != "remove-school"
    ]
    assert left == []
    assert letters(B) == 3
    with scope_of(B):
        assert times(B, "opened/i1") == 1


def test_what_still_comes_for_a_removed_school_is_dropped() -> None:
    decide(A, SchoolRemoved(), 1)
    process_batch(SERVICE, [message_of(opened("i1"), school_id=A)])
    with scope_of(A):
        assert times(A, "opened/i1") == 0


def test_an_export_holds_every_row_of_the_school_and_of_no_other(tmp_path: Path) -> None:
    fill(A)
    fill(B)
    path = tmp_path / "school.zip"
    with scope_of(A):
        counts = export_school(DOCUMENTS, A, path)
    assert counts["letters"] == 3
    assert counts["counts"] == 1
    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read(MANIFEST))
        texts = {name: archive.read(f"{name}.jsonl") for name in about["rows"]}
    assert about["rows"] == counts
    for name, text in texts.items():
        rows = [json.loads(line) for line in text.splitlines()]
        assert len(rows) == counts[name]
        assert {row["school_id"] for row in rows} <= {A}
        assert hashlib.sha256(text).hexdigest() == about["sha256"][name]


def test_an_export_never_overwrites_a_file(tmp_path: Path) -> None:
    path = tmp_path / "school.zip"
    path.write_text("kept")
    with scope_of(A), pytest.raises(FileExistsError):
        export_school(DOCUMENTS, A, path)
    assert path.read_text() == "kept"


def decide(school_id: str, event: object, version: int) -> None:
    process_batch(SERVICE, [message_of(event, school_id=school_id, version=version)])
    closed.forget_kept()


def opened(invitation_id: str) -> InvitationOpened:
    return InvitationOpened(invitation_id=invitation_id, activity_id="a", guardian_id="g")


def fill(school_id: str) -> None:
    process_batch(SERVICE, [message_of(opened("i1"), school_id=school_id)])
    with scope_of(school_id):
        store.insert_many(
            [Letter(id=f"{school_id}/{n}", school_id=school_id, words="kia ora") for n in range(3)]
        )


def letters(school_id: str) -> int:
    with scope_of(school_id):
        return int(Letter._get_collection().count_documents({}))
