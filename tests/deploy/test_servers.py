"""Starting real servers, using those of others, and saying why one does not start."""

from pathlib import Path

import pytest
from pymongo import MongoClient

from deploy.local import greenmail, kafka, mongodb
from deploy.local.errors import LocalRunError
from deploy.local.ports import free_ports
from deploy.local.programs import Running
from deploy.local.servers import backing_servers, start_backing_servers, wait_until
from tests.conftest import Servers

pytestmark = pytest.mark.usefixtures("own_environment")


def test_servers_that_the_environment_names_are_used_and_not_started(
    servers: Servers, own_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own_environment.setenv("MONGODB_URI", servers.mongodb_uri)
    own_environment.setenv("KAFKA_BOOTSTRAP_SERVERS", servers.kafka_bootstrap_servers)
    own_environment.setenv("SMTP_URL", servers.smtp_url)

    used = start_backing_servers(tmp_path)

    assert backing_servers(tmp_path, free_ports(), tmp_path) == []
    assert used.mongodb_uri == servers.mongodb_uri
    assert used.kafka_bootstrap == servers.kafka_bootstrap_servers
    assert used.smtp_url == servers.smtp_url
    assert used.greenmail_api == ""


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MONGODB_URI", "mongodb://127.0.0.1:1/?replicaSet=rs0"),
        ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"),
        ("SMTP_URL", "smtp://127.0.0.1:1"),
    ],
)
def test_a_named_server_that_does_not_answer_is_said(
    own_environment: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str
) -> None:
    own_environment.setenv(variable, value)

    with pytest.raises(LocalRunError, match=variable) as caught:
        start_backing_servers(tmp_path)

    assert f"unset {variable}" in caught.value.remedy


def test_all_three_start_and_end(tmp_path: Path) -> None:
    told: list[str] = []

    started = start_backing_servers(tmp_path, free_ports(), told.append)
    try:
        with MongoClient[dict[str, object]](started.mongodb_uri, timeoutMS=5000) as client:
            assert client.admin.command("hello")["setName"] == "rs0"
        assert kafka.answers(started.kafka_bootstrap)
        assert greenmail.smtp_answers(started.smtp_url)
        assert [line.split()[0] for line in told] == ["mongodb", "kafka", "greenmail"]
    finally:
        started.stop()

    assert not greenmail.smtp_answers(started.smtp_url)


def test_mongod_refusing_to_start_is_told_with_its_own_words(tmp_path: Path) -> None:
    program = mongodb.mongodb_program(tmp_path, free_ports(), tmp_path)
    (tmp_path / "mongodb").rmdir()
    running = Running(program)

    with pytest.raises(LocalRunError, match="mongodb ended with code") as caught:
        wait_until(lambda: False, program, running.require_alive)

    assert any("dbpath" in line.lower() or "not found" in line for line in caught.value.log)
    assert str(program.log) in caught.value.remedy


def test_java_refusing_to_start_is_told_with_its_own_words(tmp_path: Path) -> None:
    ports = free_ports()
    program = kafka.kafka_program(tmp_path, ports, tmp_path)
    properties = tmp_path / "kafka" / "server.properties"
    properties.write_text(properties.read_text().replace("node.id=1", "node.id=seven"))
    running = Running(program)

    with pytest.raises(LocalRunError, match="kafka ended with code") as caught:
        wait_until(lambda: False, program, running.require_alive)

    assert any("seven" in line for line in caught.value.log)
