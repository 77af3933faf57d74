"""Who may see which report, and that its numbers are those of what happened."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask

from services.evaluation.roster.models import RosterPerson
from services.evaluation.service import SERVICE
from services.evaluation.team.use_cases import appoint_coordinator, end_coordinator
from shared.consumer import process_batch
from shared.events.activities import ActivityHeld
from shared.events.invitations import ActivityKind, Answer, Focus
from shared.tenancy import scope_of
from tests.evaluation.reports.conftest import AWANUI, KOWHAI, add_staff, sign_in
from tests.evaluation.story import (
    AT,
    announced,
    answered,
    attended,
    delivery,
    issued,
    practised,
)
from tests.shared.messages import message_of
from tests.web_client import Browser, browser

REPORT = f"/evaluation/s/{KOWHAI}/report"
DISTRICT = "/evaluation/district/report"


def tell(school_id: str, facts: Iterable[Any]) -> None:
    process_batch(SERVICE, [message_of(event, school_id=school_id) for event in facts])


def held(activity_id: str, *told: str) -> ActivityHeld:
    return ActivityHeld(activity_id=activity_id, families=9, told=told)


def a_term(school_id: str, prefix: str) -> None:
    """24 families invited, 20 reached, 12 answered, 6 came; 9 told of learning at home."""
    names = [f"{prefix}-{number}" for number in range(1, 25)]
    tell(school_id, [announced(), announced("a2", kind=ActivityKind.SUPPORTS_SCHOOL)])
    tell(school_id, [issued(name, f"{name}-child") for name in names])
    tell(school_id, [delivery(name) for name in names[:20]])
    tell(school_id, [answered(name, Answer.NO) for name in names[:12]])
    tell(school_id, [attended(name, f"{name}-child") for name in names[:6]])
    tell(
        school_id,
        [practised(name, f"{name}-child", practice_id=f"p-{name}") for name in names[10:19]],
    )


def text_of(browser: Browser, path: str) -> str:
    """The page's words, one space between any two."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status
    words = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(words.split())


def file_of(browser: Browser, path: str) -> dict[tuple[str, str], list[str]]:
    """The rows of a report's file by part and group."""
    rows = csv.reader(io.StringIO(browser.get(path).get_data().decode("utf-8-sig")))
    return {(row[0], row[1]): row[2:] for row in rows}


class TestWhoMaySee:
    def test_a_leader_sees_the_own_schools_report(self, leader: Browser) -> None:
        assert "Kōwhai Street School" in text_of(leader, REPORT)

    def test_the_coordinator_sees_it_and_not_after_leaving(self, app: Flask) -> None:
        coordinator = sign_in(app, "teacher-k", KOWHAI)
        with scope_of(KOWHAI):
            appoint_coordinator(KOWHAI, "teacher-k", starts_on=AT.date())
        assert coordinator.get(REPORT).status_code == 200
        with scope_of(KOWHAI):
            end_coordinator(KOWHAI, ended_on=AT.date())
        assert coordinator.get(REPORT).status_code == 403

    @pytest.mark.parametrize("path", [REPORT, f"{REPORT}.csv", DISTRICT, f"{DISTRICT}.csv"])
    def test_a_teacher_sees_none(self, app: Flask, path: str) -> None:
        assert sign_in(app, "teacher-k", KOWHAI).get(path).status_code == 403

    @pytest.mark.parametrize("path", [REPORT, f"{REPORT}.csv", DISTRICT, f"{DISTRICT}.csv"])
    def test_another_schools_leader_sees_none(self, app: Flask, path: str) -> None:
        assert sign_in(app, "principal-a", AWANUI).get(path).status_code == 403

    def test_a_family_sees_none(self, app: Flask) -> None:
        assert sign_in(app, "k-1", KOWHAI).get(REPORT).status_code == 403

    def test_district_staff_see_their_report_and_no_schools_own(self, district: Browser) -> None:
        assert district.get(DISTRICT).status_code == 200
        assert district.get(REPORT).status_code == 403

    def test_a_stranger_is_sent_to_sign_in(self, app: Flask) -> None:
        answer = browser(app).get(REPORT)
        assert answer.status_code == 303
        assert "/account/sign-in" in answer.headers["Location"]

    def test_the_tab_leads_to_the_own_schools_report(self, leader: Browser) -> None:
        assert leader.get("/evaluation/report").headers["Location"] == REPORT
        page = leader.get(REPORT).get_data(as_text=True)
        assert '<a href="/evaluation/report" aria-current="page">' in page

    def test_a_leader_of_two_schools_chooses(self, app: Flask) -> None:
        two = browser_of_two(app)
        words = text_of(two, "/evaluation/report")
        assert words.index("Awanui Valley College") < words.index("Kōwhai Street School")


