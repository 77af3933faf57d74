"""Health, metrics, the frame by role, the description for programs, and what is logged."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from flask import Flask

from shared import store
from shared.access import AppRole, Purpose
from shared.web import layout, vendor
from tests.web_client import Browser, browser, make_principal


def test_a_process_that_reaches_its_store_is_ready(stranger: Browser) -> None:
    assert stranger.get("/health/sample/live").json == {"status": "live"}
    assert stranger.get("/health/sample/ready").status_code == 200


def test_a_process_without_store_is_live_but_not_ready(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    store.connect(
        replace(
            settings,
            mongodb_uri="mongodb://127.0.0.1:9/?directConnection=true",
            mongodb_timeout_ms=200,
        )
    )
    client = browser(app)
    assert client.get("/health/sample/live").status_code == 200
    assert client.get("/health/sample/ready").status_code == 503


def test_metrics_count_routes_not_paths(stranger: Browser) -> None:
    stranger.get("/fail/missing")
    text = stranger.get("/metrics/sample").text
    assert 'url_rule="/fail/<kind>"' in text
    assert "/fail/missing" not in text


def test_the_log_names_the_route_and_never_the_path(stranger: Browser) -> None:
    structlog.reset_defaults()  # an earlier test may have asked for errors only
    with structlog.testing.capture_logs() as lines:
        stranger.get("/fail/missing")
    line = next(line for line in lines if line["event"] == "request")
    assert (line["route"], line["status"]) == ("/fail/<kind>", 404)
    assert "missing" not in json.dumps(line)


def test_a_plausible_request_id_is_kept_and_another_replaced(stranger: Browser) -> None:
    kept = stranger.get("/form", headers={"X-Request-Id": "front-door-0001"})
    assert kept.headers["X-Request-Id"] == "front-door-0001"
    replaced = stranger.get("/form", headers={"X-Request-Id": "a b"})
    assert replaced.headers["X-Request-Id"] != "a b"


def test_the_frame_shows_the_tabs_of_the_role_and_the_way_out(app: Flask) -> None:
    teacher = browser(app, make_principal()).get("/form").text
    assert "Activities</span>" in teacher
    assert "/evaluation/feeds" not in teacher
    assert "/account/sign-out" in teacher
    assert "<bdi>Kōwhai Street School</bdi>" in teacher
    family = browser(app, make_principal(account_id="family-1")).get("/form").text
    assert "Invitations</span>" in family
    assert "Activities</span>" not in family


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/invitations/home-learning", "Today"),
        ("/invitations/home-learning/", "Today"),
        ("/invitations/i/one", "Invitations"),
        ("/invitations/", "Invitations"),
    ],
)
def test_a_page_lights_up_the_tab_it_belongs_to(app: Flask, path: str, label: str) -> None:
    with app.test_request_context(path):
        family = tuple(tab for tab in layout.TABS if AppRole.FAMILY in tab.roles)
        [current] = [tab for tab in family if tab.url == layout._current(family)]
        assert str(current.label) == label


def test_a_session_for_one_purpose_ends_only_itself(app: Flask) -> None:
    limited = make_principal(purpose=Purpose(action="answer", subject="invitation/one"))
    text = browser(app, limited).get("/form").text
    assert "Close on this device</button>" in text
    assert 'href="/account"' not in text
    whole = browser(app, make_principal()).get("/form").text
    assert 'href="/account">Your details and devices' in whole


def test_a_stranger_gets_no_tabs(stranger: Browser) -> None:
    text = stranger.get("/form").text
    assert '<nav class="tabs"' not in text
    assert "/account/sign-out" not in text


def test_programs_find_the_description(stranger: Browser) -> None:
    description = stranger.get("/api/sample/openapi.json").json
    assert description["openapi"] == "3.1.0"
    operation = description["paths"]["/api/sample/answers"]["post"]
    parameters = description["components"]["parameters"]
    told = {parameters[one["$ref"].rpartition("/")[2]]["name"] for one in operation["parameters"]}
    assert told == {"Origin", "Idempotency-Key"}
    assert "instance" in description["components"]["schemas"]["Problem"]["properties"]
    assert "/api/sample/answers" in stranger.get("/docs/sample").text


@pytest.mark.parametrize("manifest", list(vendor.manifests()), ids=lambda path: path.parent.name)
def test_vendored_files_are_those_of_their_package(manifest: Path) -> None:
    described = json.loads(manifest.read_text(encoding="utf-8"))
    present = {path.name for path in manifest.parent.iterdir()} - {vendor.MANIFEST}
    assert present == set(described["files"])
    for name, digest in described["files"].items():
        assert vendor.sha384(manifest.parent / name) == digest
    locked = json.loads((vendor.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert (
        locked["packages"][f"node_modules/{described['package']}"]["version"]
        == (described["version"])
    )
