"""The processes of the system and the command of each, written once.

The local run, the compose file's lint and the image's documentation all read this table.
"""

from dataclasses import dataclass

WEB_CONFIG = "deploy/gunicorn_settings.py"
# In the order the front door's ports are given out: base + 1, + 2, + 3.
SERVICES = ("invitations", "messaging", "evaluation")
WORKERS = ("relay", "consume", "work")
ROLES = ("web", *WORKERS)


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process of one service; ``command`` begins with a program found in the environment."""

    service: str
    role: str
    command: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in every listing, such as ``messaging-relay``."""
        return f"{self.service}-{self.role}"


def processes() -> tuple[Process, ...]:
    """Every process of the system: four for each service."""
    return tuple(process(service, role) for service in SERVICES for role in ROLES)


def process(service: str, role: str) -> Process:
    """The process of ``service`` that plays ``role``."""
    return Process(service=service, role=role, command=command(service, role))


def command(service: str, role: str) -> tuple[str, ...]:
    """What to run, from the project's folder, for ``role`` (also one-off ones: ``indexes``)."""
    if role == "web":
        return ("gunicorn", "--config", WEB_CONFIG, f"services.{service}.app:create_app()")
    return ("python", "-m", f"services.{service}", role)