class TestSchoolReport:
    @pytest.mark.row("S44", "S47", "R2")
    def test_it_leads_with_learning_at_home_and_adds_nothing_up(self, leader: Browser) -> None:
        a_term(KOWHAI, "k")
        words = text_of(leader, REPORT)
        assert "9 of 48 families told us this year what they do at home for learning." in words
        assert words.index("Learning at home") < words.index("Taking part at school")
        assert "We never add them up" in words

    @pytest.mark.row("S29", "S69", "S36")
    def test_the_numbers_are_those_of_what_happened(self, leader: Browser) -> None:
        a_term(KOWHAI, "k")
        rows = file_of(leader, f"{REPORT}.csv")
        assert rows["All families", ""] == ["48", "9", "6", "24", "20", "12", "24", "20"]
        assert rows["By school year", "Up to Year 3"][0] == "16"
        assert rows["By home language", "Tongan"][0] == "12"
        assert rows["By home language", "English"][0] == "24"
        reach = text_of(leader, REPORT)
        assert "Invited 24 Reached 20 Answered 12 Came 6" in reach

    @pytest.mark.row("S2", "S10")
    def test_the_mix_of_activities_is_told(self, leader: Browser) -> None:
        tell(KOWHAI, [announced(), announced("a2", focus=Focus.SCHOOL_SUPPORT)])
        words = text_of(leader, REPORT)
        assert "About learning or wellbeing: 1 of 2. Partnership or collaboration: 2 of 2." in words

    @pytest.mark.row("S5")
    def test_what_students_families_and_teachers_got_is_told(
        self, leader: Browser, district: Browser
    ) -> None:
        tell(KOWHAI, [announced(), announced("a2")])
        assert "Nobody has said yet what students, families" in text_of(leader, REPORT)
        tell(KOWHAI, [held("a1", "students", "families"), held("a2", "families")])
        for reader, path in ((leader, REPORT), (district, DISTRICT)):
            words = text_of(reader, path)
            assert "of 2 activities whose teachers said Students 1 Families 2 Teachers 0" in words

    def test_it_moves_with_the_next_event(self, leader: Browser) -> None:
        tell(KOWHAI, [practised("k-1", "k-1-child")])
        assert "1 of 48 families told us" in text_of(leader, REPORT)
        tell(KOWHAI, [practised("k-2", "k-2-child", practice_id="p2")])
        assert "2 of 48 families told us" in text_of(leader, REPORT)

    def test_each_number_says_how_it_is_counted(self, leader: Browser) -> None:
        a_term(KOWHAI, "k")
        words = text_of(leader, REPORT)
        assert words.count("How is this counted") == 5
        assert "invitations.home-practice.recorded.v1" in words
        assert "Last one: Monday 23 November, 10:00 pm." in words

    @pytest.mark.row("R7")
    def test_a_small_group_is_not_shown_nor_can_be_subtracted(self, leader: Browser) -> None:
        with scope_of(KOWHAI):
            for number in range(1, 5):
                RosterPerson.objects(person_id=f"k-{number}").update(languages=["sm"])
        a_term(KOWHAI, "k")
        groups = file_of(leader, f"{REPORT}.csv")
        hidden = [key[1] for key, row in groups.items() if row[0] == "not shown"]
        assert "Samoan" in hidden
        assert len(hidden) >= 2
        assert "not shown" in text_of(leader, REPORT)

    @pytest.mark.row("R7")
    def test_a_school_of_few_families_shows_no_number_of_them(self, app: Flask) -> None:

        with scope_of(AWANUI):
            few = [f"a-{number}-child" for number in range(4, 31)]
            RosterPerson.objects(person_id__in=few).update(active=False)
        words = text_of(sign_in(app, "principal-a", AWANUI), f"/evaluation/s/{AWANUI}/report")
        assert "fewer than 10 families here" in words
        assert "Answered" not in words

    def test_another_schools_families_are_in_no_number_of_it(self, leader: Browser) -> None:
        before = file_of(leader, f"{REPORT}.csv")
        page = text_of(leader, REPORT)
        a_term(AWANUI, "a")
        assert file_of(leader, f"{REPORT}.csv") == before
        assert text_of(leader, REPORT) == page

    @pytest.mark.parametrize("language", ["en", "mi", "ar"])
    def test_it_speaks_the_readers_language(self, leader: Browser, language: str) -> None:
        a_term(KOWHAI, "k")
        leader.set_cookie("lang", language)
        answer = leader.get(REPORT)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.get_data(as_text=True)


