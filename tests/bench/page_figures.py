"""How long pages take in a school where 10,000 guardians are invited to one activity.

Each page is asked for one after the other over one connection, as one person's phone would, from
the processes that serve it for real; what a browser does with it comes on top.
"""

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.servers import Servers
from services.invitations.service import SERVICE as INVITATIONS
from services.messaging.service import SERVICE as MESSAGING
from shared import ids, indexes, store
from shared.service import Service
from shared.settings import Settings, load_settings
from tests.bench.figures import Figure
from tests.bench.http_load import Connection, request_bytes
from tests.bench.invited import invite_everybody, let_arrive, let_pass
from tests.bench.paper_school import paper_school
from tests.bench.school import LargeSchool, large_school
from tests.bench.serving import Headers, served, signed_in, signing_key

AIM_P95 = 300
# Both workers have drawn each page before it is measured; a slow one is asked for less often.
WARMING, TIMES, LONGEST_SECONDS = 6, 24, 20
PAGE = ("Accept", "text/html")
PROGRAM = ("Accept", "application/json")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is asked for, by whom; with ``taps`` so many are sent to the door."""

    name: str
    path: str
    who: str
    taps: int = 0


def measure(_: Servers) -> list[Figure]:
    """The pages of invitations, then those of messaging about paper."""
    with signing_key() as key_file:
        return [*_invitations(key_file), *_paper(key_file)]


def _invitations(key_file: Path) -> list[Figure]:
    with _store_of(INVITATIONS):
        school = large_school()
        let_pass(invite_everybody(school))
        activity = invite_everybody(school)
        let_arrive(activity, school.leader)
        [own] = store.database().invitations.find(
            {"activity_id": activity.id, "guardian_id": school.guardians[0]}
        )
    pages = [*_staff_pages(school, activity.id), *_family_pages(school, own["_id"])]
    return _figures(INVITATIONS, key_file, school.school_id, pages)


def _paper(key_file: Path) -> list[Figure]:
    with _store_of(MESSAGING) as settings:
        school = paper_school(settings.district_id)
    paper = f"/messages/s/{school.school_id}/paper"
    activity = f"{paper}/activities/{school.activity_id}"
    paths = {
        "activities": paper,
        "families": activity,
        "all families": f"{activity}?show=all",
        "answers keyed in": f"{paper}/answer",
    }
    pages = [
        Page(name=f"paper, {name}, {role}", path=path, who=who)
        for role, who in (("leader", school.leader), ("teacher", school.teacher))
        for name, path in paths.items()
    ]
    return _figures(MESSAGING, key_file, school.school_id, pages)


@contextmanager
def _store_of(service: Service) -> Iterator[Settings]:
    settings = load_settings(service.name)
    store.connect(settings)
    try:
        with store.use(service.name):
            indexes.ensure_indexes(service)
            yield settings
    finally:
        store.disconnect(service.name)


def _staff_pages(school: LargeSchool, activity_id: str) -> list[Page]:
    hub, home = "/invitations/activities", "/invitations/fragments/home"
    begin = f"{hub}/s/{school.school_id}"
    here, door = f"{begin}/{activity_id}", f"/api{begin}/{activity_id}/door"
    led = {
        "home, leader": home,
        "activities": f"{hub}/",
        "an activity": here,
        "an activity, last families": f"{here}?page=190",
        "families": f"{here}/families",
        "families, silent": f"{here}/families?only=silent",
        "families, by name": f"{here}/families?name=g77",
        "how to begin": f"{begin}/choose",
        "whom to invite": f"{begin}/new?class_ids={school.class_ids[0]}",
        "whom to invite, everybody": f"{begin}/new?everyone=1",
        "whom to invite, by name": f"{begin}/new?child=s77",
        "check-in": f"{here}/check-in/",
        "check-in, what was ticked": f"{here}/check-in/history",
        "door, who is here": f"{door}/",
    }
    taught = {
        "home, teacher": home,
        "an activity, teacher": here,
        "whom to invite, teacher": f"{begin}/new?class_ids={school.class_ids[0]}",
        "check-in, teacher": f"{here}/check-in/",
    }
    return [
        *(Page(name=name, path=path, who=school.leader) for name, path in led.items()),
        *(Page(name=name, path=path, who=school.teacher) for name, path in taught.items()),
        Page(name="door, one tap", path=f"{door}/taps", who=school.leader, taps=1),
        Page(name="door, 25 taps", path=f"{door}/taps", who=school.leader, taps=25),
    ]


def _family_pages(school: LargeSchool, invitation_id: str) -> list[Page]:
    paths = {
        "home, family": "/invitations/fragments/home",
        "own invitations": "/invitations/",
        "an own invitation": f"/invitations/i/{invitation_id}",
    }
    return [Page(name=name, path=path, who=school.guardians[0]) for name, path in paths.items()]


def _figures(service: Service, key_file: Path, school_id: str, pages: list[Page]) -> list[Figure]:
    with served(f"services.{service.name}.app:create_app()", key_file) as port:
        return [
            figure
            for page in pages
            for headers in [signed_in(service.name, key_file, [school_id], page.who)]
            for figure in _of_page(page, _milliseconds(port, page, headers))
        ]


def _milliseconds(port: int, page: Page, headers: Headers) -> list[float]:
    connection, begun = Connection(port), time.monotonic()
    try:
        for number in range(WARMING + TIMES):
            status = connection.send(_request(page, headers))
            assert status == 200, (page.name, status)
            if number > WARMING and time.monotonic() - begun > LONGEST_SECONDS:
                break
    finally:
        connection.close()
    return [one * 1000 for one in connection.seconds[WARMING:]]


def _of_page(page: Page, milliseconds: list[float]) -> list[Figure]:
    cuts = statistics.quantiles(milliseconds, n=20, method="inclusive")
    return [
        Figure(name=f"page: {page.name}, p50", unit="ms", ours=cuts[9]),
        Figure(
            name=f"page: {page.name}, p95",
            unit="ms",
            ours=cuts[18],
            aim=f"≤ {AIM_P95} ms",
            reached=cuts[18] <= AIM_P95,
        ),
    ]


def _request(page: Page, headers: Headers) -> bytes:
    if not page.taps:
        accept = PROGRAM if page.path.startswith("/api/") else PAGE
        return request_bytes("GET", page.path, headers=[accept, *headers])
    key = [("Content-Type", "application/json"), ("Idempotency-Key", ids.new_id())]
    body = json.dumps({"taps": [_stranger() for _ in range(page.taps)]}).encode()
    return request_bytes("POST", page.path, body=body, headers=[PROGRAM, *key, *headers])


def _stranger() -> dict[str, object]:
    """A family that nobody knows, so that each tap notes one more."""
    return {
        "key": ids.new_id(),
        "kind": "stranger",
        "target_id": ids.new_id(),
        "present": True,
        "adults": 1,
        "children": 1,
    }
