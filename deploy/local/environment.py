"""What every process of a run finds in its environment."""

import os
import shlex

from deploy.local.identity import issuer
from deploy.local.ports import LOOPBACK
from deploy.local.servers import addresses
from deploy.local.state import Run

OIDC_CLIENT = "tuhono-local"
# What a developer may set for a run of their own and the processes must see.
PASSED_ON = (
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "MONGODB_DATABASE_PREFIX",
    "KAFKA_TOPIC_PREFIX", "KAFKA_SECURITY_PROTOCOL", "KAFKA_SASL_MECHANISM", "KAFKA_USERNAME",
    "KAFKA_PASSWORD", "KAFKA_REPLICATION", "LOG_LEVEL", "LANGUAGES", "DEFAULT_LANGUAGE",
    "MAIL_FROM", "ACCESSIBILITY_CONTACT", "UNDO_SECONDS", "RETENTION_YEARS",
    "SCHOOL_YEAR_BEGINS", "WEB_WORKERS", "WEB_THREADS",
)  # fmt: skip


def base_url(run: Run) -> str:
    """What a browser calls: BASE_URL, or the front door of this machine."""
    return os.environ.get("BASE_URL") or f"http://localhost:{run.base_port}"


def run_environment(run: Run) -> dict[str, str]:
    """The environment shared by all processes of ``run``."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    there = addresses(run.ports)
    return {
        # One broker of our own; more are somebody's, who says how many copies there are.
        "KAFKA_REPLICATION": "1",
        # Who tries it out sees the undo, and need not wait a minute for the invitations.
        "UNDO_SECONDS": "10",
        **passed_on,
        "TUHONO_ENV": "local",
        "PYTHONUNBUFFERED": "1",
        "BASE_URL": base_url(run),
        # Straight to messaging: a service checks sessions also while the front door restarts.
        "JWKS_URL": f"http://{LOOPBACK}:{run.ports.messaging}/.well-known/jwks.json",
        "MONGODB_URI": there.mongodb_uri,
        "KAFKA_BOOTSTRAP_SERVERS": there.kafka_bootstrap,
        "SMTP_URL": there.smtp_url,
        "GREENMAIL_API": there.greenmail_api,
        **_text_gateway(run),
        "DISTRICT_ID": run.district_id,
        "DATA_DIRECTORY": str(run.folder / "data"),
        **_sign_in(run),
    }


def service_environment(run: Run, service: str) -> dict[str, str]:
    """The environment of every process and command of one service."""
    own = {
        "WEB_BIND": f"{LOOPBACK}:{run.ports.web(service)}",
        "PROMETHEUS_MULTIPROC_DIR": str(run.folder / "metrics" / service),
    }
    if service == "messaging":
        # The only service that signs; the others check with the public half.
        own["SIGNING_KEY_FILE"] = str(run.signing_key)
    return {**run_environment(run), **own}


def write_for_shells(run: Run) -> None:
    """Write the environment as a file for ``.``, for one-off commands against a run."""
    lines = [
        f"export {name}={shlex.quote(value)}"
        for name, value in service_environment(run, "messaging").items()
        if name not in {"PATH", "HOME", "WEB_BIND", "PROMETHEUS_MULTIPROC_DIR"}
    ]
    path = run.folder / "environment.sh"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")


def _text_gateway(run: Run) -> dict[str, str]:
    """SMS_URL if it is set, else the demonstration's phones, which messaging keeps itself."""
    if os.environ.get("SMS_URL"):
        return {name: os.environ.get(name, "") for name in ("SMS_URL", "SMS_SECRET")}
    phones = f"http://{LOOPBACK}:{run.ports.messaging}/webhooks/messaging/demo-phone"
    return {"SMS_URL": phones, "SMS_SECRET": "local-run-only"}


def _sign_in(run: Run) -> dict[str, str]:
    chosen = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    if os.environ.get("OIDC_ISSUER"):
        return {name: os.environ.get(name, "") for name in chosen}
    return dict(zip(chosen, (issuer(run.ports), OIDC_CLIENT, "local-run-only"), strict=True))
