"""What each finding says to people, and what we did about it."""

from collections.abc import Mapping

from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.roster.changes import Change
from shared.web.languages import LazyString, lazy_

FINDINGS: Mapping[str, LazyString] = {
    "not_a_zip": lazy_("The file is not a zip, or it is cut off"),
    "input_too_large": lazy_("The zip is bigger than 50 MB"),
    "entry_count_exceeded": lazy_("The zip holds too many files"),
    "entry_too_large": lazy_("This file is too big once unpacked"),
    "total_too_large": lazy_("The files are too big once unpacked"),
    "entry_ratio_exceeded": lazy_("This file unpacks to far more than a roster would"),
    "entry_encrypted": lazy_("This file has a password"),
    "entry_compression": lazy_("This file is packed in a way we do not read"),
    "entry_unsafe_path": lazy_("This file lies in a folder, or its name points out of the zip"),
    "entry_duplicate_name": lazy_("Two files have this name"),
    "missing_manifest": lazy_("There is no manifest.csv in the zip"),
    "manifest_header": lazy_("The first row must be propertyName,value"),
    "manifest_row": lazy_("A row must have a name and a value"),
    "manifest_duplicate": lazy_("This property stands twice"),
    "manifest_version": lazy_("The manifest’s version must be 1.0"),
    "oneroster_version": lazy_("We read OneRoster 1.1 and 1.2"),
    "file_mode": lazy_("The mode must be absent, bulk or delta"),
    "file_missing": lazy_("The manifest lists this file, but it is not in the zip"),
    "several_districts": lazy_("A package may hold one district without a parent, not several"),
    "empty_file": lazy_("The file is empty"),
    "no_rows": lazy_("The file has a header and no rows"),
    "not_utf8": lazy_("The file is not in UTF-8; save it as “CSV UTF-8”"),
    "bad_quoting": lazy_("A quotation mark is missing or stands in the wrong place"),
    "line_too_long": lazy_("The row is far too long; a quotation mark may be missing above"),
    "corrupt_entry": lazy_("The file in the zip is damaged"),
    "file_cut": lazy_("The last row is not complete, so the file is cut off"),
    "missing_column": lazy_("This column is missing"),
    "duplicate_column": lazy_("This column stands twice"),
    "file_unexpected": lazy_("The manifest does not list this file"),
    "missing_target_file": lazy_("The rows refer to a file that is not in the zip"),
    "duplicate_sourced_id": lazy_("Two different rows have the same sourcedId"),
    "row_width": lazy_("The row has more or fewer cells than the header"),
    "missing_value": lazy_("This must be filled in"),
    "invalid_character": lazy_("A line break or control character stands in this cell"),
    "invalid_guid": lazy_("An identifier may hold letters, digits and . - _ / @ only"),
    "invalid_date": lazy_("Write the date as YYYY-MM-DD"),
    "invalid_datetime": lazy_("Write the time as 2026-01-31T08:30:00.000Z"),
    "invalid_year": lazy_("Write the year with four digits"),
    "invalid_boolean": lazy_("Write true or false"),
    "invalid_choice": lazy_("This is not one of OneRoster’s words for this column"),
    "invalid_language": lazy_("Write language tags such as mi or zh-Hans"),
    "invalid_zone": lazy_("Write a time zone such as Pacific/Auckland"),
    "missing_target_record": lazy_("The record that this refers to is not there"),
    "enclosing_folder": lazy_("The files lie in a folder inside the zip"),
    "entry_other_case": lazy_("The file’s name is written with other capitals"),
    "entry_ignored": lazy_("This file is not part of OneRoster"),
    "manifest_property": lazy_("The manifest lacks this property, or has one we do not know"),
    "manifest_version_spelling": lazy_("A spreadsheet has turned 1.0 into 1"),
    "file_not_read": lazy_("We do not read this file yet"),
    "bulk_with_status": lazy_("The rows have a status, so they are taken as changes"),
    "column_order": lazy_("The columns stand in another order than OneRoster’s"),
    "unknown_column": lazy_("This column is not part of OneRoster"),
    "missing_optional_column": lazy_("This optional column is missing"),
    "row_repeated": lazy_("The same row stands twice"),
    "wrong_case": lazy_("This is written with other capitals than OneRoster’s"),
    "choice_inactive": lazy_("“inactive” is taken as “tobedeleted”"),
    "choice_extension": lazy_("This word is an extension; it has no meaning here"),
    "choice_outdated": lazy_("This word belongs to an older version of OneRoster"),
    "date_only": lazy_("The time of day is missing"),
    "field_required_in_delta": lazy_("Rows of changes need this"),
    "invalid_email": lazy_("This is not an email address"),
    "agent_unknown": lazy_("The related person is not in this file"),
}

CONSEQUENCES: Mapping[str, LazyString] = {
    Severity.PACKAGE: lazy_("Nothing is loaded"),
    Severity.FILE: lazy_("Nothing is loaded"),
    Severity.ROW: lazy_("Row is left out; the record stays as it was"),
    Severity.WARNING: lazy_("Row is loaded"),
}
_OWN_CONSEQUENCES: Mapping[str, LazyString] = {
    "invalid_email": lazy_("Row is loaded without it"),
    "unknown_column": lazy_("Column is skipped"),
    "agent_unknown": lazy_("Link is skipped"),
    "entry_ignored": lazy_("File is skipped"),
    "file_not_read": lazy_("File is skipped"),
    "bulk_with_status": lazy_("Nobody is ended because they are missing"),
    "row_repeated": lazy_("Row is skipped"),
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


def consequence(code: str, severity: str) -> LazyString:
    """What we did about a finding."""
    return _OWN_CONSEQUENCES.get(code, CONSEQUENCES[severity])


def in_english(code: str) -> str:
    """A finding for an operator's terminal, where no reader's language is known."""
    return str(FINDINGS[code])
