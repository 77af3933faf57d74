"""The front door as real nginx shows it, with three small services behind it."""

import dataclasses
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.local.nginx import find_nginx, nginx_program
from deploy.local.programs import PROJECT, Running
from deploy.local.state import Run
from deploy.nginx import compose_place, front_door, render
from deploy.processes import SERVICES

HOME = (
    '<!--# block name="stub" --><a href="/evaluation">see there</a><!--# endblock -->'
    '[<!--# include virtual="/invitations/fragments/home" stub="stub" -->]'
    '[<!--# include virtual="/evaluation/fragments/home" stub="stub" -->]'
)


class Upstream(BaseHTTPRequestHandler):
    """Says who it is and what it was told; ``?status=`` and ``?seconds=`` make it misbehave."""

    name = ""
    status = 200
    seconds = 0.0

    def do_GET(self) -> None:
        if self.path.endswith("/progress"):
            self.tell_progress()
            return
        fragment = self.path.endswith("/fragments/home")
        time.sleep(self.seconds if fragment else 0)
        told = f"{self.name} {self.path} host={self.headers['Host']}"
        cookie = f" cookie={self.headers['Cookie']}"
        body = (HOME if self.path == "/" else told + cookie).encode()
        self.send_response(self.status if fragment else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def tell_progress(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for done in range(3):
            self.wfile.write(f"data: {done}\n\n".encode())
            self.wfile.flush()
            time.sleep(0.5)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def upstreams(run: Run) -> Iterator[dict[str, ThreadingHTTPServer]]:
    servers = {}
    for service in SERVICES:
        handler = type(service, (Upstream,), {"name": service})
        server = ThreadingHTTPServer(("127.0.0.1", run.ports.web(service)), handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers[service] = server
    yield servers
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def door(run: Run, upstreams: dict[str, ThreadingHTTPServer]) -> Iterator[str]:
    nginx = Running(nginx_program(run))
    address = f"http://localhost:{run.ports.front}"
    deadline = time.monotonic() + 60
    while fetch(f"{address}/account")[0] != 200:
        nginx.require_alive()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield address
    nginx.stop()


def fetch(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - our own
            return response.status, response.read().decode(), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)
    except urllib.error.URLError:
        return 0, "", {}


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/account/link/x", "messaging"),
        ("/about/accessibility", "messaging"),
        ("/go/abc", "messaging"),
        ("/.well-known/jwks.json", "messaging"),
        ("/nobody-has-this", "messaging"),
        ("/invitations", "invitations"),
        ("/invitations/i/1?a=b", "invitations"),
        ("/invitations-of-others", "messaging"),
        ("/evaluation/s/1/report", "evaluation"),
        ("/api/evaluation/openapi.json", "evaluation"),
        ("/health/invitations/ready", "invitations"),
    ],
)
def test_each_prefix_leads_to_its_service(door: str, path: str, service: str) -> None:
    status, body, _ = fetch(door + path, Cookie="session=s")

    assert status == 200
    assert body == f"{service} {path} host={door.removeprefix('http://')} cookie=session=s"


def test_the_home_page_holds_the_parts_of_the_others(door: str) -> None:
    _, body, _ = fetch(door + "/", Cookie="session=s")

    assert "[invitations /invitations/fragments/home" in body
    assert "[evaluation /evaluation/fragments/home" in body
    assert body.count("cookie=session=s") == 2


@pytest.mark.parametrize("status", [302, 401, 403, 404, 500, 503])
def test_a_part_that_fails_leaves_its_stub(
    door: str, upstreams: dict[str, ThreadingHTTPServer], status: int
) -> None:
    upstreams["evaluation"].RequestHandlerClass.status = status  # type: ignore[attr-defined]

    code, body, _ = fetch(door + "/")

    assert code == 200
    assert "[invitations /invitations/fragments/home" in body
    assert body.endswith('[<a href="/evaluation">see there</a>]')


def test_a_part_that_is_late_does_not_hold_the_page(
    door: str, upstreams: dict[str, ThreadingHTTPServer]
) -> None:
    upstreams["invitations"].RequestHandlerClass.seconds = 30.0  # type: ignore[attr-defined]
    begun = time.monotonic()

    _, body, _ = fetch(door + "/")

    assert time.monotonic() - begun < 20
    assert '[<a href="/evaluation">see there</a>][evaluation' in body


def test_a_service_that_is_down_is_told_to_people_and_to_programs(
    door: str, upstreams: dict[str, ThreadingHTTPServer]
) -> None:
    upstreams["evaluation"].shutdown()
    upstreams["evaluation"].server_close()

    status, page, headers = fetch(door + "/evaluation/s/1")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert 'lang="mi"' in page
    assert 'dir="rtl"' in page
    status, problem, headers = fetch(door + "/api/evaluation/reports")
    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert '"status": 503' in problem
    assert fetch(door + "/")[1].endswith('[<a href="/evaluation">see there</a>]')


def test_progress_is_passed_on_as_it_happens(door: str) -> None:
    begun = time.monotonic()

    with urllib.request.urlopen(f"{door}/evaluation/feeds/1/progress", timeout=10) as response:  # noqa: S310 - our own
        first = response.readline()
        first_seconds = time.monotonic() - begun
        response.read()

    assert first == b"data: 0\n"
    assert time.monotonic() - begun - first_seconds > 0.9


def test_what_browsers_listen_to_ends_as_the_unbuffered_places_do() -> None:
    listened = [
        address
        for template in (PROJECT / "services").rglob("templates/**/*.html")
        for address in re.findall(r'hx-sse:connect="([^"]+)"', template.read_text("utf-8"))
    ]
    assert listened, "nobody listens any more: the unbuffered places can go"
    # url_for of an endpoint; its path is that of the route with this name.
    endpoints = {re.findall(r"url_for\('(?:\w+)\.(\w+)'", address)[0] for address in listened}
    sources = [path.read_text("utf-8") for path in (PROJECT / "services").rglob("*.py")]
    paths = [
        path
        for endpoint in endpoints
        for source in sources
        for path in re.findall(rf'\.get\("([^"]+)"\)\n(?:@[^\n]+\n)*def {endpoint}\(', source)
    ]
    assert len(paths) >= len(endpoints)
    unbuffered = re.findall(r"location ~ (\S+) \{[^}]*proxy_buffering off", render(compose_place()))
    assert len(unbuffered) == len(SERVICES)
    for path in paths:
        asked = path if path.startswith("/evaluation") else f"/evaluation{path}"
        example = re.sub(r"<[^>]+>", "one", asked)
        assert any(re.search(place, example) for place in unbuffered), path


def test_figures_are_not_shown_outside(door: str) -> None:
    assert fetch(door + "/metrics")[0] == 404
    assert fetch(door + "/metrics/messaging")[0] == 404


def test_static_files_are_kept_as_long_as_their_address_allows(door: str) -> None:
    lasting = "public, max-age=31536000, immutable"

    assert fetch(door + "/static/tuhono.css")[2]["Cache-Control"] == "public, max-age=300"
    assert fetch(door + "/static/tuhono.css?v=0a1b2c3d4e5f")[2]["Cache-Control"] == lasting
    vendored = next((PROJECT / "shared/web/static/vendor").rglob("*.js"))
    address = f"{door}/static/{vendored.relative_to(PROJECT / 'shared/web/static')}"
    assert fetch(address)[2]["Cache-Control"] == lasting


def test_composes_configuration_is_one_that_nginx_takes(tmp_path: Path) -> None:
    place = dataclasses.replace(compose_place(), project=str(PROJECT), state=str(tmp_path))
    text = render(place)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(re.sub(r"server [a-z]+-web:8000", "server 127.0.0.1:8000", text))

    done = subprocess.run(
        [find_nginx(), "-e", "stderr", "-p", str(tmp_path), "-t", "-q", "-c", str(configuration)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_every_service_has_prefixes_and_a_home() -> None:
    door = front_door()

    assert set(door.routes) == set(SERVICES)
    assert door.home in SERVICES
    assert "/api/messaging" in door.routes["messaging"]
