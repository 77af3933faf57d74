"""Holds what no test can start here to what the local run starts: ``python -m deploy.lint``.

The compose file and the image run the commands of ``processes.py``; the topics are those that
events travel by; the front door of compose is the one that the table says.
"""

from pathlib import Path

import yaml

from deploy.lint.compose import compose_faults
from deploy.lint.dockerfile import dockerfile_faults
from deploy.lint.front_door import front_door_faults
from deploy.lint.topics import topic_faults

DEPLOY = Path(__file__).parents[1]


def faults() -> list[str]:
    """Everything that is wrong, one line each."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    return [
        *(f"topics.toml: {fault}" for fault in topic_faults()),
        *(f"front_door.toml: {fault}" for fault in front_door_faults()),
        *(f"compose.yaml: {fault}" for fault in compose_faults(compose)),
        *(f"Dockerfile: {fault}" for fault in dockerfile_faults(dockerfile)),
    ]
