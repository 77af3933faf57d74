"""Beginning an activity: templates by evidence and age, the same again with credit, variants."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.catalogue import Age, age_of
from services.invitations.activities.models import Activity
from services.invitations.activities.starting_points import TEMPLATES, by_evidence
from shared import clock, ids, store
from shared.events.evaluation import Role
from shared.events.invitations import ActivityAnnounced
from tests.invitations.activities.forms import new, page_of, typed
from tests.invitations.activities.planned import all_stored, stored
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of
from tests.web_client import Browser, browser


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def sent(teacher: Browser, room: Room, **changes: Any) -> Activity:
    """The activity that the form made."""
    answer = teacher.post(new(room), data=typed(room, **changes))
    assert answer.status_code == 303, answer.text
    return stored(room, answer.location.rpartition("/")[2])


def over(activity: Activity) -> None:
    past = clock.now() - timedelta(days=1)
    store.database()["activities"].update_one(
        {"_id": activity.id}, {"$set": {"starts_at": past, "ends_at": past}}
    )


@pytest.mark.row("S108", "S113")
def test_reading_comes_first_for_younger_children_and_plans_for_older_ones() -> None:
    first = {age: by_evidence(age)[0][1][0].slug for age in Age}
    assert first == {Age.YOUNGER: "reading-together", Age.OLDER: "plans-talk"}
    assert (age_of(["4", "05"]), age_of(["9"]), age_of([])) == ("younger", "older", "younger")


@pytest.mark.row("S52")
def test_no_template_takes_school_home() -> None:
    at_home = [str(one.at_home) for one in TEMPLATES.values() if one.at_home]
    assert len(at_home) >= 5
    assert not [one for one in at_home if "worksheet" in one.lower() or "homework" in one.lower()]


def test_whoever_begins_chooses_how(teacher: Browser, room: Room) -> None:
    answer = teacher.get(new(room))
    assert answer.location.endswith("/choose")
    page = teacher.get(answer.location).text
    assert page.index("Reading together") < page.index("Volunteering")
    older = teacher.get(f"{answer.location}?age=older").text
    assert older.index("Talking about plans") < older.index("Reading together")


def test_every_template_fills_in_the_form(teacher: Browser, room: Room) -> None:
    for slug, template in TEMPLATES.items():
        if template.leads_to:
            continue
        page = teacher.get(f"{new(room)}?way={slug}").text
        assert f'value="{template.title}"' in page, slug
        kind = f'name="kind" value="{template.kind.value}" id="kind'
        assert " checked" in page.partition(kind)[2].partition(">")[0], slug


def test_conferences_and_visits_begin_where_they_have_pages_of_their_own(
    app: Flask, teacher: Browser, room: Room
) -> None:
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL)
    school = f"s/{room.school_id}/new"
    for reader in (teacher, browser(app, principal_of(room.school_id, leader))):
        cards = reader.get(f"/invitations/activities/s/{room.school_id}/choose").text
        for way, feature in (("conference", "conferences"), ("home-visit", "visits")):
            address = f"/invitations/{feature}/{school}"
            assert f'href="{address}"' in cards
            assert reader.get(address).status_code == 200
            assert reader.get(f"{new(room)}?way={way}").location == address


def test_one_choice_says_all_that_the_template_says(teacher: Browser, room: Room) -> None:
    activity = sent(
        teacher, room, template="permission-slip", one_answer="1", at_home="Cook", ways=["at-home"]
    )
    assert (activity.template, activity.one_answer, activity.ways) == (
        "permission-slip",
        True,
        ["at-home"],
    )
    [told] = recorded(ActivityAnnounced)
    assert (told.template, told.one_answer) == ("permission-slip", True)


@pytest.mark.row("S63")
def test_an_imported_programme_says_what_was_changed_for_these_families(
    teacher: Browser, room: Room
) -> None:
    answer = teacher.post(new(room), data=typed(room, template="programme"))
    assert answer.status_code == 422
    assert "Say what you change so that it fits" in answer.text
    activity = sent(teacher, room, template="programme", adaptation_note="Stories from Tonga.")
    assert "Stories from Tonga." in teacher.get(page_of(room, activity.id)).text


@pytest.mark.row("S51")
def test_each_partner_says_what_it_brings(teacher: Browser, room: Room) -> None:
    half = teacher.post(new(room), data=typed(room, brings_2="Books"))
    assert half.status_code == 422
    activity = sent(teacher, room, partner_1="Library", brings_1="Books", partner_3="Families")
    assert activity.partners == [
        {"who": "Library", "brings": "Books"},
        {"who": "Families", "brings": ""},
    ]
    assert "Library" in teacher.get(page_of(room, activity.id)).text


@pytest.mark.row("S94", "S115")
def test_students_of_the_class_sign_and_nobody_else(teacher: Browser, room: Room) -> None:
    other_class, _ = room.world.make_class(room.school_id, "Room 8")
    stranger = room.world.make_child(room.school_id, other_class, given_name="Stranger")
    page = teacher.get(f"{new(room)}?way=own&class_ids={room.class_id}").text
    assert f'value="{room.child}"' in page
    assert stranger not in page
    forged = teacher.post(new(room), data=typed(room, ambassador_ids=[stranger]))
    assert forged.status_code == 422
    activity = sent(teacher, room, ambassador_ids=[room.child])
    assert recorded(ActivityAnnounced)[0].ambassador_ids == (room.child,)
    assert "Signed by" in teacher.get(page_of(room, activity.id)).text


def test_a_colleague_who_receives_families_sees_and_runs_it(
    app: Flask, teacher: Browser, room: Room
) -> None:
    _, colleague = room.world.make_class(room.school_id, "Room 8")
    forged = teacher.post(new(room), data=typed(room, host_ids=[room.guardian]))
    assert forged.status_code == 422
    activity = sent(teacher, room, host_ids=[colleague])
    assert activity.hosts == (room.teacher, colleague)
    theirs = browser(app, principal_of(room.school_id, colleague))
    assert theirs.get(f"{page_of(room, activity.id)}/change").status_code == 200


@pytest.mark.row("S38")
def test_what_went_well_is_done_again_with_credit(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher, title="Bring a story")
    other_class, colleague = room.world.make_class(room.school_id, "Room 8")
    room.world.make_person(room.school_id, Role.TEACHER, person_id=colleague, given_name="Ana")
    theirs = browser(app, principal_of(room.school_id, colleague))
    assert theirs.get(page_of(room, activity.id)).status_code == 404
    page = theirs.get(f"{new(room)}?from={activity.id}").text
    assert 'value="Bring a story"' in page
    again = typed(room, class_ids=[other_class], cloned_from=activity.id)
    made = theirs.post(new(room), data=again).location.rpartition("/")[2]
    assert stored(room, made).cloned_from == {
        "activity_id": activity.id,
        "school_id": room.school_id,
        "host_id": room.teacher,
    }
    assert "Hana Parata" in theirs.get(page_of(room, made)).text


@pytest.mark.row("S38")
def test_what_brought_families_in_is_offered_to_begin_with(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher, title="Bring a story")
    store.database()["invitations"].update_many({}, {"$set": {"place": "seat", "party": 2}})
    over(activity)
    _, colleague = room.world.make_class(room.school_id, "Room 8")
    theirs = browser(app, principal_of(room.school_id, colleague))
    page = theirs.get(f"/invitations/activities/s/{room.school_id}/choose").text
    assert "Bring a story" in page
    assert "1 of 1 family said yes" in page


def test_nothing_of_another_school_is_done_again(teacher: Browser, room: Room) -> None:
    elsewhere = room.world.make_school("Elsewhere")
    class_id, other = room.world.make_class(elsewhere)
    room.world.make_family(elsewhere, class_id)
    hidden = announce(elsewhere, class_id, other)
    assert teacher.get(f"{new(room)}?from={hidden.id}").status_code == 404
    forged = teacher.post(new(room), data=typed(room, cloned_from=hidden.id))
    assert forged.status_code == 404
    forged = teacher.post(new(room), data=typed(room, variant_of=hidden.id, variant_time="evening"))
    assert forged.status_code == 404
    assert all_stored(room) == []


@pytest.mark.row("S62")
def test_a_variant_says_what_is_different(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher, title="Bring a story")
    page = teacher.get(f"{new(room)}?variant={activity.id}").text
    assert 'value="Bring a story"' in page
    same = teacher.post(new(room), data=typed(room, variant_of=activity.id))
    assert same.status_code == 422
    made = sent(
        teacher, room, variant_of=activity.id, variant_time="evening", variant_language="mi"
    )
    assert (made.variant_of, made.variant) == (activity.id, {"time": "evening", "language": "mi"})
    for one in (activity, made):
        assert "In the evening" in teacher.get(page_of(room, one.id)).text


def test_what_is_typed_is_kept_whole_or_not_and_sent_later(
    app: Flask, teacher: Browser, room: Room
) -> None:
    half = {"title": "Half a", "then": "draft", "idempotency_key": ids.new_id(), "supports": "food"}
    assert teacher.post(new(room), data=half).location.endswith("?show=drafts")
    row = store.database()["activity_drafts"].find_one({})
    hub = teacher.get("/invitations/activities/?show=drafts").text
    assert "Half a" in hub
    page = teacher.get(f"{new(room)}?draft={row['_id']}").text
    assert 'value="Half a"' in page
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL)
    other = browser(app, principal_of(room.school_id, leader))
    assert other.get(f"{new(room)}?draft={row['_id']}").status_code == 404
    sent(teacher, room, draft_id=row["_id"])
    assert store.database()["activity_drafts"].count_documents({}) == 0
