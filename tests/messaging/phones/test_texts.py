"""Families with a phone and no mailbox: a text to them, a digit back."""

import json

import pytest

from services.messaging.contacts.rules import as_text_number
from services.messaging.phones.rules import Meaning, read_text
from services.messaging.replies.models import Reply
from shared import ids, store
from shared.events.channels import Channel
from shared.events.invitations import Answer
from shared.tenancy import scope_of
from tests.messaging.gateway import Gateway, send_texts, tell, text_from
from tests.messaging.invitations import an_answer
from tests.messaging.world import Family, World
from tests.web_client import Browser

NUMBER = "+64215550101"
AS_TYPED = "021 555 0101"


@pytest.fixture
def by_phone(world: World, family: Family) -> Family:
    world.reach(family.school_id, family.guardian_id, phones=(AS_TYPED,))
    return family


def replies(family: Family) -> list[tuple[str, str]]:
    with scope_of(family.school_id):
        return [(one.choice, one.person_id) for one in Reply.objects.order_by("received_at")]


@pytest.mark.parametrize(
    ("text", "meaning", "answer"),
    [
        ("1", Meaning.ANSWER, Answer.YES),
        (" 2. ", Meaning.ANSWER, Answer.MAYBE),
        ("٣", Meaning.ANSWER, Answer.HELP),
        ("4", Meaning.ANSWER, Answer.NO),
        ("5", Meaning.UNCLEAR, None),
        ("1 or 2", Meaning.UNCLEAR, None),
        ("", Meaning.UNCLEAR, None),
        ("Stop!", Meaning.STOP, None),
        ("START", Meaning.START, None),
        ("²", Meaning.ANSWER, Answer.MAYBE),
    ],
)
def test_a_text_is_a_digit_or_a_word_that_providers_know(
    text: str, meaning: Meaning, answer: Answer | None
) -> None:
    read = read_text(text)
    assert (read.meaning, read.answer) == (meaning, answer)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (AS_TYPED, NUMBER),
        (NUMBER, NUMBER),
        ("0064 21 555 0101", NUMBER),
        ("09 555 0101", None),
        ("ring after six", None),
        ("+6421", None),
        ("", None),
    ],
)
def test_only_numbers_that_take_texts_get_some(typed: str, number: str | None) -> None:
    assert as_text_number(typed) == number


@pytest.mark.row("S26", "X2", "R9")
def test_who_has_a_phone_and_no_mailbox_gets_a_text_that_names_nobody(
    by_phone: Family, gateway: Gateway
) -> None:
    by_phone.is_invited()
    send_texts()
    send_texts()
    text = gateway.only(NUMBER)
    for said in ("Kōwhai Street School", "Number game evening", "Room 7", "Send 1 for yes", "S."):
        assert said in text
    for name in ("Sione", "Mele", "Fifita"):
        assert name not in text


def test_who_has_a_mailbox_gets_no_text(family: Family, gateway: Gateway) -> None:
    family.world.reach(family.school_id, family.guardian_id, family.address, phones=(NUMBER,))
    family.is_invited()
    send_texts()
    assert gateway.taken == []


