"""The port map, and what is said when a port of it is taken."""

import os
import socket

import pytest

from deploy.local.errors import LocalRunError
from deploy.local.ports import free_ports, ports_from, require_free


def test_ports_follow_from_the_first_one() -> None:
    ports = ports_from(9000)

    assert dict(ports.items()) == {
        "front": 9000,
        "invitations": 9001,
        "messaging": 9002,
        "evaluation": 9003,
        "kafka": 9010,
        "kafka_controller": 9011,
        "mongodb": 9020,
        "smtp": 9030,
        "imap": 9031,
        "greenmail_api": 9032,
        "oidc": 9040,
    }
    assert ports.web("messaging") == 9002


def test_free_ports_are_free_and_differ() -> None:
    ports = free_ports()

    assert len({port for _, port in ports.items()}) == 11
    require_free(ports, ("front", "kafka", "mongodb"))


def test_a_taken_port_is_named_with_its_holder_and_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        ports = ports_from(taken - 20)

        with pytest.raises(LocalRunError) as caught:
            require_free(ports, ("mongodb",))

    assert f"{taken} (mongodb" in caught.value.what
    assert f"process {os.getpid()}" in caught.value.what
    assert "TUHONO_PORT=" in caught.value.remedy


def test_a_port_of_a_server_that_is_not_started_may_be_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        require_free(ports_from(listener.getsockname()[1] - 20), ("front", "kafka"))
