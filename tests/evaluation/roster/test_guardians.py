"""Who is whose guardian, from feed, supplement and school, on a real MongoDB."""

from datetime import UTC, datetime, timedelta

import pytest

from services.evaluation.roster.decisions import (
    approve_guardians,
)
from services.evaluation.roster.missing import Missing, missing_in_file
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterLink,
    RosterPerson,
)
from shared import store
from shared.errors import NotFound
from shared.tenancy import scope_of
from tests.evaluation.roster.conftest import Told

MANY = ("ana", "bob", "che", "dev", "eve", "fay")


def test_a_restriction_told_ends_what_a_guardian_sees_at_once(told: Told) -> None:
    told.family("ben", "ana")
    told.publish()
    assert told.link("ben", "ana").data_access
    told.envelopes()

    told.guardian("ben", "ana", restriction="true", dataAccess="true")
    told.publish()

    link = told.link("ben", "ana")
    assert (link.active, link.data_access, link.may_be_invited) == (True, False, False)
    assert [one.type.split(".")[3] for one in told.envelopes()] == ["guardian-link"]


def test_a_supplement_alone_tells_of_a_guardian(told: Told) -> None:
    told.person("ben", "student")
    told.person("ana", "relative")
    told.guardian("ben", "ana", relation="mother", contactPriority="1", language="to")
    told.publish()

    link = told.link("ben", "ana")
    assert (link.relation, link.priority, link.data_access) == ("mother", 1, True)
    person = told.row(RosterPerson, told.ids.person("ana"))
    assert (person.roles, person.languages) == (["relative"], ["to"])


def test_a_supplement_row_that_ends_takes_its_word_back(told: Told) -> None:
    told.family("ben", "ana")
    told.guardian("ben", "ana", dataAccess="false")
    told.publish()
    assert not told.link("ben", "ana").data_access

    told.end("guardians", "ben|ana")
    told.publish()

    assert told.link("ben", "ana").data_access


@pytest.mark.parametrize("role", ["teacher", "aide", "student"])
def test_who_is_no_guardian_by_role_is_none_by_being_named(told: Told, role: str) -> None:
    told.person("ben", "student")
    told.person("kim", role)
    told.agent("ben", "kim")
    told.publish()

    assert told.rows(RosterLink) == []
    with scope_of(told.ids.district_id):
        listed = {(one.what, one.name, one.others) for one in missing_in_file("sis", told.north)}
    assert (Missing.NOT_A_GUARDIAN, "Ben Tester", ("Kim Tester",)) in listed

    told.end("agents", "ben|kim")
    told.publish()
    with scope_of(told.ids.district_id):
        left = {one.what for one in missing_in_file(None, told.north)}
    assert left == {Missing.NO_GUARDIAN}


def test_two_people_with_one_address_stay_two_and_no_username_is_published(told: Told) -> None:
    told.family("ben", "ana", "bob")
    told.record(
        "users",
        "bob",
        givenName="Bob",
        familyName="Tester",
        enabledUser="true",
        username="made-up-bob",
        email="ana@home.example",
    )
    told.publish()

    points = told.rows(RosterContactPoints, emails="ana@home.example")
    assert {one.person_id for one in points} == {told.ids.person("ana"), told.ids.person("bob")}
    published = [told.rows(one) for one in (RosterPerson, RosterContactPoints, RosterLink)]
    shown = repr([[row.to_mongo().to_dict() for row in rows] for rows in published])
    values = [row["value"] for row in store.database()["outbox"].find()]
    assert "made-up" not in shown + repr(values)


class TestByDate:
    def test_a_link_begins_and_ends_on_its_day_without_a_new_feed(self, told: Told) -> None:
        told.family("ben", "ana")
        told.guardian("ben", "ana", validFrom="2026-11-25", validTo="2026-11-27")
        told.publish()
        person = told.ids.person("ana")
        assert not told.link("ben", "ana").active
        assert told.row(RosterPerson, person) is None

        seen = []
        for hours in (0, 24, 48, 72):
            told.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(hours=hours)
            told.turn()
            link = told.link("ben", "ana")
            known = told.row(RosterPerson, person)
            seen.append((link.active, link.data_access, known is not None and known.active))

        # At noon UTC it is the next day already in Auckland.
        assert seen == [(False,) * 3, (True,) * 3, (True,) * 3, (False,) * 3]

    def test_a_role_that_ends_takes_the_links_with_it(self, told: Told) -> None:
        told.family("ben", "ana")
        told.role("ana", "parent", endDate="2026-11-26")
        told.role("ben", "student", beginDate="2026-01-01")
        told.publish()
        assert told.link("ben", "ana").active

        told.now += timedelta(days=2)
        told.turn()

        assert not told.link("ben", "ana").active
        assert not told.row(RosterPerson, told.ids.person("ana")).active

    def test_a_day_turns_once_and_tells_nothing_twice(self, told: Told) -> None:
        told.family("ben", "ana")
        told.guardian("ben", "ana", validTo="2026-11-26")
        told.publish()
        told.turn()
        told.envelopes()
        told.now += timedelta(days=2)

        told.turn()
        assert told.envelopes() != []
        told.turn()
        assert told.envelopes() == []


