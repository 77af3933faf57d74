"""OneRoster's files of the gradebook and of resources."""

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.roster_tables import PERSONS
from services.evaluation.feeds.oneroster.tables import Table, columns, one_roster, text, to

_SCORE_STATUSES = (
    "exempt",
    "fully graded",
    "not submitted",
    "partially graded",
    "submitted",
)
_LINE_ITEM = (
    *text("title! description"),
    *columns("assignDate! dueDate!", values.day_or_moment),
    *to("classSourcedId!", "classes"),
    *to("categorySourcedId!", "categories"),
)

CATEGORIES_1_1 = one_roster("categories", text("title!"))
CATEGORIES_1_2 = one_roster("categories", text("title!"), columns("weight", values.integer))
LINE_ITEMS_1_1 = one_roster(
    "lineItems",
    _LINE_ITEM,
    to("gradingPeriodSourcedId!", "academicSessions"),
    columns("resultValueMin? resultValueMax?", values.number),
)
LINE_ITEMS_1_2 = one_roster(
    "lineItems",
    _LINE_ITEM,
    to("academicSessionSourcedId!", "academicSessions"),
    columns("resultValueMin resultValueMax", values.number),
    to("schoolSourcedId!", "orgs"),
)
RESULTS_1_1 = one_roster(
    "results",
    to("lineItemSourcedId!", "lineItems"),
    to("studentSourcedId!", "users"),
    columns("scoreStatus!", values.choice(*_SCORE_STATUSES)),
    # Who is excused has none, whatever 1.1 says.
    columns("score?", values.number),
    columns("scoreDate!", values.day_or_moment),
    text("comment"),
)
RESULTS_1_2 = one_roster(
    "results",
    to("lineItemSourcedId!", "lineItems"),
    to("studentSourcedId!", "users"),
    columns("scoreStatus!", values.choice(*_SCORE_STATUSES, extensible=True)),
    columns("score", values.number),
    columns("scoreDate!", values.day_or_moment),
    text("comment textScore"),
    to("classSourcedId", "classes"),
    columns("inProgress incomplete late missing", values.boolean),
)
SCORE_SCALES = one_roster(
    "scoreScales",
    text("title! type!"),
    to("orgSourcedId!", "orgs"),
    to("courseSourcedId!", "courses"),
    to("classSourcedId!", "classes"),
    columns("scoreScaleValue!", values.score_scale),
)
LINE_ITEM_SCORE_SCALES = one_roster(
    "lineItemScoreScales",
    text("title"),
    to("lineItemSourcedId!", "lineItems"),
    to("scoreScaleSourcedId!", "scoreScales"),
)
RESULT_SCORE_SCALES = one_roster(
    "resultScoreScales",
    text("title"),
    to("resultSourcedId!", "results"),
    to("scoreScaleSourcedId!", "scoreScales"),
)
_SOURCE = values.choice("case", "unknown", extensible=True)
LINE_ITEM_OBJECTIVES = one_roster(
    "lineItemLearningObjectiveIds",
    to("lineItemSourcedId!", "lineItems"),
    columns("source!", _SOURCE),
    text("learningObjectiveId!"),
)
RESULT_OBJECTIVES = one_roster(
    "resultLearningObjectiveIds",
    to("resultSourcedId!", "results"),
    columns("source!", _SOURCE),
    text("learningObjectiveId!"),
    columns("score", values.number),
    text("textScore"),
)
CLASS_RESOURCES = one_roster(
    "classResources",
    text("title"),
    to("classSourcedId!", "classes"),
    to("resourceSourcedId!", "resources"),
)
COURSE_RESOURCES = one_roster(
    "courseResources",
    text("title"),
    to("courseSourcedId!", "courses"),
    to("resourceSourcedId!", "resources"),
)
USER_RESOURCES = one_roster(
    "userResources",
    to("userSourcedId!", "users"),
    to("orgSourcedId", "orgs"),
    to("classSourcedId", "classes"),
    to("resourceSourcedId!", "resources"),
)


def resources(*, extensible: bool) -> Table:
    """Books and other material, and whom they are for."""
    return one_roster(
        "resources",
        text("vendorResourceId! title"),
        columns("roles", values.choices("administrator", *PERSONS, extensible=extensible)),
        columns("importance", values.choice("primary", "secondary")),
        text("vendorId applicationId"),
    )
