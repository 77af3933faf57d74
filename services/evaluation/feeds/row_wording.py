"""What a finding about one row says to people, and what to do about it."""

from collections.abc import Mapping

from services.evaluation.feeds.package_wording import Words
from shared.web.languages import lazy_

_CORRECT = lazy_("Correct it in the school system and export again.")
_ASK_SUPPLIER = lazy_("Ask the supplier of the school system to correct the export.")
_EXPORT_UNTOUCHED = lazy_(
    "Export the files again and upload the zip as it is, without opening it in a spreadsheet."
)
_ADD_OR_TAKE_OUT = lazy_("Add the missing record, or take out what refers to it.")
_COMPARE = lazy_("Compare the two records in the school system.")
_NOTHING = lazy_("Nothing, unless it surprises you.")

ROW_WORDS: Mapping[str, Words] = {
    "row_width": (lazy_("The row has more or fewer cells than the header"), _EXPORT_UNTOUCHED),
    "missing_value": (lazy_("This must be filled in"), _CORRECT),
    "invalid_character": (
        lazy_("A line break or control character stands in this cell"),
        lazy_("Take the line break out of the field in the school system."),
    ),
    "invalid_guid": (
        lazy_("An identifier may hold letters, digits and . - _ / @ only"),
        _ASK_SUPPLIER,
    ),
    "invalid_date": (lazy_("Write the date as YYYY-MM-DD"), _EXPORT_UNTOUCHED),
    "invalid_datetime": (
        lazy_("Write the time as 2026-01-31T08:30:00.000Z"),
        _EXPORT_UNTOUCHED,
    ),
    "invalid_year": (lazy_("Write the year with four digits"), _CORRECT),
    "invalid_float": (
        lazy_("Write the number with a dot for decimals, and nothing else"),
        _EXPORT_UNTOUCHED,
    ),
    "invalid_integer": (lazy_("Write a whole number"), _CORRECT),
    "invalid_boolean": (lazy_("Write true or false"), _ASK_SUPPLIER),
    "invalid_choice": (
        lazy_("This is not one of OneRoster’s words for this column"),
        _ASK_SUPPLIER,
    ),
    "invalid_language": (lazy_("Write language tags such as mi or zh-Hans"), _CORRECT),
    "invalid_zone": (lazy_("Write a time zone such as Pacific/Auckland"), _CORRECT),
    "invalid_score_scale_mapping": (lazy_("Write the scale as {A:90},{B:80}"), _CORRECT),
    "missing_target_record": (
        lazy_("The record that this refers to is not there"),
        _ADD_OR_TAKE_OUT,
    ),
    "unknown_name": (
        lazy_("Nobody is known by this sourcedId or identifier, or more than one is"),
        _ADD_OR_TAKE_OUT,
    ),
    "outside_scope": (
        lazy_("This belongs to another school than this source may speak for"),
        lazy_("Take the other school out of the export, or change the settings of the source."),
    ),
    "row_contradicts": (
        lazy_("An earlier row of this file says something else of the same"),
        lazy_("Keep one of the two rows."),
    ),
    "row_repeated": (lazy_("The same row stands twice"), _ASK_SUPPLIER),
    "wrong_case": (
        lazy_("This is written with other capitals than OneRoster’s"),
        _ASK_SUPPLIER,
    ),
    "choice_inactive": (lazy_("“inactive” is taken as “tobedeleted”"), _ASK_SUPPLIER),
    "choice_extension": (lazy_("This word is an extension; it has no meaning here"), _NOTHING),
    "choice_outdated": (
        lazy_("This word belongs to an older version of OneRoster"),
        _ASK_SUPPLIER,
    ),
    "date_only": (lazy_("The time of day is missing"), _ASK_SUPPLIER),
    "date_with_time": (lazy_("The time of day is left out of this date"), _ASK_SUPPLIER),
    "datetime_zone": (lazy_("The time is not in UTC, or does not say so"), _ASK_SUPPLIER),
    "field_required_in_delta": (lazy_("Rows of changes need this"), _ASK_SUPPLIER),
    "older_than_stored": (lazy_("A newer change of this record is loaded already"), _NOTHING),
    "blank_value": (lazy_("OneRoster wants this filled in"), _ASK_SUPPLIER),
    "unescaped_quote": (
        lazy_("A quotation mark stands in a cell that is not quoted"),
        _ASK_SUPPLIER,
    ),
    "cell_dropped": (lazy_("This cell cannot be read"), _CORRECT),
    "invalid_email": (lazy_("This is not an email address"), _CORRECT),
    "invalid_user_ids": (lazy_("Write other identifiers as {Type:Id}"), _ASK_SUPPLIER),
    "invalid_agent": (
        lazy_("The identifier of a related person cannot be read"),
        _CORRECT,
    ),
    "agent_unknown": (lazy_("The related person is not in this file"), _ADD_OR_TAKE_OUT),
    "org_dropped": (
        lazy_("This person or class is of another school as well, which is left out"),
        _NOTHING,
    ),
    "dates_reversed": (lazy_("The end is before the beginning"), _CORRECT),
    "subjects_differ": (lazy_("There are not as many subject codes as subjects"), _CORRECT),
    "org_type_mismatch": (lazy_("The organisation referred to is not a school"), _COMPARE),
    "academic_session_type_mismatch": (
        lazy_("The session referred to is of another type than it must be here"),
        _COMPARE,
    ),
    "multiple_primary_roles_for_user_org": (
        lazy_("This person has two primary roles in one organisation"),
        _CORRECT,
    ),
    "primary_org_missing_role": (
        lazy_("This person has no role in the organisation called primary"),
        _CORRECT,
    ),
    "user_profile_user_mismatch": (lazy_("The profile belongs to another person"), _COMPARE),
    "score_below_min": (lazy_("The score is below the lowest one possible"), _COMPARE),
    "score_above_max": (lazy_("The score is above the highest one, which may be meant"), _NOTHING),
    "invalid_score_range": (lazy_("The lowest score is above the highest"), _CORRECT),
    "result_class_mismatch": (
        lazy_("The result is of another class than its assignment"),
        _COMPARE,
    ),
    "result_student_not_enrolled": (
        lazy_("The student has no place in the class of the assignment"),
        _NOTHING,
    ),
    "invalid_case_learning_objective_id": (
        lazy_("A learning objective of CASE must be a UUID"),
        _ASK_SUPPLIER,
    ),
    "resource_role_mismatch": (
        lazy_("The resource is for people in other roles than this person’s"),
        _COMPARE,
    ),
    "user_resource_class_org_mismatch": (
        lazy_("The class belongs to another organisation"),
        _COMPARE,
    ),
    "user_resource_user_not_enrolled": (
        lazy_("The person has no place in the class"),
        _COMPARE,
    ),
}
