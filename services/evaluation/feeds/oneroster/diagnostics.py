"""What was found wrong in a package, and where. Never holds a cell's value: names stay out of logs.

Source: design lms.md §1.9 and §8 rules 4, 5 and 6.
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
        "not_a_zip unknown_header input_too_large entry_count_exceeded entry_too_large"
        " total_too_large entry_ratio_exceeded entry_encrypted entry_compression entry_unsafe_path"
        " entry_duplicate_name missing_manifest version_1_0 manifest_header manifest_row"
        " manifest_duplicate manifest_version oneroster_version file_mode file_missing"
        " several_districts"
    ),
    Severity.FILE: (
        "empty_file no_rows not_utf8 bad_quoting bare_carriage_return line_too_long corrupt_entry"
        " file_cut missing_column duplicate_column file_unexpected missing_target_file"
        " duplicate_sourced_id"
    ),
    Severity.ROW: (
        "row_width missing_value invalid_character invalid_guid invalid_date invalid_datetime"
        " invalid_year invalid_float invalid_integer invalid_boolean invalid_choice"
        " invalid_language invalid_zone invalid_score_scale_mapping missing_target_record"
        " unknown_name outside_scope row_contradicts"
    ),
    Severity.WARNING: (
        "enclosing_folder entry_other_case entry_ignored manifest_property"
        " manifest_version_spelling oneroster_version_spelling file_not_read demographics_off"
        " bulk_with_status column_order unknown_column missing_optional_column"
        " metadata_column_position invalid_metadata_header row_repeated wrong_case choice_inactive"
        " choice_extension choice_outdated date_only date_with_time datetime_zone"
        " field_required_in_delta"
        " blank_value unescaped_quote invalid_email invalid_user_ids invalid_agent agent_unknown"
        " org_dropped dates_reversed subjects_differ org_type_mismatch"
        " academic_session_type_mismatch multiple_primary_roles_for_user_org"
        " primary_org_missing_role user_profile_user_mismatch score_below_min score_above_max"
        " invalid_score_range cell_dropped result_class_mismatch result_student_not_enrolled"
        " invalid_case_learning_objective_id resource_role_mismatch"
        " user_resource_class_org_mismatch user_resource_user_not_enrolled"
        " no_changes older_than_stored"
    ),
}
SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {code: severity for severity, codes in _CODES.items() for code in codes.split()}
)
"""Code to severity in lenient mode."""

# What the standard allows, or says nothing about, stays a warning in strict mode.
_ALWAYS_WARNINGS = frozenset(
    [
        "demographics_off",
        "choice_extension",
        "invalid_email",
        "cell_dropped",
        "org_dropped",
        "score_above_max",
        "no_changes",
        "older_than_stored",
    ]
)
_STRICT_PACKAGE = (
    "enclosing_folder entry_other_case entry_ignored manifest_property manifest_version_spelling"
    " oneroster_version_spelling file_not_read"
)
_STRICT_FILE = (
    "bulk_with_status column_order unknown_column missing_optional_column"
    " metadata_column_position invalid_metadata_header"
)
STRICT_SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {
        code: Severity.ROW
        if severity is Severity.WARNING and code not in _ALWAYS_WARNINGS
        else severity
        for code, severity in SEVERITIES.items()
    }
    | dict.fromkeys(_STRICT_PACKAGE.split(), Severity.PACKAGE)
    | dict.fromkeys(_STRICT_FILE.split(), Severity.FILE)
)
"""Code to severity in strict mode."""

FATAL = frozenset({Severity.PACKAGE, Severity.FILE})


def severity_of(code: str, *, is_strict: bool = False) -> Severity:
    """What a finding of this code stops."""
    return (STRICT_SEVERITIES if is_strict else SEVERITIES)[code]


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One finding. ``row`` counts from 1 for the header; 0 means the file as a whole."""

    code: str
    file: str = ""
    row: int = 0
    column: str = ""
    sourced_id: str = ""
    is_strict: bool = False

    @property
    def severity(self) -> Severity:
        """What the finding stops; fixed for each code and mode."""
        return severity_of(self.code, is_strict=self.is_strict)


class Broken(Exception):
    """Reading cannot go on; carries what is wrong with the package or the file."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(", ".join(found.code for found in diagnostics))
        self.diagnostics = diagnostics


def is_fatal(found: Diagnostic) -> bool:
    """Whether the finding stops the whole import."""
    return found.severity in FATAL
