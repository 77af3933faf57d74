"""The front door: one table of prefixes, rendered to nginx wherever Tūhono runs."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.processes import SERVICES

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The table of ``front_door.toml``."""

    home: str
    routes: dict[str, tuple[str, ...]]
    fragments: tuple[str, ...]
    closed: tuple[str, ...]
    body_limits: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a rendered configuration will be used. Paths are those nginx sees there."""

    listen: str
    upstreams: dict[str, str]
    project: str
    state: str
    user: str = ""
    worker_processes: str = "1"


def front_door() -> FrontDoor:
    """The table, with every service's own prefixes filled in."""
    table = tomllib.loads((HERE / "front_door.toml").read_text())
    routes = {
        service: (
            *table["prefixes"][service],
            *(prefix.format(service=service) for prefix in table["every_service"]),
        )
        for service in SERVICES
    }
    return FrontDoor(
        home=table["home"],
        routes=routes,
        fragments=tuple(table["fragments"]),
        closed=tuple(table["closed"]),
        body_limits=table["body_limits"],
    )


def render(place: Place) -> str:
    """The nginx configuration for ``place``."""
    door = front_door()
    folder = f"{place.project}/deploy/nginx"
    values: dict[str, Any] = {
        **vars(place),
        **vars(door),
        "headers": f"{folder}/proxy_headers.conf",
        "pages": f"{folder}/pages",
        "static_parent": f"{place.project}/shared/web",
        "body_limit": lambda prefix: _body_limit(door, prefix),
        "errors": _errors,
    }
    # The result is no HTML.
    environment = Environment(  # noqa: S701 # nosec B701
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("nginx.conf.j2").render(values)


def compose_place() -> Place:
    """The place of ``deploy/compose.yaml``: each web process is a host of its own."""
    return Place(
        listen="8080",
        upstreams={service: f"{service}-web:8000" for service in SERVICES},
        project="/app",
        # The container's own; all else there is read-only.
        state="/tmp",  # noqa: S108 # nosec B108
        worker_processes="auto",
    )


def _body_limit(door: FrontDoor, prefix: str) -> str:
    limit = door.body_limits.get(prefix)
    return f"client_max_body_size {limit};\n            " if limit else ""


def _errors(prefix: str) -> str:
    for_programs = prefix.startswith(("/api/", "/webhooks/", "/health/", "/.well-known"))
    return "error_page 502 504 =503 /unavailable.json;\n            " if for_programs else ""
