"""The gradebook's and the attendance's files of a package. Source: design lms.md §1.6 and §4."""

from collections.abc import Iterable, Iterator, Sequence

from deploy.demo.assignments import CATEGORIES
from deploy.demo.district import District, Learning, Mark, Score
from deploy.demo.school_days import term_at

Cells = Sequence[str]
Tables = dict[str, tuple[str, Iterable[Cells]]]

_CODES = (
    ("ill", "Ill", "true", "true"),
    ("appointment", "Doctor or dentist", "true", "true"),
    ("family", "Family reasons", "true", "true"),
    ("unknown", "No reason known yet", "true", "false"),
)
_FLAGS = ("inProgress", "incomplete", "late", "missing")


def gradebook(district: District, version: str) -> Tables:
    """OneRoster's own files of the gradebook, by name."""
    learning = district.learning
    if learning is None:
        return {}
    session = "academicSessionSourcedId" if version == "1.2" else "gradingPeriodSourcedId"
    last = " schoolSourcedId" if version == "1.2" else ""
    tables: Tables = {
        "categories": (
            "title" + (" weight" if version == "1.2" else ""),
            _categories(version),
        ),
        "lineItems": (
            "title description assignDate dueDate classSourcedId categorySourcedId"
            f" {session} resultValueMin resultValueMax{last}",
            _line_items(district, learning, version),
        ),
        "results": (
            "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment"
            + (f" textScore classSourcedId {' '.join(_FLAGS)}" if version == "1.2" else ""),
            _results(learning, version),
        ),
    }
    if version == "1.2":
        tables |= _scales(district, learning)
    return tables


def attendance(district: District) -> Tables:
    """Our own files beside OneRoster's: what was noted, its codes, days without school."""
    learning = district.learning
    if learning is None:
        return {}
    return {
        "tuhono.attendanceCodes": (
            "sourcedId status dateLastModified title absent excused notifyGuardian description",
            (
                (f"code-{code}", "", "", title, absent, excused, "true", "")
                for code, title, absent, excused in _CODES
            ),
        ),
        "tuhono.calendar": (
            "schoolSourcedId date inSession reason",
            ((one.school, str(one.on), "false", one.reason) for one in learning.closed),
        ),
        "tuhono.attendance": marks_table(learning.marks),
    }


def marks_table(marks: Iterable[Mark]) -> tuple[str, Iterator[Cells]]:
    """The columns and rows of an attendance file."""
    return (
        "sourcedId status dateLastModified schoolSourcedId userSourcedId classSourcedId date type"
        " category reasonCode minutes arrivalTime departureTime comment",
        (_mark(one) for one in marks),
    )


def terms(district: District, year: str, version: str) -> Iterator[Cells]:
    """The rows of the school year's terms; 1.1 gives work to grading periods only."""
    for one in district.learning.terms if district.learning else ():
        begins, ends = str(one.begins_on), str(one.ends_before)
        days = (begins, ends)
        yield one.sourced_id, "", "", one.title, "term", *days, year, begins[:4]
        if version == "1.1":
            grading = (f"grading-{one.sourced_id}", "", "", one.title, "gradingPeriod")
            yield *grading, *days, one.sourced_id, begins[:4]


def _categories(version: str) -> Iterator[Cells]:
    for name, title in CATEGORIES.items():
        row = (f"cat-{name}", "", "", title)
        yield (*row, "") if version == "1.2" else row


def _line_items(district: District, learning: Learning, version: str) -> Iterator[Cells]:
    schools = {one.sourced_id: one.school for one in district.classes}
    for one in learning.line_items:
        session = term_at(learning.terms, one.assigned_on).sourced_id
        session = session if version == "1.2" else f"grading-{session}"
        row = (
            *(one.sourced_id, "", "", one.title, one.description),
            *(str(one.assigned_on), str(one.due_on), one.school_class, f"cat-{one.category}"),
            *(session, "0", _number(one.highest)),
        )
        yield (*row, schools[one.school_class]) if version == "1.2" else row


def _results(learning: Learning, version: str) -> Iterator[Cells]:
    classes = {one.sourced_id: one.school_class for one in learning.line_items}
    for one in learning.scores:
        row = (
            *(_result_id(one), "", "", one.line_item, one.student, one.status),
            *(_score(one, version), str(one.scored_on), one.comment),
        )
        flags = ("true" if name in one.flags else "" for name in _FLAGS)
        own = (one.word, classes[one.line_item], *flags)
        yield (*row, *own) if version == "1.2" else row


def _scales(district: District, learning: Learning) -> Tables:
    schools = {one.sourced_id: one.school for one in district.classes}
    scales = (
        (
            *(one.sourced_id, "", "", one.title, "ordinal", schools[one.school_class]),
            *(f"course-{schools[one.school_class]}", one.school_class),
            ",".join(f"{{{word}:{rank}}}" for rank, word in enumerate(one.words, start=1)),
        )
        for one in learning.scales
    )
    links = (
        (f"lis-{one.sourced_id}", "", "", "", one.sourced_id, one.scale)
        for one in learning.line_items
        if one.scale
    )
    return {
        "scoreScales": (
            "title type orgSourcedId courseSourcedId classSourcedId scoreScaleValue",
            scales,
        ),
        "lineItemScoreScales": ("title lineItemSourcedId scoreScaleSourcedId", links),
    }


def _mark(one: Mark) -> Cells:
    code = f"code-{one.code}" if one.code else ""
    return (
        *(f"a-{one.student}-{one.on}", "active" if one.told_at else "", one.told_at),
        *(one.school, one.student, "", str(one.on), "daily", one.category, code),
        *(one.minutes, one.arrived, one.left, one.comment),
    )


def _result_id(one: Score) -> str:
    return f"res-{one.line_item.removeprefix('li-')}-{one.student}"


def _score(one: Score, version: str) -> str:
    """Version 1.1 demands a number; 1.2 does not."""
    if one.score is None:
        return "0" if version == "1.1" else ""
    return _number(one.score)


def _number(value: float) -> str:
    return f"{value:g}"
