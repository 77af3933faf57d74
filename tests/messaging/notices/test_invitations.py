"""From an invitation's event to the mail in the family's mailbox."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.messaging.service import SERVICE
from shared import store
from shared.consumer import process_batch
from shared.events.texts import Text
from tests.messaging.invitations import a_promotion, an_activity, an_invitation
from tests.messaging.mailboxes import Mailboxes, html_of, link_in, send, text_of
from tests.messaging.world import Family, World
from tests.shared.messages import message_of
from tests.web_client import Browser


def test_an_invitation_arrives_once_with_all_that_a_family_wants_to_know(
    family: Family, mailboxes: Mailboxes
) -> None:
    family.is_invited()
    send()
    send()
    mail = mailboxes.only(family.address)
    assert mail["Subject"] == "Invitation from Kōwhai Street School: Number game evening"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"].addresses[0].display_name == "Kōwhai Street School"
    for part in (text_of(mail), html_of(mail)):
        for said in (
            "Ten minutes of this game helps with tens and ones.",
            "Room 7",
            "Sione",
            "an interpreter and food",
            "Your school gave us your address",
            "tell the school office",
            "ring the school",
        ):
            assert said in part


def test_how_it_helps_comes_first_and_the_day_has_its_weekday_in_the_schools_zone(
    family: Family, mailboxes: Mailboxes
) -> None:
    activity = an_activity()
    family.is_invited(starts_at=activity.starts_at, ends_at=activity.ends_at)
    send()
    text = text_of(mailboxes.only(family.address))
    assert text.index("How this helps learning") < text.index("Number game evening\n")
    there = activity.starts_at.astimezone(ZoneInfo("Pacific/Auckland"))
    assert f"{there:%A} {there.day} {there:%B}, {there:%-I:%M}" in text


def test_the_mail_names_the_last_day_of_what_takes_several(
    family: Family, mailboxes: Mailboxes
) -> None:
    activity = an_activity()
    ends_at = activity.starts_at + timedelta(days=2)
    family.is_invited(starts_at=activity.starts_at, ends_at=ends_at)
    send()
    mail = mailboxes.only(family.address)
    last = ends_at.astimezone(ZoneInfo("Pacific/Auckland"))
    for part in (text_of(mail), html_of(mail)):
        assert f" to {last:%A} {last.day} {last:%B}, {last:%-I:%M}" in part


def test_the_subject_names_nobody(family: Family, mailboxes: Mailboxes) -> None:
    family.is_invited()
    send()
    subject = str(mailboxes.only(family.address)["Subject"])
    for personal in ("Mele", "Fifita", "Sione"):
        assert personal not in subject


@pytest.mark.parametrize(
    ("language", "subject", "offers", "is_draft"),
    [
        (
            "en",
            "Invitation from Kōwhai Street School: Number game evening",
            "an interpreter and food",
            "",
        ),
        (
            "mi",
            "He pōwhiri nā Kōwhai Street School: Number game evening",
            "he kaiwhakamāori me he kai",
            "kāore anō kia arotakea",
        ),
        (
            "ar",
            "دعوة من \u2068Kōwhai Street School\u2069: \u2068أمسية لعبة الأرقام\u2069",
            "مترجم وطعام",
            "لم يراجعها مختص",
        ),
    ],
)
def test_each_language_has_its_own_words_and_a_draft_says_so_in_both_parts(
    world: World, mailboxes: Mailboxes, language: str, subject: str, offers: str, is_draft: str
) -> None:
    school = world.make_school("Kōwhai Street School")
    family = Family.made_in(world, school, languages=(language,))
    family.is_invited()
    send()
    mail = mailboxes.only(family.address)
    assert mail["Subject"] == subject
    for part in (text_of(mail), html_of(mail)):
        assert offers in part
        assert is_draft in part


def test_the_link_opens_the_invitation_with_the_choice_made(
    family: Family, mailboxes: Mailboxes, phone: Browser
) -> None:
    invitation = family.is_invited()
    send()
    mail = mailboxes.only(family.address)
    path = link_in(mail)
    for choice in ("yes", "maybe", "help", "no"):
        assert f"{path}?choice={choice}" in text_of(mail)
        assert f"{path}?choice={choice}" in html_of(mail)
    assert phone.get(f"{path}?choice=yes").status_code == 200
    opened = phone.post(path, data={"choice": "yes"})
    assert opened.location == f"/invitations/i/{invitation.invitation_id}?choice=yes"


@pytest.mark.parametrize(
    ("languages", "tag", "direction", "title"),
    [
        (("ar",), "ar", "rtl", "أمسية لعبة الأرقام"),
        (("to", "mi"), "mi", "ltr", "Number game evening"),
        (("en-NZ",), "en", "ltr", "Number game evening"),
        (("to",), "en", "ltr", "Number game evening"),
        ((), "en", "ltr", "Number game evening"),
    ],
)
def test_it_speaks_the_guardians_language(
    world: World,
    mailboxes: Mailboxes,
    languages: tuple[str, ...],
    tag: str,
    direction: str,
    title: str,
) -> None:
    family = Family.made_in(world, world.make_school("Kura"), languages=languages)
    activity = an_activity()
    family.is_invited(starts_at=activity.starts_at, ends_at=activity.ends_at)
    send()
    mail = mailboxes.only(family.address)
    assert mail["Content-Language"] == tag
    assert f'<html lang="{tag}" dir="{direction}">' in html_of(mail)
    assert title in text_of(mail)
    assert WEEKDAYS[tag][_weekday(activity)] in text_of(mail)


WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "mi": ("Rāhina", "Rātū", "Rāapa", "Rāpare", "Rāmere", "Rāhoroi", "Rātapu"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}


def _weekday(activity: object) -> int:
    starts_at = activity.starts_at  # type: ignore[attr-defined]
    return int(starts_at.astimezone(ZoneInfo("Pacific/Auckland")).weekday())


def test_the_same_event_again_sends_no_second_mail(family: Family, mailboxes: Mailboxes) -> None:
    activity = an_activity()
    message = message_of(
        an_invitation(activity, family.guardian_id, family.child_id), school_id=family.school_id
    )
    family.world.tell(family.school_id, activity)
    process_batch(SERVICE, [message, message])
    send()
    process_batch(SERVICE, [message])
    store.database()["inbox"].delete_many({})
    process_batch(SERVICE, [message])
    send()
    assert mailboxes.only(family.address)["Message-ID"].startswith("<")


def test_room_for_a_waiting_family_is_told(
    world: World, family: Family, mailboxes: Mailboxes
) -> None:
    invitation = family.is_invited()
    send()
    world.tell(family.school_id, a_promotion(invitation))
    send()
    first, second = mailboxes.of(family.address)
    assert "There is room for you now" in second["Subject"]
    assert "it is yours" in text_of(second)
    assert link_in(first) != link_in(second)
    assert first["Message-ID"] != second["Message-ID"]


def test_what_teachers_write_is_text_and_never_markup(family: Family, mailboxes: Mailboxes) -> None:
    nasty = '<img src="https://evil.example/x">\r\nBcc: all@evil.example'
    family.is_invited(title={"en": Text(nasty)}, relevance={"en": Text(nasty)})
    send()
    mail = mailboxes.only(family.address)
    assert mail["Bcc"] is None
    assert "<img" not in html_of(mail)
    assert "&lt;img" in html_of(mail)


def test_the_mail_fetches_nothing_and_has_no_style_sheet(
    family: Family, mailboxes: Mailboxes
) -> None:
    family.is_invited()
    send()
    html = html_of(mailboxes.only(family.address))
    for foreign in ("<style", "<script", "<img", "<link", "url("):
        assert foreign not in html.replace("&lt;", "")
