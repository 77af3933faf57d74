"""A development OpenID provider that vouches for the demo district's staff, without passwords."""

import json

from deploy.demo.awanui import awanui_valley
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.programs import Program, installed
from deploy.local.state import Run

STAFF_ROLES = frozenset({"teacher", "aide", "principal", "districtAdministrator"})


def identity_program(run: Run) -> Program:
    """The provider, ready to be started; its page offers each member of staff to sign in as."""
    claims = [part for each in staff_claims() for part in ("--user-claims", json.dumps(each))]
    return Program(
        name="oidc",
        command=(
            *(installed("python"), "-W", "ignore", "-m", "oidc_provider_mock"),
            *("--host", LOOPBACK, "--port", str(run.ports.oidc)),
            *claims,
        ),
        log=run.logs / "oidc.log",
        stop_seconds=5,
    )


def issuer(ports: Ports) -> str:
    """What the provider calls itself: what a browser on this machine calls it."""
    return f"http://localhost:{ports.oidc}"


def staff_claims() -> list[dict[str, object]]:
    """What the provider says of each member of staff; services know them by the mail address."""
    return [
        {
            "sub": user.email,
            "name": f"{user.given_name} {user.family_name}",
            "email": user.email,
            "email_verified": True,
        }
        for user in awanui_valley().users
        if user.role in STAFF_ROLES
    ]