class TestDistrictReport:
    def test_it_adds_the_schools_and_lists_them_by_name(self, district: Browser) -> None:
        a_term(KOWHAI, "k")
        a_term(AWANUI, "a")
        rows = file_of(district, f"{DISTRICT}.csv")
        assert rows["All families", ""] == ["78", "18", "12", "48", "40", "24", "48", "40"]
        assert [key[1] for key in rows if key[0] == "By school"] == [
            "Awanui Valley College",
            "Kōwhai Street School",
        ]

    def test_it_names_no_person(self, district: Browser) -> None:
        a_term(KOWHAI, "k")
        page = district.get(DISTRICT).get_data(as_text=True)
        assert "Fifita" not in page
        assert not re.search(r"\bk-\d+", page)

    @pytest.mark.row("R7")
    def test_a_school_of_few_families_is_left_out_of_every_number(self, district: Browser) -> None:

        with scope_of(AWANUI):
            few = [f"a-{number}-child" for number in range(4, 31)]
            RosterPerson.objects(person_id__in=few).update(active=False)
        a_term(AWANUI, "a")
        rows = file_of(district, f"{DISTRICT}.csv")
        assert rows["All families", ""][0] == "48"
        assert rows["All families", ""][3] == "0"
        assert ("By school", "Awanui Valley College") not in rows
        assert "left out of every number" in text_of(district, DISTRICT)


class TestHomeFragment:
    def test_a_leader_gets_four_numbers(self, leader: Browser) -> None:
        a_term(KOWHAI, "k")
        words = text_of(leader, "/evaluation/fragments/home")
        assert "Learning at home 9 of 48 families" in words
        assert words.count("of 48 families") == 4
        page = leader.get("/evaluation/fragments/home").get_data(as_text=True)
        assert f'href="/evaluation/s/{KOWHAI}/missing"' in page

    def test_a_coordinator_is_not_led_to_what_only_leaders_open(self, app: Flask) -> None:
        with scope_of(KOWHAI):
            appoint_coordinator(KOWHAI, "teacher-k", starts_on=AT.date())
        page = sign_in(app, "teacher-k", KOWHAI).get("/evaluation/fragments/home")
        assert "/report" in page.get_data(as_text=True)
        assert "/missing" not in page.get_data(as_text=True)

    def test_district_staff_get_the_districts_numbers(self, district: Browser) -> None:
        page = district.get("/evaluation/fragments/home").get_data(as_text=True)
        assert "/evaluation/district/report" in page
        assert "/evaluation/feeds" in page

    @pytest.mark.row("S45")
    def test_a_family_reads_what_it_told_this_month(self, app: Flask) -> None:

        tell(KOWHAI, [practised("k-1", "k-1-child")])
        page = sign_in(app, "k-1", KOWHAI)
        assert "one thing you did at home" in text_of(page, "/evaluation/fragments/home")

    def test_a_teacher_gets_nothing(self, app: Flask) -> None:
        page = sign_in(app, "teacher-k", KOWHAI)
        assert text_of(page, "/evaluation/fragments/home") == ""


def browser_of_two(app: Flask) -> Browser:

    with scope_of(AWANUI):
        add_staff(AWANUI, "principal-k", "principal")
    return sign_in(app, "principal-k", KOWHAI, AWANUI)
