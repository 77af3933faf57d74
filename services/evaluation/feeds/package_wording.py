"""What a finding about a zip or a whole file says to people, and what to do about it."""

from collections.abc import Mapping

from shared.web.languages import LazyString, lazy_

Words = tuple[LazyString, LazyString]
"""What is the matter; what to do."""

_EXPORT_AGAIN = lazy_("Export the files again from the school system and upload the new zip.")
_EXPORT_UNTOUCHED = lazy_(
    "Export the files again and upload the zip as it is, without opening it in a spreadsheet."
)
_ASK_SUPPLIER = lazy_("Ask the supplier of the school system to correct the export.")
_LEAVE_OUT = lazy_("Leave this file out of the zip.")
_ZIP_PLAINLY = lazy_("Make a plain zip of the CSV files, with no folder inside.")
_TALK_TO_US = lazy_("If the file is right, ask the operator of this site to raise the limit.")
_SET_ABSENT = lazy_("Leave an empty file out and call it absent in manifest.csv.")
_CORRECT_MANIFEST = lazy_("Correct manifest.csv, or export the package again.")
_SAVE_AS_UTF8 = lazy_("Export in UTF-8; in a spreadsheet, save as “CSV UTF-8”.")
_NOTHING = lazy_("Nothing, unless it surprises you.")

PACKAGE_WORDS: Mapping[str, Words] = {
    "not_a_zip": (lazy_("The file is not a zip, or it is cut off"), _EXPORT_AGAIN),
    "unknown_header": (
        lazy_("This is a single file, and its first row is none that we know"),
        lazy_("Upload the whole OneRoster zip, or one of the attendance or family files."),
    ),
    "input_too_large": (lazy_("The file is bigger than we take"), _TALK_TO_US),
    "entry_count_exceeded": (lazy_("The zip holds too many files"), _ZIP_PLAINLY),
    "entry_too_large": (lazy_("This file is too big once unpacked"), _TALK_TO_US),
    "total_too_large": (lazy_("The files are too big once unpacked"), _TALK_TO_US),
    "entry_ratio_exceeded": (
        lazy_("This file unpacks to far more than a roster would"),
        _EXPORT_AGAIN,
    ),
    "entry_encrypted": (
        lazy_("This file has a password"),
        lazy_("Make the zip without a password; the upload itself is encrypted."),
    ),
    "entry_compression": (lazy_("This file is packed in a way we do not read"), _ZIP_PLAINLY),
    "entry_unsafe_path": (
        lazy_("This file lies in a folder, or its name points out of the zip"),
        _ZIP_PLAINLY,
    ),
    "entry_duplicate_name": (lazy_("Two files have this name"), _ZIP_PLAINLY),
    "missing_manifest": (lazy_("There is no manifest.csv in the zip"), _EXPORT_AGAIN),
    "version_1_0": (
        lazy_("This is a package of OneRoster 1.0, which nobody should use any more"),
        lazy_("Set the export to OneRoster 1.2 or 1.1."),
    ),
    "manifest_header": (lazy_("The first row must be propertyName,value"), _CORRECT_MANIFEST),
    "manifest_row": (lazy_("A row must have a name and a value"), _CORRECT_MANIFEST),
    "manifest_duplicate": (lazy_("This property stands twice"), _CORRECT_MANIFEST),
    "manifest_version": (lazy_("The manifest’s version must be 1.0"), _CORRECT_MANIFEST),
    "oneroster_version": (
        lazy_("We read OneRoster 1.1 and 1.2"),
        lazy_("Set the export to OneRoster 1.2 or 1.1."),
    ),
    "file_mode": (lazy_("The mode must be absent, bulk or delta"), _CORRECT_MANIFEST),
    "file_missing": (
        lazy_("The manifest lists this file, but it is not in the zip"),
        _EXPORT_AGAIN,
    ),
    "several_districts": (
        lazy_("A package may hold one district without a parent, not several"),
        lazy_("Export each district by itself, as a source of its own."),
    ),
    "empty_file": (lazy_("The file is empty"), _SET_ABSENT),
    "no_rows": (lazy_("The file has a header and no rows"), _SET_ABSENT),
    "no_changes": (
        lazy_("The file has a header and no rows, so it tells of no change"),
        _NOTHING,
    ),
    "not_utf8": (lazy_("The file is not in UTF-8"), _SAVE_AS_UTF8),
    "bad_quoting": (
        lazy_("A quotation mark is missing or stands in the wrong place"),
        _EXPORT_UNTOUCHED,
    ),
    "bare_carriage_return": (
        lazy_("The rows end with a carriage return alone, or one stands inside a row"),
        _EXPORT_UNTOUCHED,
    ),
    "line_too_long": (
        lazy_("The row is far too long; a quotation mark may be missing above"),
        _EXPORT_UNTOUCHED,
    ),
    "corrupt_entry": (lazy_("The file in the zip is damaged"), _EXPORT_AGAIN),
    "file_cut": (lazy_("The last row is not complete, so the file is cut off"), _EXPORT_AGAIN),
    "missing_column": (
        lazy_("This column is missing"),
        lazy_("Add the column, with exactly this name; capitals count."),
    ),
    "duplicate_column": (lazy_("This column stands twice"), _ASK_SUPPLIER),
    "file_unexpected": (lazy_("The manifest does not list this file"), _CORRECT_MANIFEST),
    "missing_target_file": (
        lazy_("The rows refer to a file that is not in the zip"),
        lazy_("Add that file to the export: a full set needs all that it refers to."),
    ),
    "duplicate_sourced_id": (
        lazy_("Two different rows have the same sourcedId"),
        lazy_("Correct one of them in the school system: nobody can say which is meant."),
    ),
    "enclosing_folder": (lazy_("The files lie in a folder inside the zip"), _ZIP_PLAINLY),
    "entry_other_case": (
        lazy_("The file’s name is written with other capitals"),
        _ASK_SUPPLIER,
    ),
    "entry_ignored": (lazy_("This file is not part of OneRoster"), _LEAVE_OUT),
    "manifest_property": (
        lazy_("The manifest lacks this property, or has one we do not know"),
        _CORRECT_MANIFEST,
    ),
    "manifest_version_spelling": (lazy_("A spreadsheet has turned 1.0 into 1"), _EXPORT_UNTOUCHED),
    "oneroster_version_spelling": (
        lazy_("The version has a third number; it is read as 1.1 or 1.2"),
        _CORRECT_MANIFEST,
    ),
    "file_not_read": (
        lazy_("This file is not part of the package’s version of OneRoster"),
        lazy_("Leave it out, or set the export to OneRoster 1.2."),
    ),
    "demographics_off": (
        lazy_("The district has not switched demographics on"),
        lazy_("Leave this file out of the export: it is not needed here."),
    ),
    "bulk_with_status": (
        lazy_("The rows have a status, so they are taken as changes"),
        lazy_("If the file is the full set, say so in the settings of the source."),
    ),
    "column_order": (
        lazy_("The columns stand in another order than OneRoster’s"),
        _ASK_SUPPLIER,
    ),
    "unknown_column": (lazy_("This column is not part of OneRoster"), _NOTHING),
    "missing_optional_column": (lazy_("This optional column is missing"), _NOTHING),
    "metadata_column_position": (
        lazy_("Columns of one’s own must stand to the right of OneRoster’s"),
        _ASK_SUPPLIER,
    ),
    "invalid_metadata_header": (
        lazy_("After “metadata.” a plain name must follow"),
        _ASK_SUPPLIER,
    ),
}
