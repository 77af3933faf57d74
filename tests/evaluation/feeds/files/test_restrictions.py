"""A restriction in any file bars the guardian, whatever else the files tell."""

import pytest

from shared import store
from shared.settings import Settings
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.files.steps import OURS, codes, link_of, load_with


@pytest.mark.parametrize("word", ["true", "Court order 17/2026", "no contact"])
def test_any_restriction_bars_and_its_words_are_not_kept(
    load: Load, evaluation_store: Settings, word: str
) -> None:
    load_with(load, "tuhono.guardians.csv", f"{OURS}ben,ana,mother,true,,,,,true,{word},,,\r\n")

    link = link_of(evaluation_store, "ben")
    assert (link.active, link.data_access, link.may_be_invited) == (True, False, False)
    assert "Court" not in repr(list(store.database()["source_records"].find()))


@pytest.mark.parametrize("word", ["none", "No", "false", ""])
def test_no_restriction_is_none(load: Load, evaluation_store: Settings, word: str) -> None:
    load_with(load, "tuhono.guardians.csv", f"{OURS}ben,ana,,,,,,,,{word},,,\r\n")

    assert link_of(evaluation_store, "ben").data_access


def test_a_file_sent_again_without_the_column_takes_back_no_restriction(
    load: Load, evaluation_store: Settings
) -> None:
    load_with(load, "tuhono.guardians.csv", f"{OURS}ben,ana,mother,,,,,,,no contact,,,\r\n")
    without = "studentSourcedId,guardianSourcedId,relation\r\nben,ana,guardian\r\n"

    load_with(load, "tuhono.guardians.csv", without)
    again = load_with(load, "tuhono.guardians.csv", without)

    link = link_of(evaluation_store, "ben")
    assert (link.relation, link.data_access) == ("guardian", False)
    assert again.counts["guardians"] == {"unchanged": 1}
    load_with(load, "tuhono.guardians.csv", f"{OURS}ben,ana,guardian,,,,,,,none,,,\r\n")
    assert link_of(evaluation_store, "ben").data_access


class TestSeveralFiles:
    RESTRICTED = f"{OURS}ben,ana,mother,,,,,,,yes,,,\r\n"
    OTHERS = (
        (
            "guardianData.csv",
            "studentSourcedId,guardianSourcedId,address1,address2,city,state,zipcode,"
            "allowdataaccess\r\nben,ana,,,,,,true\r\n",
        ),
        (
            "relationships.csv",
            "userSourcedId,relationshipUserSourcedId,relationshipRole\r\nben,ana,Parent\r\n",
        ),
    )

    @pytest.mark.parametrize(("name", "text"), OTHERS)
    def test_a_restriction_outlasts_what_another_file_tells(
        self, load: Load, evaluation_store: Settings, name: str, text: str
    ) -> None:
        load_with(load, "tuhono.guardians.csv", self.RESTRICTED)
        load_with(load, name, text)

        link = link_of(evaluation_store, "ben")
        assert (link.relation, link.data_access) == ("mother", False)

    def test_a_restriction_told_of_guardian_and_child_bars(
        self, load: Load, evaluation_store: Settings
    ) -> None:
        rows = "ben,ana,mother,,,,,,,,,,\r\nana,ben,,,,,,,,yes,,,\r\n"
        load_with(load, "tuhono.guardians.csv", OURS + rows)

        link = link_of(evaluation_store, "ben")
        assert (link.relation, link.data_access) == ("mother", False)

    def test_each_says_its_part_and_twice_changes_nothing(
        self, load: Load, evaluation_store: Settings
    ) -> None:
        files: bundles.Files = {**bundles.make_files(), **dict(self.OTHERS)}
        files["tuhono.guardians.csv"] = f"{OURS}ben,ana,,,,3,,,,,,,\r\n"
        load(files)
        link = link_of(evaluation_store, "ben")
        assert (link.relation, link.priority, link.data_access) == ("Parent", 3, True)

        run = load(files)

        assert run.counts["guardians"] == {"unchanged": 3}


class TestRestrictedRows:
    @pytest.mark.parametrize(
        "row",
        [
            "ben,ana,,perhaps,,first,,,maybe,yes,24.12.2026,soon,???",
            'ben,ana,,,,,,,,"Court order\r\n17/2026",,,',
            '"ben",ana,"mo\tther\x07",,,,,,,yes,,,',
        ],
    )
    def test_count_whatever_their_other_cells_hold(
        self, load: Load, evaluation_store: Settings, row: str
    ) -> None:
        load_with(load, "tuhono.guardians.csv", f"{OURS}{row}\r\n")

        assert {code for code, _ in codes()} <= {"cell_dropped"}
        link = link_of(evaluation_store, "ben")
        assert (link.active, link.data_access) == (True, False)

    @pytest.mark.parametrize(
        "rows",
        [
            ["ben,ana,,,,,,,true,,,,", "ben,ana,,,,,,,,yes,,,"],
            ["ben,ana,,,,,,,,yes,,,", "ben,ana,,,,,,,true,,,,"],
            ["ben,ana,,,,,,,perhaps,,,,", "ben,ana,,,,,,,,yes,,,", "ben,ana,x,,,,,,,yes,,,"],
        ],
    )
    def test_count_also_where_rows_contradict_each_other(
        self, load: Load, evaluation_store: Settings, rows: list[str]
    ) -> None:
        text = OURS + "\r\n".join(rows) + "\r\n"
        load_with(load, "tuhono.guardians.csv", text)
        assert not link_of(evaluation_store, "ben").data_access

        run = load_with(load, "tuhono.guardians.csv", text)

        assert set(run.counts["guardians"]) <= {"unchanged", "quarantined"}

    def test_a_required_cell_that_is_bad_still_sets_the_row_aside(self, load: Load) -> None:
        load_with(load, "tuhono.guardians.csv", f"{OURS}ben,,,,,,,,,yes,,,\r\n")

        assert codes() == {("missing_value", 2)}
