"""What each finding says to people, and what we did about it."""

from collections.abc import Mapping

from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.feeds.package_wording import PACKAGE_WORDS, Words
from services.evaluation.feeds.row_wording import ROW_WORDS
from services.evaluation.roster.changes import Change
from shared.web.languages import LazyString, lazy_

_WORDS: Mapping[str, Words] = {**PACKAGE_WORDS, **ROW_WORDS}
FINDINGS: Mapping[str, LazyString] = {code: says for code, (says, _) in _WORDS.items()}
"""Code to what is the matter."""

CONSEQUENCES: Mapping[str, LazyString] = {
    Severity.PACKAGE: lazy_("Nothing is loaded"),
    Severity.FILE: lazy_("Nothing is loaded"),
    Severity.ROW: lazy_("Row is left out; the record stays as it was"),
    Severity.WARNING: lazy_("Row is loaded"),
}
_OWN_CONSEQUENCES: Mapping[str, LazyString] = {
    "invalid_email": lazy_("Row is loaded without it"),
    "invalid_user_ids": lazy_("Row is loaded without it"),
    "cell_dropped": lazy_("Row is loaded without it"),
    "invalid_agent": lazy_("Row is loaded without it"),
    "org_dropped": lazy_("Row is loaded without it"),
    "demographics_off": lazy_("File is skipped"),
    "invalid_metadata_header": lazy_("Column is skipped"),
    "unknown_column": lazy_("Column is skipped"),
    "agent_unknown": lazy_("Link is skipped"),
    "entry_ignored": lazy_("File is skipped"),
    "file_not_read": lazy_("File is skipped"),
    "bulk_with_status": lazy_("Nobody is ended because they are missing"),
    "row_repeated": lazy_("Row is skipped"),
    "older_than_stored": lazy_("Row is skipped"),
}

KINDS: Mapping[str, LazyString] = {
    "orgs": lazy_("Schools and other orgs"),
    "academicSessions": lazy_("Terms"),
    "courses": lazy_("Courses"),
    "classes": lazy_("Classes"),
    "users": lazy_("People"),
    "agents": lazy_("Relations"),
    "roles": lazy_("Roles"),
    "enrollments": lazy_("Enrolments"),
    "userProfiles": lazy_("Accounts elsewhere"),
    "demographics": lazy_("Demographics"),
    "categories": lazy_("Categories of assignments"),
    "lineItems": lazy_("Assignments"),
    "results": lazy_("Results"),
    "scoreScales": lazy_("Scales of scores"),
    "lineItemScoreScales": lazy_("Scales of assignments"),
    "resultScoreScales": lazy_("Scales of results"),
    "lineItemLearningObjectiveIds": lazy_("Learning goals of assignments"),
    "resultLearningObjectiveIds": lazy_("Learning goals of results"),
    "resources": lazy_("Resources"),
    "classResources": lazy_("Resources of classes"),
    "courseResources": lazy_("Resources of courses"),
    "userResources": lazy_("Resources of people"),
    "guardians": lazy_("What guardians are to children"),
    "attendance": lazy_("Attendance"),
    "attendanceCodes": lazy_("Codes of attendance"),
    "calendar": lazy_("Days of the calendar"),
    "people": lazy_("Languages of people"),
    "orgSettings": lazy_("Settings of schools"),
}

STATES: Mapping[str, tuple[LazyString, str]] = {
    RunState.WAITING: (lazy_("Waiting"), "due"),
    RunState.CHECKING: (lazy_("Checking"), "due"),
    RunState.LOADING: (lazy_("Loading"), "due"),
    RunState.PUBLISHING: (lazy_("Sharing"), "due"),
    RunState.FINISHED: (lazy_("Up to date"), "school"),
    RunState.HELD: (lazy_("Held"), "due"),
    RunState.REFUSED: (lazy_("Refused"), "bad"),
    RunState.FAILED: (lazy_("Failed"), "bad"),
}
"""State to its words and the kind of its tag."""

CHANGES: Mapping[str, LazyString] = {
    Change.CREATED: lazy_("New"),
    Change.UPDATED: lazy_("Changed"),
    Change.REACTIVATED: lazy_("Back"),
    Change.DEACTIVATED: lazy_("Ended"),
    Change.UNCHANGED: lazy_("Same"),
    Change.OLDER: lazy_("Too old"),
    Change.HELD: lazy_("Held"),
    Change.QUARANTINED: lazy_("Left out"),
}


def advice(code: str) -> LazyString:
    """What people can do about a finding."""
    return _WORDS[code][1]


def consequence(code: str, severity: str) -> LazyString:
    """What we did about a finding."""
    own = _OWN_CONSEQUENCES.get(code) if severity == Severity.WARNING else None
    return own or CONSEQUENCES[severity]


def in_english(code: str) -> str:
    """A finding for an operator's terminal, where no reader's language is known."""
    return str(FINDINGS[code])
