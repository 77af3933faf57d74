"""Ways to take part that the school added to the templates, and the proposals they came from."""

from datetime import datetime

from mongoengine.fields import BooleanField, DateTimeField, DictField, StringField

from services.invitations.ways.rules import NewWay, ProposalState
from shared.events import Texts, texts_as_dict, texts_from_dict, written
from shared.tenancy import Aggregate


class OwnWay(Aggregate):
    """A way to take part of this school's own. ``proposal_id``: the proposal it came from."""

    meta = {"collection": "ways", "indexes": [("school_id", "added_at")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    title = DictField(required=True)
    about = DictField()
    kind = StringField(required=True)
    focus = StringField(required=True)
    proposal_id = StringField()
    from_family = BooleanField(default=False)
    added_by = StringField(required=True)
    added_at = DateTimeField(required=True)
    removed_at = DateTimeField()

    def describe(self, way: NewWay) -> None:
        """It is this."""
        self.title = texts_as_dict(written(way.language, way.title))
        self.about = texts_as_dict(written(way.language, way.about))
        self.kind, self.focus = way.kind.value, way.focus.value

    def remove(self, now: datetime) -> None:
        """It is offered no more; what was done with it stays."""
        self.version += 1
        self.removed_at = now

    def texts(self, name: str) -> Texts:
        """``title`` or ``about`` in every language there is of it."""
        return texts_from_dict(getattr(self, name))


class WayProposal(Aggregate):
    """A way that a family or somebody of the staff proposes, and the answer with its reason.

    The words are the proposer's own: they are read by who leads the work, and travel in no event.
    """

    meta = {  # noqa: RUF012
        "collection": "way_proposals",
        "indexes": [("school_id", "state", "proposed_at"), ("school_id", "proposed_by")],
    }
    id = StringField(primary_key=True)
    proposed_by = StringField(required=True)
    from_family = BooleanField(required=True)
    language = StringField(required=True)
    title = StringField(required=True)
    about = StringField(default="")
    proposed_at = DateTimeField(required=True)
    state = StringField(default=ProposalState.WAITING.value)
    answer = StringField(default="")
    answer_language = StringField(default="")
    answered_by = StringField()
    answered_at = DateTimeField()
    way_id = StringField()

    @property
    def is_waiting(self) -> bool:
        """Whether nobody answered yet."""
        return bool(self.state == ProposalState.WAITING.value)

    def settle(self, state: ProposalState, answer: str, *, by: str, at: datetime) -> None:
        """The team answers, and says why."""
        self.version += 1
        self.state, self.answer = state.value, answer
        self.answered_by, self.answered_at = by, at


DOCUMENTS = (OwnWay, WayProposal)
