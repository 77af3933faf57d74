"""Named reads: how much there is about somebody, who is held."""

from collections.abc import Collection

from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.privacy.holdings import HOLDINGS, holdings_of
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
    found: dict[str, int] = {}
    for holding in HOLDINGS:
        if holding.made or holding.forget or holding.data is DataClass.LISTS:
            rows = holding.document._get_collection().count_documents(holding.about(person_ids))
            found[holding.data.value] = found.get(holding.data.value, 0) + rows
    found[DataClass.MEDIA.value] = _count_media(person_ids)
    return {name: number for name, number in sorted(found.items()) if number}


def _count_media(person_ids: Collection[str]) -> int:
    [practices] = holdings_of(DataClass.HOME_PRACTICE)
    rows = HomePractice._get_collection().find(practices.about(person_ids), {"_id": 1})
    wanted = [row["_id"] for row in rows]
    return int(PracticeClip._get_collection().count_documents({"practice_id": {"$in": wanted}}))
