"""Whatever bytes a file holds: the check ends, says what is wrong, and counts every row."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import bundles
from tests.evaluation.feeds.oneroster.packages import checked

GOOD = str(bundles.make_files()["orgs.csv"]).encode()
PIECES = st.sampled_from(
    [b'"', b",", b"\r", b"\n", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b" ", b"x", "ā".encode()]
)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(GOOD)), length=st.integers(0, 40), new=st.lists(PIECES, max_size=6))
def test_a_damaged_file_is_refused_or_every_row_is_accounted_for(
    at: int, length: int, new: list[bytes]
) -> None:
    content = GOOD[:at] + b"".join(new) + GOOD[at + length :]

    with checked({**bundles.make_files(), "orgs.csv": content}) as (check, found):
        orgs = check.checked("orgs")

        assert orgs is not None
        assert check.is_fatal or content == GOOD or orgs.rows > 0
        if not check.is_fatal:
            repeated = sum(one.code == "row_repeated" for one in found)
            assert orgs.rows == orgs.good_rows + orgs.bad_rows + repeated
            assert orgs.good_rows == len(list(orgs.cells()))
            assert orgs.bad_rows == 0 or not orgs.may_end_the_absent


@settings(max_examples=40, deadline=None)
@given(name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_any_name_comes_back_as_it_was_told(name: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow(["odd", "", "", name, "school", "", ""])
    files = bundles.make_files()
    files["orgs.csv"] = str(files["orgs.csv"]) + out.getvalue()

    with checked(files) as (check, _):
        orgs = check.checked("orgs")

        assert orgs is not None
        names = {cells.sourced_id: cells.fields.get("name") for cells in orgs.cells()}
        assert names.get("odd") == (name.strip() or None)
