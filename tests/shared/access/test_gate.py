"""Who gets through the gate, and with which schools in hand."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask
from joserfc.jwk import OKPKey

from shared import clock, context
from shared.access import AppRole, Purpose, ended, reader_key, routes_without_rule
from shared.access.current import COOKIE
from shared.access.tokens import issue_token
from shared.consumer import process_batch
from shared.errors import ConfigurationError, NoScope
from shared.events.messaging import SessionEnded
from shared.settings import Settings
from shared.tenancy import platform_collection, read_scope, scope_of
from tests.shared.access import gate
from tests.shared.messages import message_of
from tests.waiting import eventually
from tests.web_client import Browser, browser, make_principal, problem, token_for

TEACHER = frozenset({AppRole.TEACHER})
JSON = {"Accept": "application/json"}


def signed_in(
    app: Flask, roles: dict[str, frozenset[AppRole]] | None = None, **who: Any
) -> Browser:
    principal = make_principal(**who)
    gate.roles_of_account[principal.account_id] = roles or {}
    return browser(app, principal)


def test_anonymous_pages_go_to_the_sign_in_and_come_back(app: Flask) -> None:
    answer = browser(app).get("/classes?term=2")
    assert (answer.status_code, answer.location) == (
        303,
        "/account/sign-in?next=/classes%3Fterm%3D2",
    )


def test_a_form_sent_too_late_says_so_and_loses_nothing(app: Flask) -> None:
    answer = browser(app).post("/s/school-a/classes")
    assert answer.status_code == 401
    assert "You were away for a while" in answer.text


@pytest.mark.parametrize("path", ["/mine", "/api/gate/things", "/gate/fragments/home"])
def test_anonymous_programs_and_fragments_are_refused(app: Flask, path: str) -> None:
    answer = browser(app).get(path, headers=JSON)
    assert answer.status_code == 401
    assert problem(answer)["type"] == "urn:tuhono:problem:signed-out"


def test_a_page_made_for_another_who_was_signed_in_here_gets_nothing(app: Flask) -> None:
    mele, hana = make_principal(), make_principal()
    script = {**JSON, "Tuhono-Reader": reader_key(mele)}
    assert browser(app, mele).get("/mine", headers=script).status_code == 200
    answer = browser(app, hana).get("/mine", headers=script)
    assert problem(answer)["type"] == "urn:tuhono:problem:signed-out"


def test_a_signed_in_person_reads_own_schools_and_writes_none(app: Flask) -> None:
    client = signed_in(app, schools=("school-a", "school-b"), person_ids=("mele",))
    seen = client.get("/mine").json
    assert seen["actor"] == "mele"
    assert seen["read"] == ["school-a", "school-b"]
    assert seen["write"] is None


def test_a_school_in_the_path_is_written_by_who_has_the_role_there(app: Flask) -> None:
    client = signed_in(app, {"school-a": TEACHER}, schools=("school-a", "school-b"))
    assert client.get("/s/school-a/classes").json["write"] == "school-a"
    assert client.get("/classes").json["write"] is None


@pytest.mark.parametrize("school", ["school-b", "school-c", "no-such-school"])
def test_a_role_elsewhere_opens_no_other_school(app: Flask, school: str) -> None:
    client = signed_in(app, {"school-a": TEACHER}, schools=("school-a", "school-b"))
    refused = client.get(f"/s/{school}/classes")
    assert refused.status_code == 403
    assert client.post(f"/s/{school}/classes").status_code == 403


def test_foreign_and_unknown_schools_look_the_same(app: Flask) -> None:
    client = signed_in(app, {"school-a": TEACHER})
    foreign, unknown = (
        client.get(f"/s/{school}/classes", headers=JSON) for school in ("school-b", "nowhere")
    )
    pair = [{**problem(one), "instance": ""} for one in (foreign, unknown)]
    assert pair[0] == pair[1]


def test_a_role_claimed_for_a_school_outside_the_token_counts_nothing(app: Flask) -> None:
    client = signed_in(app, {"school-b": TEACHER}, schools=("school-a",))
    assert client.get("/s/school-b/classes").status_code == 403


def test_rules_of_view_classes_and_of_calls_hold_by_method(app: Flask) -> None:
    leader = signed_in(app, {"school-a": frozenset({AppRole.LEADER})})
    teacher = signed_in(app, {"school-a": TEACHER})
    assert leader.post("/api/gate/things").status_code == 200
    assert teacher.post("/api/gate/things").status_code == 403
    assert teacher.get("/api/gate/things").status_code == 200
    assert teacher.get("/api/gate/plain").json == {"teachers": True}
    assert leader.get("/api/gate/plain").status_code == 403


class TestAPurposeSession:
    @pytest.fixture
    def client(self, app: Flask) -> Browser:
        limit = Purpose(action="answer", subject="invitation/one")
        return signed_in(app, {"school-a": frozenset(AppRole)}, purpose=limit)

    def test_does_its_purpose_on_its_subject(self, client: Browser) -> None:
        assert client.get("/invitations/i/one").status_code == 200
        assert client.post("/invitations/i/one").json["write"] is None

    @pytest.mark.parametrize(
        "path",
        [
            "/invitations/i/two",
            "/activities/one",
            "/mine",
            "/classes",
            "/s/school-a/classes",
            "/api/gate/things",
            "/gate/fragments/home",
        ],
    )
    def test_reaches_nothing_else(self, client: Browser, path: str) -> None:
        assert client.get(path).status_code == 403

    def test_of_another_action_does_not_count(self, app: Flask) -> None:
        limit = Purpose(action="read", subject="invitation/one")
        client = signed_in(app, purpose=limit)
        assert client.get("/invitations/i/one").status_code == 403


class TestTheToken:
    def test_forged_for_another_issuer_cut_or_expired_lets_nobody_in(
        self, app: Flask, settings: Settings
    ) -> None:
        who = make_principal()
        now = clock.now()
        own = token_for(app, who)
        foreign_key = OKPKey.generate_key("Ed25519", {"kid": "test"}, private=True)
        until = now + timedelta(hours=1)
        forged = issue_token(who, foreign_key, settings.base_url, now=now, until=until)
        key = app.extensions["tuhono_access"].keys.signing
        elsewhere = issue_token(who, key, "https://elsewhere.example", now=now, until=until)
        over = issue_token(who, key, settings.base_url, now=now - timedelta(hours=1), until=now)
        unsigned = ".".join(["eyJhbGciOiJub25lIn0", own.split(".")[1], ""])
        for token in (forged, elsewhere, over, unsigned, own[:-8], own + "A", "x", "", "a.b.c"):
            client = browser(app)
            client.set_cookie(COOKIE, token)
            answer = client.get("/mine", headers=JSON)
            assert answer.status_code == 401, token
            assert problem(answer)["type"].endswith(":signed-out")

    def test_older_than_five_minutes_is_renewed_on_pages_only(
        self, app: Flask, settings: Settings
    ) -> None:
        now = clock.now() - timedelta(minutes=6)
        key = app.extensions["tuhono_access"].keys.signing
        until = now + timedelta(hours=1)
        token = issue_token(make_principal(), key, settings.base_url, now=now, until=until)
        client = browser(app)
        client.set_cookie(COOKIE, token)
        page = client.get("/mine?a=b")
        assert page.location == "/account/renew?next=/mine%3Fa%3Db"
        assert client.get("/open").location == "/account/renew?next=/open"
        assert client.get("/mine", headers={"HX-Request": "true"}).status_code == 200
        assert client.get("/gate/fragments/home").status_code == 200
        assert client.get("/api/gate/things").status_code == 200
        assert client.get("/mine", headers=JSON).status_code == 200

    def test_of_an_ended_session_lets_nobody_in(self, app: Flask) -> None:
        client = signed_in(app, sid="ended", schools=("school-a", "school-b"))
        other = signed_in(app, sid="other")
        assert client.get("/mine").status_code == 200
        event = SessionEnded(sid="ended", account_id="account")
        for school in ("school-a", "school-b"):  # once per school of the account, and again
            process_batch(gate.SERVICE, [message_of(event, school_id=school)] * 2)
        assert client.get("/mine", headers=JSON).status_code == 401
        assert client.get("/open").json["account"] is None
        assert other.get("/mine").status_code == 200

    def test_of_a_session_that_another_process_ended_is_refused_within_seconds(
        self, app: Flask
    ) -> None:
        client = signed_in(app, sid="ended-elsewhere")
        assert client.get("/mine").status_code == 200
        row = {"_id": "ended-elsewhere", "expires_at": clock.now() + ended.KEEP}
        platform_collection(ended.COLLECTION).insert_one(row)
        eventually(
            lambda: client.get("/mine", headers=JSON).status_code == 401,
            seconds=ended.FRESH_SECONDS + 2,
        )


def test_a_route_without_a_rule_does_not_start(settings: Settings) -> None:
    forgotten = Blueprint("forgotten", __name__)
    forgotten.get("/forgotten")(lambda: "open to everybody")
    with pytest.raises(ConfigurationError, match="GET /forgotten"):
        gate.make_app(settings, forgotten)


def test_every_route_of_the_app_names_a_rule(app: Flask) -> None:
    assert routes_without_rule(app) == []


def test_a_request_leaves_neither_scope_nor_actor_behind(app: Flask) -> None:
    signed_in(app, {"school-a": TEACHER}).get("/s/school-a/classes")
    with pytest.raises(NoScope):
        read_scope()
    with scope_of("school-z"):
        signed_in(app, {"school-a": TEACHER}).get("/s/school-a/classes")
        assert read_scope() == {"school-z"}
    assert browser(app).get("/open").json == {
        "account": None,
        "actor": context.SYSTEM,
        "read": None,
        "write": None,
    }
