"""``Dockerfile``: no root, nothing that changes by itself, and the commands of ``processes.py``."""

import json
import re
from collections.abc import Iterator

from deploy.processes import command

Steps = list[tuple[str, str]]


def dockerfile_faults(text: str) -> Iterator[str]:
    """An image that runs as root, changes by itself, or starts something else than we do."""
    lines = re.sub(r"\\\n", " ", text).splitlines()
    steps: Steps = [
        (name, rest)
        for name, _, rest in (line.partition(" ") for line in lines if line and line[0] != "#")
    ]
    yield from _base_faults(steps)
    yield from _build_faults(steps)
    users = _all(steps, "USER")
    if not users or users[-1] in {"root", "0"}:
        yield "the processes run as root"
    if [json.loads(rest) for rest in _all(steps, "CMD")] != [list(command("messaging", "web"))]:
        yield f"CMD is not {list(command('messaging', 'web'))}"
    documented = {tuple(line[1:].partition("(")[0].split()) for line in lines if line[:1] == "#"}
    for role in ("relay", "consume", "work", "indexes"):
        if command("messaging", role) not in documented:
            yield f"its head does not name {' '.join(command('messaging', role))}"


def _base_faults(steps: Steps) -> Iterator[str]:
    for base in _all(steps, "FROM"):
        if ":" not in base or ":latest" in base:
            yield f"{base} changes by itself; name a version"


def _build_faults(steps: Steps) -> Iterator[str]:
    if _all(steps, "ADD"):
        yield "ADD fetches and unpacks; COPY only copies"
    for step in _all(steps, "RUN"):
        if "pip install" in step and "--constraint constraints.txt" not in step:
            yield f"installs whatever is newest that day: {step}"


def _all(steps: Steps, name: str) -> list[str]:
    return [rest.strip() for step, rest in steps if step == name]