class TestManyGuardians:
    def test_more_than_five_wait_and_are_not_published(self, told: Told) -> None:
        told.family("ben", *MANY)
        told.publish()

        assert told.rows(RosterLink) == []
        assert [one.person_id for one in told.rows(RosterPerson)] == [told.ids.person("ben")]
        assert told.rows(RosterContactPoints) == []

    def test_those_who_stood_before_go_on(self, told: Told) -> None:
        told.family("ben", *MANY[:5])
        told.publish()
        told.family("ben", *MANY)
        told.guardian("ben", "ana", restriction="true")
        told.publish()

        links = {one.guardian_id: one.active for one in told.rows(RosterLink)}
        assert links == {told.ids.person(one): True for one in MANY[:5]}
        assert not told.link("ben", "ana").data_access, "a restriction is never held"
        assert told.row(RosterPerson, told.ids.person("fay")) is None

    def test_an_approval_takes_them_all_and_is_audited(self, told: Told) -> None:
        told.family("ben", *MANY)
        told.publish()

        with scope_of(told.ids.district_id):
            approve_guardians(told.ids.person("ben"))
        told.publish()

        assert all(one.active for one in told.rows(RosterLink))
        assert len(told.rows(RosterLink)) == 6
        assert len(told.rows(RosterPerson, active=True)) == 7
        entry = store.database()["audit"].find_one({"action": "guardians-approved"})
        assert entry is not None
        assert entry["about"] == f"person/{told.ids.person('ben')}"
        with scope_of(told.ids.district_id), pytest.raises(NotFound):
            approve_guardians(told.ids.person("ben"))

    def test_who_comes_after_an_approval_waits_again(self, told: Told) -> None:
        told.family("ben", *MANY)
        told.publish()
        with scope_of(told.ids.district_id):
            approve_guardians(told.ids.person("ben"))
        told.publish()

        told.family("ben", "gus")
        told.publish()

        assert told.link("ben", "gus") is None
        assert told.link("ben", "fay").active

    def test_when_they_are_few_again_all_are_taken(self, told: Told) -> None:
        told.family("ben", *MANY)
        told.publish()

        told.end("agents", "ben|ana")
        told.publish()

        active = {one.person_id for one in told.rows(RosterPerson, active=True)}
        assert active == {told.ids.person(one) for one in ("ben", *MANY[1:])}
        assert len([one for one in told.rows(RosterLink) if one.active]) == 5

    def test_teachers_named_as_agents_do_not_count(self, told: Told) -> None:
        told.family("ben", "ana", "bob")
        for number in range(5):
            told.person(f"teacher-{number}", "teacher")
            told.agent("ben", f"teacher-{number}")
        told.publish()

        assert len(told.rows(RosterLink)) == 2


class TestMissing:
    def test_the_list_names_who_is_missing_what(self, told: Told) -> None:
        told.family("alone")
        told.family("ben", "ana")
        told.record("users", "ana", givenName="Ana", familyName="Tester", enabledUser="true")
        told.family("crowded", *(f"{one}-c" for one in MANY))
        told.family("seen", "gran")
        told.guardian("seen", "gran", dataAccess="false")
        told.publish()

        with scope_of(told.ids.district_id):
            found = missing_in_file(None, told.north)

        assert [(one.what, one.name, one.others) for one in found] == [
            (Missing.NO_GUARDIAN, "Alone Tester", ()),
            (Missing.NO_ACCESS, "Seen Tester", ()),
            (Missing.NO_MAIL_OR_PHONE, "Ana Tester", ("Ben Tester",)),
            (
                Missing.HELD_GUARDIANS,
                "Crowded Tester",
                tuple(f"{one.title()}-C Tester" for one in MANY),
            ),
        ]
        with scope_of(told.ids.district_id):
            assert missing_in_file("sis", told.north) == found
            assert missing_in_file("another", told.north) == []
            assert missing_in_file(None, told.ids.org("south")) == []

    def test_a_guardian_without_mail_and_phone_is_kept(self, told: Told) -> None:
        told.person("ben", "student")
        told.person("ana", "parent")
        told.agent("ben", "ana")
        told.publish()

        assert told.row(RosterPerson, told.ids.person("ana")).active
        points = told.row(RosterContactPoints, told.ids.person("ana"))
        assert (points.emails, points.phones) == ([], [])
