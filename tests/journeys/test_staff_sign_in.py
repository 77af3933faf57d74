"""Staff come in by their school account, families by a link that is mailed to them."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Visit
from tests.journeys.mailbox import Mailbox

SUBJECT = "Your link to Tūhono"


@pytest.mark.row("X18")
def test_a_teacher_signs_in_with_the_school_account(visit: Visit) -> None:
    teacher = visit()
    teacher.go("/account/sign-in")
    expect(teacher.page).to_have_url(re.compile("/account/sign-in"))
    teacher.check_page()
    teacher.shoot("sign-in")
    teacher.press("Sign in with your school account")
    # The page of the development provider: it vouches for whoever is named there.
    teacher.page.locator("input[name=sub]").fill("aroha.parata@awanui.school.example")
    teacher.page.locator("button[type=submit], input[type=submit]").first.click()
    expect(teacher.page).to_have_url(f"{teacher.base_url}/")
    teacher.go("/account")
    expect(teacher.page.locator("main")).to_contain_text("Aroha Parata")
    teacher.check_page()
    teacher.shoot("account")


@pytest.mark.row("X18")
def test_somebody_unknown_to_the_schools_is_not_let_in(visit: Visit) -> None:
    stranger = visit()
    stranger.go("/account/sign-in")
    stranger.press("Sign in with your school account")
    stranger.page.locator("input[name=sub]").fill("nobody@awanui.school.example")
    stranger.page.locator("button[type=submit], input[type=submit]").first.click()
    expect(stranger.page.locator("h1")).to_have_text("We could not sign you in")
    stranger.check_page()
    stranger.shoot("not-matched")


@pytest.mark.row("X2", "X18")
def test_a_guardian_asks_for_a_link_and_uses_it_once(visit: Visit, mailbox: Mailbox) -> None:
    address = "grace.okoro@families.example"
    before = len(mailbox.all_of(address, SUBJECT))
    grace = visit()
    grace.go("/account/sign-in")
    grace.page.locator("#to").fill(address)
    grace.press("Send me a link")
    expect(grace.page.locator("h1")).to_have_text("Look at your messages")
    grace.check_page()
    grace.shoot("link-sent")
    letter = mailbox.next_after(address, before, SUBJECT)
    assert letter.subject == SUBJECT
    grace.go(letter.link)
    grace.check_page()
    grace.shoot("come-in")
    grace.press("Sign in")
    expect(grace.page).to_have_url(f"{grace.base_url}/")
    late = visit()
    assert late.go(letter.link).status == 404
    late.check_page()
    late.shoot("link-over")


@pytest.mark.row("X18")
def test_an_unknown_address_is_told_the_same(visit: Visit, mailbox: Mailbox) -> None:
    stranger = visit()
    stranger.go("/account/sign-in")
    stranger.page.locator("#to").fill("nobody@nowhere.example")
    stranger.press("Send me a link")
    expect(stranger.page.locator("h1")).to_have_text("Look at your messages")
    assert mailbox.all_of("nobody@nowhere.example") == []
