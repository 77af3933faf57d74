"""What the pages call what is held, why it is, and what is missing of a family."""

from collections.abc import Mapping

from services.evaluation.feeds.absence import (
    HELD_WITH,
    IDS_CHANGED,
    MANY_CHANGES,
    NOT_CLEAN,
    ORG,
    TOO_MANY,
)
from services.evaluation.feeds.rules import GUARDIANS, OTHERS, STAFF, STUDENTS
from services.evaluation.roster.missing import Missing
from shared.web.languages import LazyString, lazy_

GROUPS: Mapping[str, LazyString] = {
    STUDENTS: lazy_("students"),
    GUARDIANS: lazy_("guardians"),
    STAFF: lazy_("staff"),
    OTHERS: lazy_("others"),
}

REASONS: Mapping[str, LazyString] = {
    TOO_MANY: lazy_("More than this source may end with nobody looking"),
    NOT_CLEAN: lazy_("A file was not complete or not clean, so nobody knows who really left"),
    HELD_WITH: lazy_("They belong to records that are held"),
    MANY_CHANGES: lazy_("Nearly all records of this kind changed, so the file looks wrong"),
    ORG: lazy_("No file closes a school: somebody has to say so"),
    IDS_CHANGED: lazy_("Many are still there, under other identifiers"),
}
"""Why records are held."""

MISSING: Mapping[str, LazyString] = {
    Missing.HELD_GUARDIANS: lazy_("Guardians wait to be taken"),
    Missing.NO_GUARDIAN: lazy_("Nobody stands for the child"),
    Missing.NO_ACCESS: lazy_("No guardian may see anything"),
    Missing.NO_MAIL_OR_PHONE: lazy_("No message reaches the guardian"),
    Missing.NOT_A_GUARDIAN: lazy_("Somebody named with the child is no guardian by role"),
}
"""What the feeds are missing of a family."""

REMEDIES: Mapping[str, LazyString] = {
    Missing.HELD_GUARDIANS: lazy_(
        "So many guardians are told of one child that somebody looks first: perhaps emergency"
        " contacts came along. Until then the new ones see nothing."
    ),
    Missing.NO_GUARDIAN: lazy_(
        "Add a guardian in your student information system, with the role parent, guardian or"
        " relative, and name the two as related."
    ),
    Missing.NO_ACCESS: lazy_(
        "Guardians are known, but none of them may see the child’s things. Say in the system who is"
        " a parent or legal guardian."
    ),
    Missing.NO_MAIL_OR_PHONE: lazy_(
        "Add an email address or a phone number in the system. Until then, use paper: nobody is"
        " left out."
    ),
    Missing.NOT_A_GUARDIAN: lazy_(
        "They are teachers, aides or students in the system, so they see nothing as family. If one"
        " of them is a guardian, add the role parent, guardian or relative."
    ),
}
"""What the office does about it."""
