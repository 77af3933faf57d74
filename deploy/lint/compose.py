"""``compose.yaml`` against the commands of ``processes.py``."""

from collections.abc import Iterator
from typing import Any

from deploy.processes import SERVICES, Process, command, processes


def compose_faults(compose: dict[str, Any]) -> Iterator[str]:
    """Processes that are missing, run something else, or know what they must not know."""
    services = compose["services"]
    for process in processes():
        if process.name in services:
            yield from _process_faults(process, services[process.name])
        else:
            yield f"{process.name} is missing"
    yield from _setup_faults(services.get("setup", {}))
    for name, service in services.items():
        if "ports" in service and name != "nginx":
            yield f"{name} can be reached from outside; only the front door may"
        if ":" not in service["image"] and service["image"] != "tuhono":
            yield f"{name} runs whatever {service['image']} is that day; name a version"


def _process_faults(process: Process, found: dict[str, Any]) -> Iterator[str]:
    if tuple(found.get("command", ())) != process.command:
        yield f"{process.name} runs {found.get('command')}, not {list(process.command)}"
    if process.role == "web" and "healthcheck" not in found:
        yield f"{process.name} has no health check"
    if ("SIGNING_KEY_FILE" in found["environment"]) != (process.service == "messaging"):
        yield f"{process.name}: messaging holds the signing key, nobody else"


def _setup_faults(setup: dict[str, Any]) -> Iterator[str]:
    script = " ".join(setup.get("command", ()))
    for needed in (("python", "-m", "deploy.topics"), *(command(s, "indexes") for s in SERVICES)):
        if " ".join(needed) not in script:
            yield f"setup does not run {' '.join(needed)}"
