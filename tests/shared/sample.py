"""A small service that stands on the platform, for the platform's own tests."""

from collections.abc import Sequence

from mongoengine.fields import BooleanField, IntField, ListField, StringField

from shared import outbox, store
from shared.envelope import Envelope
from shared.events.evaluation import PersonChanged
from shared.events.invitations import InvitationAnswered, InvitationOpened
from shared.handlers import Handlers, WaitingFor
from shared.jobs import Step, job
from shared.schools import follow_schools, removal_of
from shared.service import Service
from shared.tenancy import Aggregate, Projection, TenantDocument, projection_id


class Letter(Aggregate):
    """An aggregate with one transition."""

    meta = {"collection": "letters", "indexes": [("school_id", "words")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    words = StringField()


class KnownPerson(Projection):
    """A projected person."""

    meta = {"collection": "known_people"}  # noqa: RUF012
    person_id = StringField()
    given_name = StringField()
    languages = ListField(StringField())
    active = BooleanField()


class Count(TenantDocument):
    """How often something took effect."""

    meta = {"collection": "counts"}  # noqa: RUF012
    id = StringField(primary_key=True)
    times = IntField(default=0)


handlers = Handlers("sample")
handlers.project(
    PersonChanged, into=KnownPerson, fields=("person_id", "given_name", "languages", "active")
)


@handlers.react(InvitationOpened)
def on_opened_count(event: InvitationOpened, envelope: Envelope) -> None:
    """Count openings by invitation; an invitation called ``bad`` cannot be handled."""
    if event.activity_id == "bad":
        raise RuntimeError("a handler's bug")
    add_one(envelope.school_id, f"opened/{event.invitation_id}")


@handlers.react_batch(InvitationAnswered)
def on_answered_count(batch: Sequence[tuple[InvitationAnswered, Envelope]]) -> None:
    """Count answers; needs to know the guardian."""
    for event, envelope in batch:
        known = KnownPerson.objects(id=projection_id(envelope.school_id, event.guardian_id)).first()
        if known is None:
            raise WaitingFor(KnownPerson, event.guardian_id)
    for event, envelope in batch:
        add_one(envelope.school_id, f"answered/{event.invitation_id}")


@job("write-letters")
def write_letters(step: Step) -> None:
    """Write ``args.count`` letters, two in a step."""
    step.total = step.args["count"]
    for number in range(step.cursor or 0, min((step.cursor or 0) + 2, step.total)):
        store.insert_many([Letter(id=str(number), school_id=step.school_id, words="kia ora")])
        step.cursor = step.done = number + 1
    if step.done == step.total:
        step.finish()


@store.atomic
def open_invitation(letter_id: str, school_id: str) -> None:
    """Change the letter and record that an invitation was opened."""
    letter = Letter.objects(id=letter_id).first() or Letter(id=letter_id, school_id=school_id)
    letter.words = "opened"
    outbox.record(
        letter, InvitationOpened(invitation_id=letter_id, activity_id="a", guardian_id="g")
    )
    store.save(letter)


def add_one(school_id: str, name: str) -> None:
    """Count one more."""
    Count._get_collection().update_one(
        {"_id": f"{school_id}/{name}"},
        {"$inc": {"times": 1}, "$setOnInsert": {"school_id": school_id}},
        upsert=True,
    )


def times(school_id: str, name: str) -> int:
    """How often it was counted."""
    row = Count._get_collection().find_one({"_id": f"{school_id}/{name}"})
    return 0 if row is None else int(row["times"])


follow_schools(handlers)
DOCUMENTS = (Letter, KnownPerson, Count)
SERVICE = Service(
    name="sample",
    handlers=[handlers],
    jobs=[write_letters, removal_of(DOCUMENTS)],
    documents=DOCUMENTS,
)
