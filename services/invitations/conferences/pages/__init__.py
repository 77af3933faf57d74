"""The pages of conferences: families', students', hosts' and who opens them."""

from services.invitations.conferences.pages import (
    behalf,
    changes,
    family,
    hosts,
    own_slot,
    sheet,
    staff,
    student,
)
from services.invitations.conferences.pages.frame import blueprint

__all__ = [
    "behalf",
    "blueprint",
    "changes",
    "family",
    "hosts",
    "own_slot",
    "sheet",
    "staff",
    "student",
]
