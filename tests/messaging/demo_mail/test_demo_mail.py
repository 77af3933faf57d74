"""The demonstration's mail in the browser: readable, harmless, and never in production."""

import dataclasses
import re
import smtplib
from email.message import EmailMessage

import pytest
from flask import Flask

from services.messaging.demo_mail.rules import paragraphs, with_links
from shared.settings import Settings
from tests.conftest import Servers
from tests.messaging.mailboxes import new_address, send
from tests.messaging.world import Family
from tests.web_client import Browser


@pytest.fixture
def own_mail(app: Flask, servers: Servers) -> None:
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], greenmail_api=servers.greenmail_api
    )


@pytest.mark.usefixtures("own_mail")
def test_a_newcomer_reads_the_mail_and_follows_its_link(phone: Browser, family: Family) -> None:
    family.is_invited()
    send()
    listed = phone.get(f"/messages/demo-mail?to={family.address}").text
    assert "Invitation from Kōwhai Street School: Number game evening" in listed
    [path] = set(re.findall(r'href="(/messages/demo-mail/[^"]+)"', listed)) - {
        "/messages/demo-mail"
    }
    mail = phone.get(path).text
    assert "Ten minutes of this game" in mail
    [link] = set(re.findall(r'href="http://localhost(/go/[\w-]+)"', mail))
    assert "You are invited" in phone.get(link).text
    as_sent = phone.get(f"{path}/html")
    assert "Open the invitation and answer" in as_sent.text
    assert "sandbox" in as_sent.headers["Content-Security-Policy"]
    assert "script" not in as_sent.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("own_mail")
def test_it_is_linked_from_the_home_page(phone: Browser) -> None:
    assert "/messages/demo-mail" in phone.get("/").text


@pytest.mark.usefixtures("own_mail")
def test_a_strangers_mail_is_text_only(phone: Browser, settings: Settings) -> None:
    address = new_address()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "x@evil.example",
        address,
        "<script>alert(1)</script>",
    )
    mail.set_content('<img src=x onerror=alert(1)> "https://evil.example/?a=1&b=2"\n')
    with smtplib.SMTP("127.0.0.1", int(settings.smtp_url.rpartition(":")[2])) as server:
        server.send_message(mail)
    for page in (
        phone.get("/messages/demo-mail").text,
        phone.get(f"/messages/demo-mail/{address}/1").text,
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.usefixtures("own_mail")
@pytest.mark.parametrize("path", ["/nobody@home.example/1", "/nobody@home.example/1/html"])
def test_what_is_not_there_is_not_found(phone: Browser, path: str) -> None:
    assert phone.get(f"/messages/demo-mail{path}").status_code == 404


@pytest.mark.usefixtures("own_mail")
@pytest.mark.parametrize("path", ["", "/a@b.example/1", "/a@b.example/1/html"])
def test_there_is_no_such_page_in_production(app: Flask, phone: Browser, path: str) -> None:
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], environment="production")
    assert phone.get(f"/messages/demo-mail{path}").status_code == 404
    assert "/messages/demo-mail" not in phone.get("/").text


def test_a_mail_server_that_is_away_is_said_so(app: Flask, phone: Browser) -> None:
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], greenmail_api="http://127.0.0.1:9"
    )
    answer = phone.get("/messages/demo-mail")
    assert answer.status_code == 503
    assert "The mail server does not answer" in answer.text


def test_only_addresses_become_links() -> None:
    shown = with_links('See https://a.example/go/x?choice=yes. <b>"not"</b>')
    assert shown == (
        'See <a href="https://a.example/go/x?choice=yes" dir="ltr">'
        "https://a.example/go/x?choice=yes</a>. &lt;b&gt;&#34;not&#34;&lt;/b&gt;"
    )
    assert with_links("javascript:alert(1)") == "javascript:alert(1)"


def test_empty_lines_part_the_blocks() -> None:
    assert paragraphs("a\nb\n\n\nc\n") == [["a", "b"], ["c"]]
