"""A roster that these tests tell record by record."""

from tests.evaluation.roster.conftest import district, told

__all__ = ["district", "told"]
