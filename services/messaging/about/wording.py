"""What is kept, who sees it and who does not: the words of the page, and the rules it tells of.

A change of who may see something changes its line here too.
"""

from dataclasses import dataclass

from shared.web.languages import LazyString, lazy_


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kind of thing that is kept; ``name`` is its id on the page."""

    name: str
    what: LazyString
    seen_by: LazyString
    not_seen_by: LazyString


KEPT = (
    Kept(
        name="family",
        what=lazy_("Names, classes, and who looks after whom"),
        seen_by=lazy_(
            "You. Teachers, for the children they teach today. The school’s leaders and "
            "coordinators. District staff who bring in the schools’ records."
        ),
        not_seen_by=lazy_("Other families, and other schools."),
    ),
    Kept(
        name="contacts",
        what=lazy_("Email addresses and phone numbers"),
        seen_by=lazy_(
            "The school’s leaders and coordinators, to reach a family whom no mail reaches. "
            "District staff who bring in the schools’ records."
        ),
        not_seen_by=lazy_("Teachers, other families, and the other guardians of your child."),
    ),
    Kept(
        name="answers",
        what=lazy_("Your answers to invitations, what would help you, and your notes"),
        seen_by=lazy_(
            "You. The teacher who invited you and the teachers of the invited classes. The "
            "school’s leaders and coordinators."
        ),
        not_seen_by=lazy_(
            "Other families. The other guardians of your child: each has an own invitation. The "
            "district: it sees numbers only."
        ),
    ),
    Kept(
        name="home",
        what=lazy_("What you tell of learning at home"),
        seen_by=lazy_("You, and the teachers of that child."),
        not_seen_by=lazy_(
            "Leaders, coordinators and the district: they see numbers only. The other guardians "
            "of your child."
        ),
    ),
    Kept(
        name="messages",
        what=lazy_("Messages between you and the school"),
        seen_by=lazy_("You, and the person you write with."),
        not_seen_by=lazy_(
            "Leaders, unless you write with them. The district. Other families, and the other "
            "guardians of your child."
        ),
    ),
    Kept(
        name="progress",
        what=lazy_("Results, assignments and attendance"),
        seen_by=lazy_(
            "The child. The guardians to whom the school’s records give access. The child’s "
            "teachers of today. The school’s leaders. A teacher may hold a result until you have "
            "talked about it; then you see that it is held."
        ),
        not_seen_by=lazy_("Other families, other teachers, and other schools."),
    ),
    Kept(
        name="mail",
        what=lazy_("Which mail we sent you, and whether it arrived"),
        seen_by=lazy_(
            "The school’s leaders and coordinators. Teachers, for their own invitations."
        ),
        not_seen_by=lazy_("Other families, and the district."),
    ),
    Kept(
        name="reports",
        what=lazy_("Reports of a school and of the district"),
        seen_by=lazy_(
            "Leaders and coordinators see their own school’s. The district sees numbers of its "
            "schools, never people."
        ),
        not_seen_by=lazy_(
            "Nobody sees a number of a group so small that a family could be recognised. No report "
            "ranks teachers or families."
        ),
    ),
    Kept(
        name="operators",
        what=lazy_("Everything that is stored"),
        seen_by=lazy_(
            "The people who run the computers can reach it when something must be repaired. What "
            "the computers note every day holds no names, addresses or messages."
        ),
        not_seen_by=lazy_(
            "Advertisers, and companies that collect data. We pass nothing on to them."
        ),
    ),
)
