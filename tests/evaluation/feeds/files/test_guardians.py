"""What a guardian is to one child, from our own file and from three others', by a real import."""

from typing import Any

import pytest

from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.feeds.oneroster.extras import extra_of
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import RosterHousehold, RosterLink, SourceRecord
from shared import store
from shared.settings import Settings
from shared.tenancy import every_school, scope
from tests import bundles
from tests.evaluation.feeds.conftest import Load

OURS = (
    "studentSourcedId,guardianSourcedId,relation,legalGuardian,livesWith,contactPriority,"
    "emergencyContact,receivesMail,dataAccess,restriction,validFrom,validTo,language\r\n"
)


def link_of(settings: Settings, student: str, guardian: str = "ana") -> Any:
    ids = Ids(settings.district_id, "sis")
    with scope(read=every_school(RosterLink)):
        return RosterLink.objects(link_id=ids.link(student, guardian)).first()


def codes() -> set[tuple[str, int]]:
    return {(row["code"], row["row"]) for row in store.database()["feed_findings"].find()}


def load_with(load: Load, name: str, text: str) -> FeedRun:
    files: bundles.Files = {**bundles.make_files(), name: text}
    return load(files)


def test_our_file_says_what_a_guardian_is_to_each_child(
    load: Load, evaluation_store: Settings
) -> None:
    rows = "ben,ana,mother,true,yes,1,no,Y,,,2026-01-01,,to\r\ncleo,ana,aunt,,,2,,,,,,,\r\n"

    run = load_with(load, "tuhono.guardians.csv", OURS + rows)

    assert (run.state, codes()) == (RunState.FINISHED, set())
    ben, cleo = (link_of(evaluation_store, one) for one in ("ben", "cleo"))
    assert (ben.relation, ben.priority, ben.data_access) == ("mother", 1, True)
    assert (cleo.relation, cleo.priority, cleo.data_access) == ("aunt", 2, False)
    assert (ben.may_be_invited, cleo.may_be_invited) == (True, False)


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


def test_bad_cells_and_unknown_people_set_the_row_aside(
    load: Load, evaluation_store: Settings
) -> None:
    rows = [
        "ben,ana,,,,,,,perhaps,,,,",
        "cleo,ana,,,,first,,,,,,,",
        "ben,nobody,,,,,,,,,,,",
        "nobody,ana,,,,,,,,,,,",
        "ben,,,,,,,,,,,,",
        "leader-north,ana,,,,,,,,,24.12.2026,,",
    ]

    load_with(load, "tuhono.guardians.csv", OURS + "\r\n".join(rows) + "\r\n")

    assert codes() == {
        ("invalid_boolean", 2),
        ("invalid_integer", 3),
        ("missing_target_record", 4),
        ("missing_target_record", 5),
        ("missing_value", 6),
        ("invalid_date", 7),
    }
    assert link_of(evaluation_store, "ben").data_access, "what was told before stays"
    assert store.database()["source_records"].count_documents({"kind": "guardians"}) == 0


def test_a_row_with_a_status_of_deletion_takes_its_word_back(
    load: Load, evaluation_store: Settings
) -> None:
    header = OURS.replace("language", "language,status,dateLastModified")
    told, moment = "ben,ana,,,,,,,false,,,,", "2026-11-20T08:00:00.000Z"
    load_with(load, "tuhono.guardians.csv", f"{header}{told},active,{moment}\r\n")
    assert not link_of(evaluation_store, "ben").data_access

    later = "2026-11-21T08:00:00.000Z"
    load_with(load, "tuhono.guardians.csv", f"{header}{told},tobedeleted,{later}\r\n")

    assert link_of(evaluation_store, "ben").data_access


def test_two_who_live_with_the_child_are_a_household(load: Load) -> None:
    district = bundles.make_small_district()
    district.users.append(bundles.make_user("bob", "parent", bundles.NORTH))
    files: bundles.Files = bundles.make_files(district)
    files["tuhono.guardians.csv"] = f"{OURS}ben,ana,,,true,,,,,,,,\r\nben,bob,,,true,,,,,,,,\r\n"

    load(files)

    with scope(read=every_school(RosterHousehold)):
        (household,) = RosterHousehold.objects
    assert household.active
    assert len(household.guardian_ids) == 2


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


@pytest.mark.parametrize(
    ("name", "text", "relation", "has_access"),
    [
        (
            "guardianData.csv",
            "studentSourcedId,guardianSourcedId,address1,address2,city,state,zipcode,"
            "allowdataaccess\r\nben,ana,1 Secret Road,,,,,false\r\n",
            "parent",
            False,
        ),
        (
            "relationships.csv",
            "userSourcedId,relationshipUserSourcedId,relationshipRole\r\nben,ana,Relative\r\n",
            "Relative",
            False,
        ),
        (
            "StudentContactAssociation.csv",
            "studentUniqueId,contactUniqueId,relationDescriptor,livesWith,"
            "emergencyContactStatus,contactPriority,legalGuardian\r\n"
            "ben,ana,uri://ed-fi.org/RelationDescriptor#Mother,true,false,1,true\r\n",
            "Mother",
            True,
        ),
    ],
)
class TestOthersFiles:
    def test_are_read_beside_a_package(
        self,
        load: Load,
        evaluation_store: Settings,
        name: str,
        text: str,
        relation: str,
        has_access: bool,
    ) -> None:
        run = load_with(load, name, text)

        assert (run.state, codes()) == (RunState.FINISHED, set())
        link = link_of(evaluation_store, "ben")
        assert (link.relation, link.data_access) == (relation, has_access)
        assert link_of(evaluation_store, "cleo").data_access
        assert "Secret" not in repr(list(store.database()["source_records"].find()))

    def test_are_told_from_one_another_by_their_header(
        self,
        name: str,
        text: str,
        relation: str,  # noqa: ARG002
        has_access: bool,  # noqa: ARG002
    ) -> None:
        found = extra_of(text.splitlines()[0].split(","))

        assert found is not None
        assert found.table.file == name
        assert found.kind == "guardians"


def test_the_school_says_which_relations_see_a_child(
    load: Load, evaluation_store: Settings
) -> None:
    settings = "orgSourcedId,zone,languages,guardianAccess\r\n"
    load(bundles.make_files())
    assert link_of(evaluation_store, "ben").data_access

    files: bundles.Files = bundles.make_files()
    files["tuhono.orgs.csv"] = f'{settings}{bundles.NORTH},,,"guardian,relative"\r\n'
    load(files)

    assert not link_of(evaluation_store, "ben").data_access
    assert link_of(evaluation_store, "cleo").data_access, "another school's setting"
    with scope(read=[evaluation_store.district_id]):
        assert SourceRecord.objects(kind="orgSettings", sourced_id=bundles.NORTH).count() == 1


def test_our_own_header_is_ours() -> None:
    found = extra_of(OURS.strip().split(","))

    assert found is not None
    assert found.table.file == "tuhono.guardians.csv"
