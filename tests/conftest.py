"""What every test stands on: real servers, an installation of its own, and empty stores.

``MONGODB_URI``, ``KAFKA_BOOTSTRAP_SERVERS``, ``SMTP_URL`` and ``GREENMAIL_API`` name servers to
use; without them the run's own code starts real ones. Databases and topics carry a prefix made for
this test session.
"""

import importlib
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from shared import closed, indexes, store
from shared.access import ended
from shared.service import Service
from shared.settings import Settings, load_settings
from tests.system import System, running_system

SERVICES = ("invitations", "messaging", "evaluation")
EXTERNAL = ("MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS", "SMTP_URL", "GREENMAIL_API")
ON_THE_SYSTEM = ("tests/journeys/", "tests/faults/")
pytest_plugins = ("tests.rows_plugin", "tests.journeys.browser")


class OneSystem(LoadScopeScheduling):
    """Hands tests out one by one, those of the whole system all to the same process."""

    def _split_scope(self, nodeid: str) -> str:
        return "system" if nodeid.startswith(ON_THE_SYSTEM) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneSystem:
    """How ``pytest -n 2`` (Makefile) shares the tests out."""
    return OneSystem(config, log)


@dataclass(frozen=True)
class Servers:
    """Where the real servers of this test session are."""

    mongodb_uri: str
    kafka_bootstrap_servers: str
    smtp_url: str
    greenmail_api: str


@dataclass(frozen=True)
class Installation:
    """One installation of the platform, with databases and topics that nobody else uses."""

    servers: Servers
    prefix: str
    directory: Path
    district_id: str

    def settings(self, service: str) -> Settings:
        """The settings of one of its services."""
        return load_settings(service)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Real MongoDB, Kafka and GreenMail: those the environment names, else started here."""
    if all(os.environ.get(name) for name in EXTERNAL):
        yield Servers(*(os.environ[name] for name in EXTERNAL))
        return
    from deploy.local.servers import start_backing_servers

    started = start_backing_servers(tmp_path_factory.mktemp("servers"))
    try:
        yield Servers(
            mongodb_uri=started.mongodb_uri,
            kafka_bootstrap_servers=started.kafka_bootstrap,
            smtp_url=started.smtp_url,
            greenmail_api=started.greenmail_api,
        )
    finally:
        started.stop()


@pytest.fixture(scope="session")
def installation(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """This session's installation, in the environment as a service would find it."""
    made = Installation(
        servers=servers,
        prefix=f"t{uuid.uuid4().hex[:8]}",
        directory=tmp_path_factory.mktemp("installation"),
        district_id=str(uuid.uuid4()),
    )
    environment = {
        "TUHONO_ENV": "test",
        "BASE_URL": "http://localhost",
        "MONGODB_URI": servers.mongodb_uri,
        "MONGODB_DATABASE_PREFIX": f"{made.prefix}_",
        "KAFKA_BOOTSTRAP_SERVERS": servers.kafka_bootstrap_servers,
        "KAFKA_TOPIC_PREFIX": f"{made.prefix}.",
        "SMTP_URL": servers.smtp_url,
        "DISTRICT_ID": made.district_id,
        "DATA_DIRECTORY": str(made.directory),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield made
    _drop_databases(servers, made.prefix)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole system with the demo district, started as ``make run`` does.

    Every service knows the whole district before the first test looks.
    """
    from tests.faults import checks

    with running_system(tmp_path_factory.mktemp("system")) as started:
        checks.settled(started)
        yield started


@pytest.fixture
def open_store(installation: Installation) -> Iterator[Callable[[Service], Settings]]:
    """Connect a service's store, emptied, and make it the one in use for this test."""
    with ExitStack() as stack:

        def opened(service: Service) -> Settings:
            settings = installation.settings(service.name)
            store.connect(settings)
            stack.callback(store.disconnect, service.name)
            stack.enter_context(store.use(service.name))
            _ensure_indexes_once(service, settings)
            _empty(settings)
            closed.forget_kept()
            ended.forget_kept()
            return settings

        yield opened


@pytest.fixture
def invitations_store(open_store: Callable[[Service], Settings]) -> Settings:
    """The invitations service's store, empty and in use."""
    return open_store(_service("invitations"))


@pytest.fixture
def messaging_store(open_store: Callable[[Service], Settings]) -> Settings:
    """The messaging service's store, empty and in use."""
    return open_store(_service("messaging"))


@pytest.fixture
def evaluation_store(open_store: Callable[[Service], Settings]) -> Settings:
    """The evaluation service's store, empty and in use."""
    return open_store(_service("evaluation"))


def _service(name: str) -> Service:
    return importlib.import_module(f"services.{name}.service").SERVICE  # type: ignore[no-any-return]


_indexed: set[tuple[str, int]] = set()


def _ensure_indexes_once(service: Service, settings: Settings) -> None:
    if (settings.database, id(service)) not in _indexed:
        indexes.ensure_indexes(service)
        _indexed.add((settings.database, id(service)))


def _empty(settings: Settings) -> None:
    with store.use(settings.service):
        for name in store.database().list_collection_names():
            store.database()[name].delete_many({})


def _drop_databases(servers: Servers, prefix: str) -> None:
    import pymongo

    with pymongo.MongoClient(servers.mongodb_uri, timeoutMS=10_000) as client:
        for name in client.list_database_names():
            if name.startswith(f"{prefix}_"):
                client.drop_database(name)
