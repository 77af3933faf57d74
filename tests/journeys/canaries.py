"""A school whose every field holds a word that stands nowhere else, and looking for that word."""

import re
from pathlib import Path

from deploy.demo.awanui import DISTRICT
from deploy.demo.bundle import write_district
from deploy.demo.district import District, Org, Place, SchoolClass, User
from tests.journeys.browser import Visitor

WORD = "Zqkanari"
SOURCE = "canary-sis"
SCHOOL = "school-canary"
TEACHER, LEADER, GUARDIAN = (f"{WORD} {role}" for role in ("Teacher", "Leader", "Guardian"))
PAGES = 60
# The demonstration's own mailbox stands for everybody's phones; a language link changes the reader.
_NOT_FOLLOWED = ("/messages/demo-mail", "/account/language", "/static/", "/docs/")


def write_package(folder: Path) -> Path:
    """The package of the canaries' school, in the demo's district."""
    path = folder / f"{WORD}.zip"
    district = District(
        orgs=[
            Org(
                sourced_id=DISTRICT,
                name="Awanui Valley",
                kind="district",
                zone="Pacific/Auckland",
                languages=("en", "mi", "ar", "to", "sm", "zh", "hi"),
            ),
            Org(sourced_id=SCHOOL, name=f"{WORD} School", kind="school", parent=DISTRICT),
        ],
        classes=[
            SchoolClass(
                sourced_id="class-canary",
                title=f"{WORD} Room",
                school=SCHOOL,
                grades=("04",),
                teacher="canary-teacher",
            )
        ],
        users=[
            _user("teacher", "Teacher"),
            _user("principal", "Leader"),
            _user("parent", "Guardian"),
            _user("student", "Child", agents=("canary-parent",), grades=("04",)),
        ],
        places=[Place(school_class="class-canary", student="canary-student")],
    )
    write_district(path, district)
    return path


def pages_with_the_word(visitor: Visitor, starts: list[str]) -> tuple[list[str], int]:
    """Which pages, lists and files that the visitor can reach hold it; how many were read."""
    to_read, read, holding = list(starts), set[str](), []
    while to_read and len(read) < PAGES:
        path = to_read.pop(0)
        if path in read:
            continue
        read.add(path)
        answer = visitor.page.request.get(f"{visitor.base_url}{path}")
        text = answer.text()
        if WORD.lower() in text.lower():
            holding.append(path)
        if "text/html" in answer.headers.get("content-type", ""):
            to_read += [one for one in _links(text) if one not in read]
    return holding, len(read)


def _links(page: str) -> list[str]:
    found = re.findall(r'href="(/[^"#]*)', page)
    return [
        one.replace("&amp;", "&")
        for one in dict.fromkeys(found)
        if not one.startswith(_NOT_FOLLOWED)
    ]


def _user(role: str, name: str, **more: tuple[str, ...]) -> User:
    return User(
        sourced_id=f"canary-{role}",
        given_name=WORD,
        family_name=name,
        preferred_name="" if role != "student" else f"{WORD}li",
        role=role,
        orgs=(SCHOOL,),
        email=f"{WORD.lower()}.{role}@families.example",
        sms="+64215559999",
        languages=("en",),
        **more,
    )
