"""What a guardian is to one child, from our own file and from three others', by a real import."""

import pytest

from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.oneroster.extras import extra_of
from services.evaluation.roster.models import RosterHousehold, SourceRecord
from shared import store
from shared.settings import Settings
from shared.tenancy import every_school, scope
from tests import bundles
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.files.steps import OURS, codes, link_of, load_with


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
