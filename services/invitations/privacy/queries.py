"""Named reads: how much there is about somebody, who is held."""

from collections.abc import Collection

from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.privacy.forgetting import Row
from services.invitations.privacy.holdings import HOLDINGS, Holding, holdings_of
from services.invitations.privacy.models import LegalHold
from services.invitations.privacy.rules import DataClass


def is_held(person_id: str) -> bool:
    """Whether nothing may be erased about the person in the school in scope."""
    return LegalHold.objects(person_id=person_id, is_held=True).first() is not None


def held_persons() -> list[str]:
    """The persons about whom nothing may be erased in the school in scope."""
    return [str(one) for one in LegalHold.objects(is_held=True).scalar("person_id")]


def count_about(person_ids: Collection[str]) -> dict[str, int]:
    """How many records name any of these persons, by class of data; classes without any left out.

    A slot is counted with its talk.
    """
    return _count(person_ids, held=())


def count_to_erase(person_id: str) -> dict[str, int]:
    """As ``count_about``, without what a hold on somebody else keeps."""
    return _count([person_id], held=held_persons())


def kept_for_others(person_id: str) -> list[str]:
    """The classes of data in which a hold on somebody else keeps records about the person."""
    goes = count_to_erase(person_id)
    return [name for name, rows in count_about([person_id]).items() if rows > goes.get(name, 0)]


def about_free(holding: Holding, person_ids: Collection[str], held: Collection[str]) -> Row:
    """The filter of the rows about these persons that name nobody who is held."""
    return {"$and": [holding.about(person_ids), *holding.free_of(held)]}


def _count(person_ids: Collection[str], *, held: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for holding in HOLDINGS:
        if holding.made or holding.forget or holding.data is DataClass.LISTS:
            wanted = about_free(holding, person_ids, held)
            rows = holding.document._get_collection().count_documents(wanted)
            found[holding.data.value] = found.get(holding.data.value, 0) + rows
    found[DataClass.MEDIA.value] = _count_media(person_ids, held)
    return {name: number for name, number in sorted(found.items()) if number}


def _count_media(person_ids: Collection[str], held: Collection[str]) -> int:
    [practices] = holdings_of(DataClass.HOME_PRACTICE)
    about = about_free(practices, person_ids, held)
    rows = HomePractice._get_collection().find(about, {"_id": 1})
    wanted = [row["_id"] for row in rows]
    return int(PracticeClip._get_collection().count_documents({"practice_id": {"$in": wanted}}))