def test_a_digit_answers_the_newest_question_once(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    newest = by_phone.is_invited()
    send_texts()
    text_id = ids.new_id()
    for _ in range(2):
        assert text_from(phone, NUMBER, "1", id=text_id) == 204
    assert replies(by_phone) == [("yes", by_phone.guardian_id)]
    with scope_of(by_phone.school_id):
        assert Reply.objects.get().about == f"invitation/{newest.invitation_id}"
    told = [row for row in store.database()["outbox"].find() if "/reply/" in row["key"]]
    [data] = [json.loads(row["value"]) for row in told]
    assert data["channel"] == "sms"
    assert data["entered_by"] is None


def test_the_answer_is_answered_on_the_phone(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    invitation = by_phone.is_invited()
    send_texts()
    text_from(phone, NUMBER, "1")
    with scope_of(by_phone.school_id):
        reply_id = Reply.objects.get().id
    answer = an_answer(invitation, "yes", channel=Channel.SMS, reply_id=reply_id)
    by_phone.world.tell(by_phone.school_id, answer)
    send_texts()
    assert "You are coming" in gateway.to(NUMBER)[-1]
    with scope_of(by_phone.school_id):
        assert Reply.objects.get().state == "noted"


def test_what_cannot_be_read_is_asked_again_once(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    send_texts()
    for words in ("what is this", "hello?"):
        assert text_from(phone, NUMBER, words) == 204
        send_texts()
    _, again = gateway.to(NUMBER)
    assert "could not read" in again
    assert replies(by_phone) == []


def test_stop_ends_texts_and_nothing_else(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    send_texts()
    assert text_from(phone, NUMBER, "STOP") == 204
    by_phone.is_invited()
    send_texts()
    assert len(gateway.to(NUMBER)) == 1
    text_from(phone, NUMBER, "START")
    by_phone.is_invited()
    send_texts()
    assert len(gateway.to(NUMBER)) == 2


def test_a_repeat_from_the_gateway_stops_and_starts_nothing_again(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    send_texts()
    stopping = ids.new_id()
    text_from(phone, NUMBER, "STOP", id=stopping)
    text_from(phone, NUMBER, "START")
    assert text_from(phone, NUMBER, "STOP", id=stopping) == 204
    by_phone.is_invited()
    send_texts()
    assert len(gateway.to(NUMBER)) == 2


def test_a_repeat_answers_nothing_of_another_school_that_asked_meanwhile(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    world, text_id = by_phone.world, ids.new_id()
    by_phone.is_invited()
    send_texts()
    assert text_from(phone, NUMBER, "1", id=text_id) == 204
    elsewhere = Family.made_in(world, world.make_school("Elsewhere"))
    world.reach(elsewhere.school_id, elsewhere.guardian_id, phones=(AS_TYPED,))
    elsewhere.is_invited()
    send_texts()
    assert text_from(phone, NUMBER, "1", id=text_id) == 204
    assert (len(replies(by_phone)), replies(elsewhere)) == (1, [])


def test_a_number_that_nobody_here_has_answers_nothing(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    send_texts()
    assert text_from(phone, "+64215559999", "1") == 204
    assert text_from(phone, "nobody", "1") == 204
    assert replies(by_phone) == []


def test_only_the_gateway_is_listened_to(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    send_texts()
    body = json.dumps({"id": "x", "from": NUMBER, "text": "1"}).encode()
    assert tell(phone, body, "another secret") == 403
    assert tell(phone, body, ago_seconds=301) == 403
    assert tell(phone, body, ago_seconds=-301) == 403
    unsigned = phone.post("/webhooks/messaging/sms", data=body, headers={"Sec-Fetch-Site": None})
    assert unsigned.status_code == 403
    assert tell(phone, b"{}") == 422
    assert tell(phone, b"\xff") == 422
    assert replies(by_phone) == []


@pytest.mark.parametrize(
    ("code", "state"),
    [(404, "permanent-failure"), (403, "technical-failure"), (503, "temporary-failure")],
)
def test_what_the_gateway_says_is_kept(
    by_phone: Family, gateway: Gateway, code: int, state: str
) -> None:
    gateway.answers = [code]
    by_phone.is_invited()
    send_texts()
    [row] = store.database()["deliveries"].find()
    assert row["state"] == state
    assert NUMBER not in json.dumps(row, default=str)


def test_a_text_speaks_the_guardians_language(world: World, gateway: Gateway) -> None:
    family = Family.made_in(world, world.make_school("Kura"), languages=("ar",))
    world.reach(family.school_id, family.guardian_id, phones=(NUMBER,))
    family.is_invited()
    send_texts()
    assert "أمسية لعبة الأرقام" in gateway.only(NUMBER)


def test_a_digit_answers_what_waits_before_what_was_answered(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    waiting = by_phone.is_invited()
    answered = by_phone.is_invited()
    send_texts()
    text_from(phone, NUMBER, "1")
    by_phone.world.tell(by_phone.school_id, an_answer(answered, "yes", channel=Channel.SMS))
    send_texts()
    assert "Send another digit" not in gateway.to(NUMBER)[-1]
    text_from(phone, NUMBER, "4")
    by_phone.world.tell(by_phone.school_id, an_answer(waiting, "no", channel=Channel.SMS))
    send_texts()
    assert "Send another digit" in gateway.to(NUMBER)[-1]
    with scope_of(by_phone.school_id):
        told = {one.choice: one.about for one in Reply.objects}
    assert told == {
        "yes": f"invitation/{answered.invitation_id}",
        "no": f"invitation/{waiting.invitation_id}",
    }


def test_a_number_that_went_to_another_answers_nothing(
    by_phone: Family, gateway: Gateway, phone: Browser
) -> None:
    by_phone.is_invited()
    send_texts()
    by_phone.world.reach(by_phone.school_id, by_phone.guardian_id, phones=("021 555 0199",))
    assert text_from(phone, NUMBER, "1") == 204
    assert replies(by_phone) == []
