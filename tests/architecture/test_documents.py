"""Every document belongs to a school, or is named as one that belongs to none."""

import importlib
from typing import Any

import pytest
from mongoengine import Document

from shared.tenancy import (
    PLATFORM_COLLECTIONS,
    Aggregate,
    PlatformDocument,
    Projection,
    TenantDocument,
)
from tests.architecture.source import ROOT, SERVICES, imports_of, python_files, service

BASES = {Document, TenantDocument, Aggregate, Projection, PlatformDocument}


def _documents() -> list[Any]:
    for path in sorted((ROOT / "services").glob("*/*/models.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, waiting = [], [Document]
    while waiting:
        for cls in waiting.pop().__subclasses__():
            waiting.append(cls)
            ours = cls.__module__.startswith(("services.", "shared."))
            if ours and cls not in BASES and not cls._meta.get("abstract"):
                found.append(cls)
    return sorted(set(found), key=lambda one: f"{one.__module__}.{one.__name__}")


DOCUMENTS = _documents()
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.__name__)


@EVERY_DOCUMENT
def test_a_document_is_scoped_or_named_as_the_platforms(document: Any) -> None:
    named = document._get_collection_name() in PLATFORM_COLLECTIONS
    assert issubclass(document, PlatformDocument if named else TenantDocument)


@EVERY_DOCUMENT
def test_every_index_of_a_school_begins_with_the_school(document: Any) -> None:
    if issubclass(document, TenantDocument):
        specs = [*document._meta["index_specs"], *document._unique_with_indexes()]
        firsts = [spec["fields"][0][0] for spec in specs]
        assert set(firsts) <= {"school_id"}, "name school_id first in `indexes`"


@EVERY_DOCUMENT
def test_no_index_is_made_in_a_request(document: Any) -> None:
    assert document._meta["auto_create_index"] is False


@EVERY_DOCUMENT
def test_a_document_is_listed_by_its_service(document: Any) -> None:
    for name in _owners(document):
        assert document in service(name).documents, "its collection and indexes are never made"


@pytest.mark.parametrize("name", SERVICES)
def test_every_projection_of_a_service_is_written_by_a_handler(name: str) -> None:
    written = {one.document for handlers in service(name).handlers for one in handlers.projections}
    kept = {one for one in service(name).documents if issubclass(one, Projection)}
    assert kept == written


def _owners(document: Any) -> list[str]:
    """The services that keep it: its own, or for a document of the platform those that use it."""
    module = document.__module__
    if module.startswith("services."):
        return [module.split(".")[1]]
    return [
        name
        for name in SERVICES
        if any(module in imports_of(path) for path in python_files(f"services/{name}"))
    ]
