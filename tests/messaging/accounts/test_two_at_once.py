"""Two of the same at the same moment: one account, one use of a link."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from services.messaging.accounts.models import Account, Session
from services.messaging.links.use_cases import mint_sign_in_link
from tests.messaging.world import World
from tests.web_client import browser


def test_a_link_pressed_twice_at_once_opens_one_session(app: Flask, world: World) -> None:
    school = world.make_school("Kōwhai Street School")
    path = mint_sign_in_link(world.make_guardian(school), school).removeprefix("http://localhost")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: browser(app).post(path).status_code, range(4)))
    assert sorted(answers) == [303, 404, 404, 404]
    assert Session.objects.count() == 1


def test_the_first_two_sign_ins_at_once_make_one_account(app: Flask, world: World) -> None:
    school = world.make_school("Kōwhai Street School")
    guardian = world.make_guardian(school)
    paths = [mint_sign_in_link(guardian, school).removeprefix("http://localhost") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda path: browser(app).post(path).status_code, paths))
    assert set(answers) == {303}
    assert Account.objects.count() == 1
