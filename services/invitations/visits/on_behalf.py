"""What a family said by phone or on paper, entered by staff; the audit log keeps by whom (R9)."""

from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Entry, Side, Wish
from services.invitations.visits.use_cases import answer_open, require_link
from shared import audit, store


@store.atomic
def answer_on_behalf(visit: Visit, wish: Wish, *, entry: Entry) -> None:
    """Enter where and when the family likes to meet.

    Raises:
        As ``use_cases.answer_visit``.
    """
    require_link(visit, entry.at)
    answer_open(visit, wish, entry)
    _audit(visit, entry)


@store.atomic
def decline_on_behalf(visit: Visit, words: str, *, entry: Entry) -> None:
    """Enter that the family said no; nothing follows from it.

    Raises:
        NotFound: the family's link to the child ended.
        WrongMoment: it is not the family's turn.
    """
    require_link(visit, entry.at)
    visit.require_turn(Side.FAMILY)
    visit.decline(entry, words)
    store.save(visit)
    _audit(visit, entry)


def _audit(visit: Visit, entry: Entry) -> None:
    audit.append("visit.answered-on-behalf", f"visit/{visit.id}", {"channel": entry.channel.value})
