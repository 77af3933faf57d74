"""What was found wrong in a package, and where. Never holds a cell's value: names stay out of logs.

Source: design lms.md §1.9 and §8 rules 5 and 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much of the package a finding stops."""

    PACKAGE = "package"
    """Nothing is imported."""

    FILE = "file"
    """The file cannot be trusted, so nothing is imported."""

    ROW = "row"
    """The row is set aside; its record stays as it was."""

    WARNING = "warning"
    """The row is imported."""


_CODES: Mapping[Severity, str] = {
    Severity.PACKAGE: (
        "not_a_zip input_too_large entry_count_exceeded entry_too_large total_too_large"
        " entry_ratio_exceeded entry_encrypted entry_compression entry_unsafe_path"
        " entry_duplicate_name missing_manifest manifest_header manifest_row manifest_duplicate"
        " manifest_version oneroster_version file_mode file_missing several_districts"
    ),
    Severity.FILE: (
        "empty_file no_rows not_utf8 bad_quoting line_too_long corrupt_entry file_cut"
        " missing_column duplicate_column file_unexpected missing_target_file duplicate_sourced_id"
    ),
    Severity.ROW: (
        "row_width missing_value invalid_character invalid_guid invalid_date invalid_datetime"
        " invalid_year invalid_boolean invalid_choice invalid_language invalid_zone"
        " missing_target_record"
    ),
    Severity.WARNING: (
        "enclosing_folder entry_other_case entry_ignored manifest_property"
        " manifest_version_spelling file_not_read bulk_with_status column_order unknown_column"
        " missing_optional_column row_repeated wrong_case choice_inactive choice_extension"
        " choice_outdated date_only field_required_in_delta invalid_email agent_unknown"
    ),
}
SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {code: severity for severity, codes in _CODES.items() for code in codes.split()}
)
FATAL = frozenset({Severity.PACKAGE, Severity.FILE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One finding. ``row`` counts from 1 for the header; 0 means the file as a whole."""

    code: str
    file: str = ""
    row: int = 0
    column: str = ""
    sourced_id: str = ""

    @property
    def severity(self) -> Severity:
        """What the finding stops; fixed for each code."""
        return SEVERITIES[self.code]


class Broken(Exception):
    """Reading cannot go on; carries what is wrong with the package or the file."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(", ".join(found.code for found in diagnostics))
        self.diagnostics = diagnostics


def is_fatal(found: Diagnostic) -> bool:
    """Whether the finding stops the whole import."""
    return found.severity in FATAL
