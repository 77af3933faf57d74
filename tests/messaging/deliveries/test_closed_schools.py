"""A suspended school's mail waits and its doors are shut; the family's other school goes on."""

from collections.abc import Callable

import pytest
from flask import Flask

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.notices.jobs import pass_on_notices
from services.messaging.roster.queries import today_at
from shared import clock, closed, ids
from shared.events.evaluation import Role, SchoolResumed, SchoolSuspended
from shared.events.progress import AbsenceRecorded, AttendanceCategory, AttendanceKind
from shared.tenancy import scope_of
from tests.messaging.mailboxes import Mailboxes, link_in, new_address, send, text_of
from tests.messaging.world import Family, World
from tests.web_client import Browser, browser, make_principal


@pytest.fixture
def here(world: World) -> Family:
    """The family at the school that is going to be suspended."""
    return Family.made_in(world, world.make_school("Kōwhai Street School"))


@pytest.fixture
def there(here: Family) -> Family:
    """The same guardian, with another child at a second school."""
    world, school_id = here.world, here.world.make_school("Awanui Valley College")
    world.make_person(school_id, Role.GUARDIAN, person_id=here.guardian_id)
    child_id = world.make_person(school_id, Role.STUDENT, given_name="Ana")
    world.make_guardian_link(school_id, here.guardian_id, child_id)
    address = new_address()
    world.reach(school_id, here.guardian_id, address)
    return Family(
        world=world,
        school_id=school_id,
        guardian_id=here.guardian_id,
        child_id=child_id,
        address=address,
    )


@pytest.fixture
def guardian(app: Flask, here: Family, there: Family) -> Browser:
    """Signed in for both children."""
    schools = (here.school_id, there.school_id)
    return browser(app, make_principal(person_ids=(here.guardian_id,), schools=schools))


def decide(family: Family, decision: SchoolSuspended | SchoolResumed) -> None:
    family.world.tell(family.school_id, decision)
    closed.forget_kept()


def be_absent(family: Family) -> None:
    with scope_of(family.school_id):
        today = today_at(family.school_id, clock.now())
    absence = AbsenceRecorded(
        attendance_id=ids.new_id(),
        student_id=family.child_id,
        on=today,
        kind=AttendanceKind.DAILY,
        category=AttendanceCategory.ABSENT,
        in_session=True,
        notify=True,
    )
    family.world.tell(family.school_id, absence)


def be_invited(family: Family) -> None:
    family.is_invited()


@pytest.mark.parametrize("happen", [be_absent, be_invited])
def test_mail_of_a_suspended_school_waits_and_goes_when_it_is_resumed(
    here: Family, there: Family, mailboxes: Mailboxes, happen: Callable[[Family], None]
) -> None:
    decide(here, SchoolSuspended())
    happen(here)
    happen(there)
    work()
    assert mailboxes.of(here.address) == []
    assert "Ana" in text_of(mailboxes.only(there.address))

    decide(here, SchoolResumed())
    work()
    assert "Sione" in text_of(mailboxes.only(here.address))
    mailboxes.only(there.address)


def test_mail_that_is_planned_already_waits_unsent_and_untried(
    here: Family, mailboxes: Mailboxes
) -> None:
    here.is_invited()
    decide(here, SchoolSuspended())
    work()
    assert mailboxes.of(here.address) == []
    with scope_of(here.school_id):
        [waiting] = Delivery.objects
    assert (waiting.state, waiting.attempts) == (DeliveryState.CREATED, 0)


def test_the_link_of_a_mail_opens_nothing_while_its_school_is_suspended(
    here: Family, there: Family, mailboxes: Mailboxes, phone: Browser
) -> None:
    for family in (here, there):
        be_absent(family)
    work()
    shut, open_ = (link_in(mailboxes.only(family.address)) for family in (here, there))
    decide(here, SchoolSuspended())
    assert (phone.get(shut).status_code, phone.post(shut).status_code) == (404, 404)
    assert phone.post(open_).location.endswith(there.child_id)
    decide(here, SchoolResumed())
    assert phone.get(shut).status_code == 200


def test_the_other_childs_teacher_can_be_written_to(
    here: Family, there: Family, guardian: Browser
) -> None:
    ways = {one.school_id: way_to_the_leader(one) for one in (here, there)}
    threads = {school_id: write(guardian, way) for school_id, way in ways.items()}
    decide(here, SchoolSuspended())
    listed = guardian.get("/messages/").get_data(as_text=True)
    assert ("Sione" in listed, "Ana" in listed) == (False, True)
    shut, open_ = here.school_id, there.school_id
    assert guardian.get(threads[shut]).status_code == 404
    assert guardian.get(ways[shut]).status_code == 404
    assert guardian.get(threads[open_]).status_code == 200
    assert write(guardian, ways[open_]) == threads[open_]


@pytest.mark.parametrize("path", ["/", "/messages/", "/account", "/messages/write/nobody"])
def test_a_family_of_that_school_only_meets_pages_that_name_nobody(
    app: Flask, here: Family, path: str
) -> None:
    who = make_principal(person_ids=(here.guardian_id,), schools=(here.school_id,))
    only_here = browser(app, who)
    decide(here, SchoolSuspended())
    answer = only_here.get(path)
    assert answer.status_code < 500
    assert "Sione" not in answer.get_data(as_text=True)


def work() -> None:
    """A turn of the workers."""
    pass_on_notices.function()
    send()


def way_to_the_leader(family: Family) -> str:
    leader = family.world.make_person(family.school_id, Role.PRINCIPAL, given_name="Hine")
    return f"/messages/write/{family.child_id}?to={leader}"


def write(guardian: Browser, way: str) -> str:
    to = way.partition("?to=")[2]
    data = {"to": to, "text": "Kia ora", "idempotency_key": ids.new_id()}
    answer = guardian.post(way.partition("?")[0], data=data)
    assert answer.status_code == 303
    return str(answer.headers["Location"]).partition("?")[0]
