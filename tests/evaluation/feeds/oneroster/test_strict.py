"""Read strictly, whatever the lenient reader takes with a warning is an error."""

from collections.abc import Mapping

import pytest

from services.evaluation.feeds.oneroster.diagnostics import (
    SEVERITIES,
    STRICT_SEVERITIES,
    Severity,
)
from services.evaluation.feeds.oneroster.options import Options
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    EVERYTHING,
    STRICT,
    Package,
    all_files,
    changed_file,
    checked,
    found_in,
    replaced,
)

MOMENT = "2026-11-20T08:00:00.000Z"


def file_changed(name: str, old: str, new: str) -> Files:
    return replaced(name, old, new, all_files())


def first_row(name: str, **cells: str) -> Files:
    files = all_files()
    return bundles.edit_row(files, name, bundles.rows_of(files, name)[0]["sourcedId"], **cells)


def delta(**cells: str) -> Files:
    row = bundles.rows_of(all_files(), "categories.csv")[0]
    row |= {"status": "active", "dateLastModified": MOMENT}
    return bundles.as_changes(all_files(), {"categories": [row | cells]})


LENIENT_ONLY: Mapping[str, tuple[Package, str]] = {
    "enclosing_folder": ({f"x/{name}": one for name, one in all_files().items()}, "package"),
    "entry_other_case": (
        {name.replace("users", "Users"): one for name, one in all_files().items()},
        "package",
    ),
    "entry_ignored": ({**all_files(), "notes.txt": "x"}, "package"),
    "manifest_property": (
        file_changed("manifest.csv", "file.orgs", "source.colour,x\r\nfile.orgs"),
        "package",
    ),
    "manifest_version_spelling": (file_changed("manifest.csv", "n,1.0", "n,1"), "package"),
    "oneroster_version_spelling": (file_changed("manifest.csv", "1.2", "1.2.1"), "package"),
    "file_not_read": ({**bundles.make_files(version="1.1"), "roles.csv": "x"}, "package"),
    "column_order": (
        file_changed("categories.csv", "title,weight", "weight,title"),
        "file",
    ),
    "unknown_column": (file_changed("users.csv", "pronouns", "colour"), "file"),
    "missing_optional_column": (file_changed("users.csv", "pronouns", "colour"), "file"),
    "metadata_column_position": (
        changed_file(
            "categories.csv",
            lambda text: "\r\n".join(
                f"metadata.{line}" if line.startswith("x") else line.replace(",", ",,", 1)
                for line in text.splitlines()
            ).replace("sourcedId,,", "sourcedId,metadata.x,"),
            all_files(),
        ),
        "file",
    ),
    "invalid_metadata_header": (file_changed("users.csv", "pronouns", "metadata."), "file"),
    "bulk_with_status": (
        first_row("categories.csv", status="active", dateLastModified=MOMENT),
        "file",
    ),
    "wrong_case": (first_row("users.csv", enabledUser="TRUE"), "row"),
    "choice_inactive": (delta(status="inactive"), "row"),
    "choice_outdated": (first_row("enrollments.csv", role="aide"), "row"),
    "date_only": (delta(dateLastModified="2026-11-20"), "row"),
    "datetime_zone": (delta(dateLastModified="2026-11-20T08:00:00+13:00"), "row"),
    "date_with_time": (first_row("results.csv", scoreDate="2026-03-01T00:00:00Z"), "row"),
    "field_required_in_delta": (delta(dateLastModified=""), "row"),
    "blank_value": (delta(status="tobedeleted", title=""), "row"),
    "row_repeated": (
        changed_file("categories.csv", lambda text: text + text.splitlines()[-1], all_files()),
        "row",
    ),
    "unescaped_quote": (file_changed("categories.csv", "Test", 'Te"st'), "row"),
    "invalid_user_ids": (first_row("users.csv", userIds="12345"), "row"),
    "invalid_agent": (first_row("users.csv", agentSourcedIds="not an id"), "row"),
    "agent_unknown": (first_row("users.csv", agentSourcedIds="ghost"), "row"),
}
STILL_WARNINGS: Mapping[str, Package] = {
    "choice_extension": first_row("classes.csv", classType="ext:online"),
    "invalid_email": first_row("users.csv", email="nobody"),
    "score_above_max": first_row("results.csv", score="300"),
}


@pytest.mark.parametrize("code", LENIENT_ONLY)
def test_what_is_a_warning_otherwise_is_an_error(code: str) -> None:
    package, severity = LENIENT_ONLY[code]

    lenient = {(one.code, str(one.severity)) for one in found_in(package)}
    strict = {(one.code, str(one.severity)) for one in found_in(package, STRICT)}

    assert (code, "warning") in lenient
    assert (code, severity) in strict


@pytest.mark.parametrize("code", STILL_WARNINGS)
@pytest.mark.parametrize("options", [EVERYTHING, STRICT], ids=["lenient", "strict"])
def test_what_the_standard_allows_stays_a_warning(code: str, options: Options) -> None:
    found = found_in(STILL_WARNINGS[code], options)

    assert {(one.code, str(one.severity)) for one in found} == {(code, "warning")}


def test_a_package_to_the_letter_has_no_finding_either_way() -> None:
    assert found_in(all_files(), STRICT) == []


def test_an_error_is_an_error_in_both() -> None:
    for code, severity in SEVERITIES.items():
        assert severity is Severity.WARNING or STRICT_SEVERITIES[code] is severity


def test_a_row_set_aside_strictly_is_not_loaded() -> None:
    with checked(first_row("users.csv", enabledUser="TRUE"), STRICT) as (check, _):
        users = check.checked("users")

        assert users is not None
        assert users.bad_rows == 1
        assert "s0" not in {cells.sourced_id for cells in users.cells()}
        assert check.severities()[Severity.ROW] > 0
        assert not check.is_fatal
