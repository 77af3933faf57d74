"""The lint of what cannot be started here: it passes now, and notices what matters."""

from typing import Any

import pytest
import yaml

from deploy.lint import DEPLOY, faults
from deploy.lint.compose import compose_faults
from deploy.lint.dockerfile import dockerfile_faults
from deploy.topics import access_rules, declarations


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.fixture
def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text()


def test_nothing_is_wrong_now() -> None:
    assert faults() == []


def test_another_command_is_noticed(compose: Any) -> None:
    compose["services"]["messaging-relay"]["command"][-1] = "consume"

    assert any("messaging-relay runs" in fault for fault in compose_faults(compose))


def test_a_missing_process_is_noticed(compose: Any) -> None:
    del compose["services"]["evaluation-work"]

    assert list(compose_faults(compose)) == ["evaluation-work is missing"]


def test_a_signing_key_in_the_wrong_hands_is_noticed(compose: Any) -> None:
    compose["services"]["invitations-web"]["environment"]["SIGNING_KEY_FILE"] = "/key"

    assert any("signing key" in fault for fault in compose_faults(compose))


def test_a_database_open_to_the_world_is_noticed(compose: Any) -> None:
    compose["services"]["mongodb"]["ports"] = ["27017:27017"]

    assert any("mongodb can be reached" in fault for fault in compose_faults(compose))


def test_an_image_without_a_version_is_noticed(compose: Any) -> None:
    compose["services"]["kafka"]["image"] = "apache/kafka"

    assert any("name a version" in fault for fault in compose_faults(compose))


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("USER 10001\n", "", "as root"),
        ("USER 10001\n", "USER root\n", "as root"),
        (":3.12-slim-bookworm", ":latest", "changes by itself"),
        ("--constraint constraints.txt ", "", "newest that day"),
        ('CMD ["gunicorn"', 'CMD ["flask"', "CMD is not"),
        ("COPY shared", "ADD shared", "ADD fetches"),
        ("#   python -m services.messaging work\n", "", "does not name"),
    ],
)
def test_an_image_that_differs_is_noticed(
    dockerfile: str, there: str, instead: str, told: str
) -> None:
    assert there in dockerfile

    assert any(told in fault for fault in dockerfile_faults(dockerfile.replace(there, instead)))


def test_contact_points_are_for_messaging_alone() -> None:
    rules = [rule for rule in access_rules("x.") if "x.evaluation.contact-points.v1" in rule]

    assert [rule for rule in rules if "--operation Read" in rule] == [
        "--add --allow-principal User:messaging --operation Read --operation Describe "
        "--topic x.evaluation.contact-points.v1"
    ]
    assert [rule for rule in rules if "--operation Write" in rule] == [
        "--add --allow-principal User:evaluation --operation Write --operation Describe "
        "--topic x.evaluation.contact-points.v1"
    ]


def test_replicated_topics_need_two_disks_and_a_single_broker_does_not() -> None:
    alone = {topic.name: topic for topic in declarations(1)}
    replicated = {topic.name: topic for topic in declarations()}

    assert {topic.partitions for topic in alone.values()} == {12}
    assert all("min.insync.replicas" not in topic.config for topic in alone.values())
    assert all(topic.config["min.insync.replicas"] == "2" for topic in replicated.values())
    assert replicated["evaluation.roster.v1"].config["delete.retention.ms"] == "3888000000"
