"""Which kinds of records are published, by whom. Pure."""

ROSTER_KINDS = ("orgs", "classes", "users", "enrollments")
"""What the roster is told in: each changed record of these is published anew, in this order."""

PROGRESS_KINDS = (
    "categories",
    "scoreScales",
    "lineItemScoreScales",
    "resultScoreScales",
    "attendanceCodes",
    "calendar",
    "lineItems",
    "results",
    "attendance",
)
"""Attendance and the gradebook, published by ``progress`` in this order."""

MARKED_KINDS = frozenset({*ROSTER_KINDS, *PROGRESS_KINDS})
"""A change of one of these is marked to be published; the others change what these stand for."""
