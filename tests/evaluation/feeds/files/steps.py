"""Loading a file about guardians, and what became of a link."""

from typing import Any

from services.evaluation.feeds.models import FeedRun
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import RosterLink
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
