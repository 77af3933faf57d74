"""Two schools of one district: what one school writes is nowhere in what the other's people get."""

import pytest

from tests.journeys import announcing, canaries, doors
from tests.journeys.announcing import Plan
from tests.journeys.answering import Reply, open_letter, reply_with
from tests.journeys.browser import Visit
from tests.journeys.canaries import WORD
from tests.journeys.doors import Doors
from tests.journeys.mailbox import Mailbox
from tests.system import System
from tests.waiting import eventually

PLAN = Plan(title=f"{WORD} evening", relevance=f"{WORD} helps", place=f"{WORD} hall", capacity=3)
STARTS = ["/", "/api/invitations/activities/", "/api/invitations/openapi.json"]
READERS = (doors.TEACHER, doors.LEADER, doors.COORDINATOR, doors.GUARDIAN, doors.STUDENT)


@pytest.fixture(scope="module")
def other_school(system: System, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The canaries' school, imported and known to every service."""
    package = canaries.write_package(tmp_path_factory.mktemp("canary"))
    system.command("services.evaluation", "import", str(package), "--source", canaries.SOURCE)
    school = system.database("evaluation")["roster_orgs"].find_one({"name": f"{WORD} School"})
    links = system.database("invitations")["roster_guardian_links"]
    eventually(lambda: links.find_one({"school_id": school["org_id"]}), what="the canaries' links")


@pytest.mark.row("R10", "R11")
def test_a_schools_words_stay_in_the_school(
    other_school: None, visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    theirs = _what_the_other_school_does(visit, doors, mailbox)
    for role in READERS:
        reader = visit()
        doors.let_in(reader, role)
        holding, count = canaries.pages_with_the_word(reader, STARTS)
        assert holding == [], f"{role} reads of the other school"
        assert count > 3, f"{role} came to {count} pages only"
        for path in theirs:
            answer = reader.page.request.get(f"{reader.base_url}{path}")
            assert answer.status in (403, 404), f"{role} gets {path}"
            assert WORD.lower() not in answer.text().lower()
    for address, mails in mailbox.everybodys().items():
        if not address.startswith(WORD.lower()):
            assert not [mail for mail in mails if WORD.lower() in mail.lower()], address


def _what_the_other_school_does(visit: Visit, doors: Doors, mailbox: Mailbox) -> list[str]:
    """It lives through the whole story; the paths of what came of it."""
    teacher, guardian, leader = visit(), visit(), visit()
    doors.let_in(teacher, "teacher", canaries.TEACHER)
    activity = announcing.announce(teacher, PLAN)
    letter = mailbox.newest(f"{WORD.lower()}.parent@families.example", PLAN.title)
    open_letter(guardian, letter)
    reply_with(guardian, Reply(answer="yes", adults=1, children=1, note=f"{WORD} note"))
    doors.let_in(leader, "leader", canaries.LEADER)
    base = leader.base_url
    path = activity.removeprefix(base)
    school = path.split("/s/")[1].split("/")[0]
    return [
        path,
        f"{path}/check-in/",
        guardian.page.url.removeprefix(base),
        f"/api/invitations/invitations/{guardian.page.url.rsplit('/', 1)[1]}/answer",
        f"/invitations/activities/s/{school}/new",
        f"/invitations/home-learning/s/{school}",
        f"/evaluation/s/{school}/report",
        f"/evaluation/s/{school}/report.csv",
        f"/evaluation/s/{school}/team",
        f"/messages/s/{school}/deliveries",
        f"/messages/s/{school}/unreachable",
    ]
