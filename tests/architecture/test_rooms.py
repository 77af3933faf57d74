"""Every file is where a reader looks for it, short enough to read, and keeps to the house rules."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import (
    ROOT,
    SERVICES,
    called_names,
    imports_any,
    parsed,
    python_files,
)

LINES = 300
LONG_FILES: dict[str, str] = {}
"""Path → why it is one file all the same."""

OF_A_SERVICE = {"__init__.py", "__main__.py", "app.py", "service.py"}
ALSO_OF_A_SERVICE = {"settings.py"}
OF_A_FEATURE = {
    "__init__.py",
    "api.py",
    "cli.py",
    "handlers.py",
    "jobs.py",
    "models.py",
    "pages.py",
    "queries.py",
    "rules.py",
    "schemas.py",
    "use_cases.py",
}
OTHER_ROOMS = {
    "services/invitations/gains/wording.py": "words for what was gained",
    "services/invitations/homework/at_home.py": "queries of their own size: who is at home",
    "services/invitations/homework/class_pages.py": "pages of their own size: a class's families",
    "services/invitations/homework/sharing.py": "use cases of their own size: families'",
    "services/invitations/homework/staff_pages.py": "pages of their own size: staff's",
    "services/invitations/homework/starters.py": "tasks to begin from",
    "services/invitations/homework/wording.py": "words and guidance of homework",
    "services/invitations/home_practice/staff_pages.py": "pages of their own size: teachers'",
    "services/invitations/home_practice/calls.py": "schemas of their own size: programs'",
    "services/invitations/home_practice/wording.py": "words and questions of home practice",
    "services/invitations/home_practice/media.py": "what photo or recording may be; no store",
    "services/invitations/access.py": "who of the staff sees an activity, for all pages",
    "services/invitations/activities/calls.py": "schemas of their own size: programs'",
    "services/invitations/activities/catalogue.py": "what a template is; knows none of them",
    "services/invitations/activities/change_pages.py": "pages of their own size: undo, change",
    "services/invitations/activities/changing.py": "use cases of their own size: change, cancel",
    "services/invitations/activities/drafts.py": "use cases of their own size: not sent yet",
    "services/invitations/activities/form_pages.py": "pages of their own size: beginning one",
    "services/invitations/activities/looking.py": "queries of their own size: for pages",
    "services/invitations/activities/prefill.py": "what the form begins with",
    "services/invitations/activities/seats.py": "use cases of their own size: seats",
    "services/invitations/activities/starting_points.py": "the templates and their words",
    "services/invitations/activities/wording.py": "what pages of activities call things",
    "services/invitations/audience/circle.py": "rules of their own size: who is asked, and why",
    "services/invitations/audience/reading.py": "queries' parts: what is known of families",
    "services/invitations/audience/choosing.py": "what a form shows to choose an audience from",
    "services/invitations/participation/calls.py": "schemas of their own size: programs'",
    "services/invitations/participation/shared_with.py": "queries of their own size: for staff",
    "services/invitations/participation/staff_pages.py": "pages of their own size: for staff",
    "services/invitations/participation/wording.py": "words for what families choose and offer",
    "services/invitations/privacy/copying.py": "queries of their own size: a person's own data",
    "services/invitations/privacy/erasing.py": "use cases' parts: forgetting, class by class",
    "services/invitations/privacy/families.py": "use cases' parts: a family at an activity",
    "services/invitations/privacy/files.py": "the format of a copy",
    "services/invitations/privacy/forgetting.py": "rules of their own size: what stays of a row",
    "services/invitations/privacy/holdings.py": "which collection holds what about families",
    "services/invitations/privacy/leaving.py": "use cases' parts: what is to come is given back",
    "services/invitations/privacy/retaining.py": "use cases of their own size: what time lets go",
    "services/invitations/privacy/wording.py": "words for classes of data and their fields",
    "services/invitations/check_in/codes.py": "queries of their own size: families by their codes",
    "services/invitations/check_in/wording.py": "words that a page and its script both show",
    "services/invitations/check_in/passes.py": "pages of their own size: a family's code",
    "services/invitations/invitations/answering.py": "use cases' common part: seats, households",
    "services/invitations/invitations/asked.py": "queries of their own size: what answers need",
    "services/invitations/invitations/ending.py": "use cases of their own size: links that ended",
    "services/invitations/roster/leaving.py": "queries of their own size: who stands no more",
    "services/invitations/sign_ups/following.py": "use cases of their own size: moved with it",
    "services/invitations/invitations/effort.py": "queries of their own size: what was tried",
    "services/invitations/invitations/families.py": "queries of their own size: staff's list",
    "services/invitations/invitations/handing_on.py": "use cases' common part: an earlier yes",
    "services/invitations/invitations/households.py": "queries of their own size: who shares one",
    "services/invitations/invitations/reminding.py": "use cases of their own size: reminders",
    "services/invitations/invitations/replies.py": "use cases of their own size: other ways",
    "services/invitations/invitations/staff_pages.py": "pages of their own size: for staff",
    "services/invitations/invitations/tallying.py": "queries of their own size: counts by family",
    "services/invitations/invitations/telling.py": "what is told of an answer, for use cases",
    "services/invitations/invitations/waiting_list.py": "use cases of their own size: places",
    "services/invitations/invitations/wording.py": "what pages of invitations call things",
    "services/invitations/conferences/away.py": "queries of their own size: hosts at visits",
    "services/invitations/conferences/booking.py": "use cases of their own size: slots",
    "services/invitations/visits/ending.py": "use cases of their own size: links that ended",
    "services/invitations/conferences/ending.py": "use cases of their own size: links that ended",
    "services/invitations/conferences/files.py": "a timetable as a PDF and as a calendar",
    "services/invitations/conferences/led.py": "queries of their own size: what students lead",
    "services/invitations/conferences/opening.py": "schemas of their own size: opening one",
    "services/invitations/conferences/pages": "its pages, too many for one file",
    "services/invitations/conferences/showing.py": "queries of their own size: for pages",
    "services/invitations/conferences/suggesting.py": "rules of their own size: siblings' times",
    "services/invitations/conferences/talking.py": "use cases of their own size: the talk",
    "services/invitations/conferences/wording.py": "what pages of conferences call things",
    "services/invitations/district/wording.py": "words for which schools are left out, and why",
    "services/invitations/family_calendar/showing.py": "queries of their own size: one family",
    "services/invitations/term_plan/wording.py": "words for terms, decisions, what is missing",
    "services/invitations/visits/on_behalf.py": "use cases of their own size: by phone, paper",
    "services/invitations/visits/after_pages.py": "pages of their own size: after a visit",
    "services/invitations/visits/afterwards.py": "use cases of their own size: after a visit",
    "services/invitations/visits/asking.py": "queries of their own size: whom a family may ask",
    "services/invitations/visits/files.py": "the format of a calendar file; knows no store",
    "services/invitations/visits/staff_pages.py": "pages of their own size: arranging, for staff",
    "services/invitations/visits/wording.py": "words for visits",
    "services/invitations/wording.py": "what pages of every feature call things",
    "services/messaging/deliveries/mail.py": "the format of mail; knows no notice and no store",
    "services/messaging/deliveries/sms.py": "the way to a text gateway; knows no delivery",
    "services/messaging/deliveries/smtp.py": "the way to the mail server; knows no delivery",
    "services/messaging/links/demo.py": "the command that prints the demo's sign-in links",
    "services/messaging/notices/composing.py": "words and looks of mail, for the sender",
    "services/messaging/sign_in/oidc.py": "OpenID Connect; knows nothing of accounts",
    "services/evaluation/access.py": "its roles, which every feature's pages ask for",
    "services/evaluation/feeds/absence.py": "queries of their own size: what a full set leaves out",
    "services/evaluation/feeds/checking.py": "a phase of its job: every row is checked",
    "services/evaluation/feeds/comparing.py": "a phase of its job: what is missing is judged",
    "services/evaluation/feeds/digests.py": "whether a file is the one that was applied last",
    "services/evaluation/feeds/holding.py": "use cases of their own size: what is held",
    "services/evaluation/feeds/loading.py": "a phase of its job: rows are stored, the missing end",
    "services/evaluation/feeds/pace.py": "how much a step of its job takes on",
    "services/evaluation/feeds/populations.py": "queries of their own size: who is counted where",
    "services/evaluation/feeds/publishers.py": "who publishes what a load changed, in order",
    "services/evaluation/feeds/reverting.py": "phases of its job: approving and undoing",
    "services/evaluation/feeds/setting_faults.py": "what is wrong with settings, in words",
    "services/evaluation/feeds/files": "files beside OneRoster's, and the columns of others",
    "services/evaluation/feeds/package_wording.py": "words for findings about a package",
    "services/evaluation/feeds/row_wording.py": "words for findings about a row",
    "services/evaluation/households/wording.py": "words for who confirmed a household",
    "services/evaluation/progress/assignments.py": "publishing, a kind of record a file",
    "services/evaluation/progress/attendance.py": "publishing, a kind of record a file",
    "services/evaluation/progress/calendar_days.py": "publishing, a kind of record a file",
    "services/evaluation/progress/facts.py": "the events of what rules decided",
    "services/evaluation/progress/items.py": "queries of their own size: for publishing",
    "services/evaluation/progress/kept.py": "use cases of their own size: for publishing",
    "services/evaluation/progress/lookups.py": "queries of their own size: for publishing",
    "services/evaluation/progress/publishing.py": "use cases of their own size: the events",
    "services/evaluation/progress/results.py": "publishing, a kind of record a file",
    "services/evaluation/roster/circle.py": "queries of their own size: people and their ties",
    "services/evaluation/roster/days.py": "use cases of their own size: what a new day turns",
    "services/evaluation/roster/decision_models.py": "models of what people decide of it",
    "services/evaluation/roster/decisions.py": "use cases of their own size: held guardians, homes",
    "services/evaluation/roster/forgetting.py": "use cases of their own size: removed schools",
    "services/evaluation/roster/holds.py": "use cases of their own size: who waits",
    "services/evaluation/roster/households.py": "rules of their own size: households",
    "services/evaluation/roster/kinds.py": "rules of their own size: what is published",
    "services/evaluation/roster/links.py": "rules of their own size: guardian links",
    "services/evaluation/roster/missing.py": "queries of their own size: the to-do list",
    "services/evaluation/roster/plan.py": "what is to stand where, for publishing",
    "services/evaluation/roster/plan_households.py": "publishing, a kind of record a file",
    "services/evaluation/roster/plan_people.py": "publishing, a kind of record a file",
    "services/evaluation/roster/plan_places.py": "publishing, a kind of record a file",
    "services/evaluation/roster/quotas.py": "use cases of their own size: who is turned away",
    "services/evaluation/roster/sources.py": "queries of their own size: which feeds there are",
    "services/evaluation/roster/republishing.py": "a job of its own size: telling all again",
    "services/evaluation/roster/years.py": "queries of their own size: the school year",
    "services/messaging/about/wording.py": "the words of the public pages",
    "services/messaging/conversations/wording.py": "words for what a message is about",
    "services/messaging/accounts/forgetting.py": "use cases of their own size: a removed school",
    "services/messaging/notices/activities.py": "use cases of their own size: changes",
    "services/messaging/notices/classes.py": "use cases of their own size: for classes",
    "services/messaging/notices/known.py": "queries of their own size: what is still true",
    "services/messaging/notices/planning.py": "use cases of their own size: who is told which way",
    "services/messaging/paper/families.py": "queries of their own size: the invited, by page",
    "services/messaging/notices/progress.py": "use cases of their own size: days and work",
    "services/messaging/notices/talks.py": "use cases of their own size: talks, thanks, offers",
    "services/messaging/notices/wording.py": "the words that notices are made of",
    "services/evaluation/feeds/cli": "its commands, too many for one file",
    "services/evaluation/feeds/oneroster": "reads the format; knows nothing of feeds and runs",
    "services/evaluation/feeds/pages": "its pages, too many for one file",
    "services/evaluation/feeds/uploads.py": "the files of a run, outside the store",
    "services/evaluation/feeds/wording.py": "words for the findings of the format's reader",
    "services/evaluation/feeds/workbench.py": "what a worker keeps of a run between two steps",
    "services/evaluation/ledger/measures.py": "queries of their own size: the folded numbers",
    "services/evaluation/privacy/wording.py": "words for requests and holds",
    "services/evaluation/progress/class_pages.py": "pages of their own size: a teacher's",
    "services/evaluation/progress/day_words.py": "words for attendance",
    "services/evaluation/progress/glossary.py": "the words of results and days, explained",
    "services/evaluation/progress/news.py": "queries of their own size: for the home page",
    "services/evaluation/progress/showing.py": "rules of their own size: what a page shows",
    "services/evaluation/progress/tallies.py": "queries of their own size: counts of results",
    "services/evaluation/progress/viewing.py": "who may see a child, for its pages",
    "services/evaluation/progress/wording.py": "words for results",
    "services/evaluation/reports/downloads.py": "a report as a file, for its pages",
    "services/evaluation/reports/numbers.py": "rules of their own size: a report's numbers",
    "services/evaluation/reports/suppression.py": "rules of their own size: small groups",
    "services/evaluation/reports/wording.py": "words for a report's numbers",
    "services/evaluation/roster/applied.py": "which file was applied last to a kind of records",
    "services/evaluation/roster/changes.py": "rules of their own size: what a record changes",
    "services/evaluation/roster/journal.py": "what a run found before it changed it, for undoing",
    "services/evaluation/roster/marking.py": "use cases of their own size: what is told anew",
    "services/evaluation/roster/identity.py": "rules of their own size: ids",
    "services/evaluation/roster/orgs.py": "rules of their own size: the tree of orgs",
    "services/evaluation/roster/publishing.py": "use cases of their own size: the events",
    "services/evaluation/roster/relations.py": "queries of their own size: who stands for whom",
    "services/evaluation/roster/terms.py": "queries of their own size: when a term began",
    "services/evaluation/roster/sessions.py": "rules of their own size: terms told by a feed",
    "services/evaluation/roster/stored.py": "queries of their own size: records of the feeds",
}
"""A file (or a folder) of a service that has another name → what it is."""

BROAD_HANDLERS = {
    "services/messaging/deliveries/jobs.py": "a letter may be broken in any way: the others go",
    "shared/web/idempotency.py": "the second of two equal commands may fail in any way",
    "shared/consumer.py": "a handler may fail in any way: the batch is done again one by one",
    "shared/one_by_one.py": "a handler may fail in any way: its event is parked, the rest flows",
    "shared/replaying.py": "a handler may fail in any way: its event stays parked",
    "shared/each_school.py": "one school's timed work may fail in any way, the others' goes on",
    "shared/loops.py": "a process goes on after whatever one job, timer or connection did",
}
"""A file that catches every exception without raising one → why it must."""

CLOCK = {
    f"{cls}.{name}"
    for cls in ("date", "datetime", "datetime.date", "datetime.datetime")
    for name in ("now", "today", "utcnow")
}
SAVING = {"save", "record", "record_many", "record_state", "insert_many"}


def test_a_file_can_be_read_in_one_go() -> None:
    long = {str(path): _lines(path) for path in python_files() if _lines(path) > LINES}
    assert {path: lines for path, lines in long.items() if path not in LONG_FILES} == {}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_the_rooms_that_every_service_has(name: str) -> None:
    folder = ROOT / "services" / name
    present = {path.name for path in folder.iterdir()}
    assert sorted({*OF_A_SERVICE, "README.md"} - present) == []


def test_a_room_has_one_of_the_known_names() -> None:
    unknown = [
        str(path)
        for path in python_files("services")
        if path.name
        not in (OF_A_FEATURE if len(path.parts) > 3 else OF_A_SERVICE | ALSO_OF_A_SERVICE)
        and not _is_listed(path)
    ]
    assert unknown == []


def test_every_listed_exception_is_still_needed() -> None:
    listed = [*LONG_FILES, *OTHER_ROOMS, *BROAD_HANDLERS]
    assert [path for path in listed if not (ROOT / path).exists()] == []
    assert [one for one in LONG_FILES if _lines(Path(one)) <= LINES] == []
    assert [one for one in BROAD_HANDLERS if not _catches_everything(Path(one))] == []


def test_only_listed_files_catch_every_exception() -> None:
    catching = [str(path) for path in python_files() if _catches_everything(path)]
    assert sorted(set(catching) - set(BROAD_HANDLERS)) == []


def test_the_environment_is_read_by_the_settings_only() -> None:
    readers = {
        str(path): [*imports_any(path, "environs", "os.environ", "os.getenv"), *_attributes(path)]
        for path in python_files("shared", "services")
        if path != Path("shared/settings.py")
    }
    names = {"environs", "os.environ", "os.getenv"}
    assert {
        path: sorted(names & set(used)) for path, used in readers.items() if names & set(used)
    } == {}


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {
        str(path): sorted(CLOCK & set(_attributes(path)))
        for path in python_files("shared", "services")
        if path != Path("shared/clock.py")
    }
    assert {path: used for path, used in asking.items() if used} == {}


def test_nothing_is_left_for_later() -> None:
    left = [
        f"{path}: {word}"
        for path in python_files()
        for word in re.findall(r"\b(TODO|FIXME|raise NotImplementedError)\b", _text(path))
    ]
    assert left == []


def test_a_transition_never_saves() -> None:
    models = [path for path in python_files("services") if path.name == "models.py"]
    saving = [str(path) for path in models if SAVING & set(called_names(path))]
    assert saving == []


def _is_listed(path: Path) -> bool:
    return any(str(one) in OTHER_ROOMS for one in (path, *path.parents))


def _text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _lines(path: Path) -> int:
    return len(_text(path).splitlines())


def _attributes(path: Path) -> list[str]:
    """What the file reads of other things, as written: ``datetime.now``."""
    return [ast.unparse(node) for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)]


def _catches_everything(path: Path) -> bool:
    broad = {"Exception", "BaseException"}
    return any(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in broad))
        and not isinstance(node.body[-1], ast.Raise)
        for node in ast.walk(parsed(path))
    )
