"""The address of a run and one sign-in link for each role."""

import json
import subprocess
import time
from dataclasses import dataclass

from deploy.demo import STORY
from deploy.local.environment import service_environment
from deploy.local.errors import LocalRunError
from deploy.local.fleet import service_command
from deploy.local.programs import PROJECT
from deploy.local.state import Run

# The import travels through Kafka before messaging knows the persons.
WAIT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Link:
    """A sign-in link of one person of the demo district; good once, for fifteen minutes."""

    role: str
    name: str
    url: str


def demo_links(run: Run, expected: int = 1) -> list[Link]:
    """One link per role, newly minted by messaging.

    Waits until there are ``expected`` of them, as long as the roster is still on its way.

    Raises:
        LocalRunError: when messaging cannot mint them.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        links = _mint(run)
        if len(links) >= expected or time.monotonic() > deadline:
            return links
        time.sleep(0.5)


def _mint(run: Run) -> list[Link]:
    preferred = [part for name in STORY for part in ("--prefer", name)]
    done = subprocess.run(
        (*service_command("messaging", "demo-links"), *preferred),
        env=service_environment(run, "messaging"),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).splitlines()
        raise LocalRunError("messaging cannot mint the demo's links.", log=tuple(lines[-12:]))
    return [
        Link(role=link["role"], name=link["name"], url=link["url"])
        for link in json.loads(done.stdout)
    ]
