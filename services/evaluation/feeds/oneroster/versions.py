"""Which files each version of the standard has, in the order of checking and loading.

Whatever a file refers to comes before it. Source: design lms.md §1.1, §1.5 and §1.7.
"""

from collections.abc import Mapping

from services.evaluation.feeds.oneroster.gradebook_tables import (
    CATEGORIES_1_1,
    CATEGORIES_1_2,
    CLASS_RESOURCES,
    COURSE_RESOURCES,
    LINE_ITEM_OBJECTIVES,
    LINE_ITEM_SCORE_SCALES,
    LINE_ITEMS_1_1,
    LINE_ITEMS_1_2,
    RESULT_OBJECTIVES,
    RESULT_SCORE_SCALES,
    RESULTS_1_1,
    RESULTS_1_2,
    SCORE_SCALES,
    USER_RESOURCES,
    resources,
)
from services.evaluation.feeds.oneroster.roster_tables import (
    ROLES,
    USER_PROFILES,
    USERS_1_1,
    USERS_1_2,
    demographics,
    enrollments,
    place_tables,
)
from services.evaluation.feeds.oneroster.tables import Table

TABLES: Mapping[str, tuple[Table, ...]] = {
    "1.1": (
        *place_tables(extensible=False),
        USERS_1_1,
        enrollments(extensible=False),
        demographics("male", "female", extensible=False),
        CATEGORIES_1_1,
        LINE_ITEMS_1_1,
        RESULTS_1_1,
        resources(extensible=False),
        CLASS_RESOURCES,
        COURSE_RESOURCES,
    ),
    "1.2": (
        *place_tables(extensible=True),
        USERS_1_2,
        USER_PROFILES,
        ROLES,
        enrollments(extensible=True),
        demographics("male", "female", "unspecified", "other", extensible=True),
        CATEGORIES_1_2,
        LINE_ITEMS_1_2,
        RESULTS_1_2,
        SCORE_SCALES,
        LINE_ITEM_SCORE_SCALES,
        RESULT_SCORE_SCALES,
        LINE_ITEM_OBJECTIVES,
        RESULT_OBJECTIVES,
        resources(extensible=True),
        CLASS_RESOURCES,
        COURSE_RESOURCES,
        USER_RESOURCES,
    ),
}
"""Version to its files."""

FILES: Mapping[str, frozenset[str]] = {
    version: frozenset(table.name for table in tables) for version, tables in TABLES.items()
}
"""Version to the names of the files its manifest lists, without ``.csv``."""

FILES_1_0 = frozenset(
    ["academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "users"]
)
"""What a package of 1.0 is made of, all of it and nothing else; it has no manifest."""
