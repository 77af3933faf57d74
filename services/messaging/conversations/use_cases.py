"""What can happen in a conversation: somebody writes. The other one gets a mail with the way in."""

from services.messaging.contacts.queries import emails_of, languages_of
from services.messaging.conversations.models import Conversation, Message, conversation_id
from services.messaging.conversations.rules import Parties
from services.messaging.deliveries.use_cases import Mail, plan_mails
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterPerson
from services.messaging.settings import settings
from shared import clock, ids, store
from shared.events.channels import Channel
from shared.store import atomic, insert_many
from shared.tenancy import writing_to


@atomic
def write_message(parties: Parties, text: str, *, about: str | None) -> str:
    """Write to the other one, beginning the conversation if need be; returns its id.

    The caller has made sure that the one who writes may: see ``queries.parties_of``.
    """
    now = clock.now()
    with writing_to(parties.school_id):
        found = Conversation.objects(id=conversation_id(parties)).first()
        conversation = found or Conversation.between(parties, now)
        number = conversation.take(parties.own_id, now)
        message = Message(
            id=ids.new_id(),
            school_id=parties.school_id,
            conversation_id=conversation.id,
            number=number,
            author_id=parties.own_id,
            text=text,
            about=about,
            written_at=now,
        )
        store.save(conversation)
        insert_many([message])
        _tell(parties, conversation.id, message.id)
    return str(conversation.id)


def _tell(parties: Parties, conversation: str, message_id: str) -> None:
    """Have the other one told that something was written, never what."""
    other = RosterPerson.objects(person_id=parties.other_id, active=True).first()
    if other is None:
        return
    languages = languages_of([other])
    mail = Mail(
        id=ids.derived_id(
            "delivery", Notice.MESSAGE_WRITTEN.value, message_id, Channel.EMAIL.value
        ),
        notice=Notice.MESSAGE_WRITTEN,
        about=f"conversation/{conversation}",
        person_id=parties.other_id,
        language=languages.get(parties.other_id, settings().default_language),
        has_address=parties.other_id in emails_of([parties.other_id], parties.school_id),
        details={
            "student_ids": [parties.child_id],
            "author_id": parties.own_id,
            "to_staff": parties.own_is_guardian,
        },
    )
    plan_mails(parties.school_id, [mail])
