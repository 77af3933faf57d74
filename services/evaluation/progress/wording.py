"""What the pages on results and attendance call things. Fair words: a fact, never a label. R3, R7.

Source: product.md S24, S25, S100; look.md §5.
"""

from collections.abc import Collection, Mapping
from urllib.parse import quote, urlencode

from services.evaluation.progress import glossary
from services.evaluation.progress.glossary import Term
from services.evaluation.progress.models import Assignment, Result
from services.evaluation.progress.queries import HomeResult
from services.evaluation.progress.showing import OPEN, Item, Standing
from shared.web.formats import number
from shared.web.languages import LazyString, _, lazy_
from shared.web.lists import things_in_text

Words = Mapping[str, LazyString]

STANDINGS: Words = {
    Standing.TO_DO.value: lazy_("To do"),
    Standing.OVERDUE.value: lazy_("Not handed in yet"),
    Standing.MISSING.value: lazy_("Missing"),
    Standing.HANDED_IN.value: lazy_("Handed in"),
    Standing.BEING_MARKED.value: lazy_("Being looked at"),
    Standing.NO_RESULT.value: lazy_("No result yet"),
    Standing.PENDING.value: lazy_("Result pending"),
    Standing.EXEMPT.value: lazy_("Did not have to do this"),
}
STATUSES: Words = {
    "": lazy_("No result yet"),
    "submitted": lazy_("Handed in"),
    "not submitted": lazy_("Not handed in yet"),
    "partially graded": lazy_("Being looked at"),
}


def standing(item: Item) -> str:
    """The state of the work, in one to four words."""
    return str(STANDINGS.get(item.standing.value, ""))


def tag_kind(item: Item) -> str:
    """Attention is yellow, what is done is the school's colour; never red."""
    if item.standing in OPEN:
        return "due"
    return "school" if item.standing is Standing.DONE else ""


def said(item: Item) -> str:
    """The result in few words: a scale's label first, else the score; or why there is none."""
    result = item.result
    if result is None or item.standing is not Standing.DONE:
        return standing(item)
    return label(result) or points(result, item.assignment) or _("See the comment")


def more(item: Item) -> str:
    """The score beside a label."""
    result = item.result
    if result is None or item.standing is not Standing.DONE or not label(result):
        return ""
    return points(result, item.assignment)


def for_teacher(result: Result, assignment: Assignment) -> str:
    """What the gradebook says, held or not; empty where a flag says it all."""
    if result.status == "exempt":
        return str(STANDINGS[Standing.EXEMPT.value])
    parts = [one for one in (label(result), points(result, assignment)) if one]
    if parts or result.missing:
        return " · ".join(parts)
    return str(STATUSES.get(result.status, STATUSES[""]))


def label(result: HomeResult | Result) -> str:
    """The word the school gave: the scale's label, else the teacher's own."""
    return result.scale or result.text_score


def points(result: HomeResult | Result, assignment: Assignment) -> str:
    """``18 of 20``; without a maximum the score alone; empty without a score: that is no zero."""
    if result.score is None:
        return ""
    if assignment.maximum is None:
        return number(result.score)
    return _("%(score)s of %(most)s", score=number(result.score), most=number(assignment.maximum))


def flags(item: Item) -> list[str]:
    """What stands beside a result."""
    result = item.result
    if result is None or item.standing is not Standing.DONE:
        return []
    return flags_of(result)


def flags_of(result: HomeResult | Result) -> list[str]:
    """How the work came in."""
    known = (
        (result.late, lazy_("Handed in late")),
        (result.incomplete, lazy_("Not finished")),
        (result.missing, lazy_("Missing")),
        (result.in_progress, lazy_("Working on it")),
    )
    return [str(words) for is_so, words in known if is_so]


def terms(item: Item) -> list[Term]:
    """What of a result needs explaining, the most telling first."""
    result = item.result
    found = []
    if item.standing is Standing.EXEMPT:
        found.append(glossary.EXEMPT)
    if result is None or item.standing is not Standing.DONE:
        return found
    known = glossary.term_of(label(result))
    if known is not None:
        found.append(known)
    elif result.score is not None and item.assignment.maximum is not None:
        is_above = result.score > item.assignment.maximum
        found.append(glossary.ABOVE if is_above else glossary.SCORE)
    for is_so, term in (
        (result.late, glossary.LATE),
        (result.incomplete, glossary.INCOMPLETE),
        (result.missing, glossary.MISSING),
    ):
        found += [term] if is_so else []
    return found


def is_own_word(item: Item) -> bool:
    """Whether the result is told in a word that only the school can explain."""
    word = label(item.result) if item.result is not None else ""
    return bool(word) and glossary.term_of(word) is None


def link_to_write(teacher_id: str, about: str, child_id: str) -> str:
    """The address of messaging's page for a message to the teacher. Source: S26."""
    return f"/messages/write/{quote(child_id)}?" + urlencode({"to": teacher_id, "about": about})


def year_levels(grades: Collection[str]) -> str:
    """``Year 4`` of OneRoster's ``04``; grades that are no number as they are."""
    return things_in_text(
        [
            _("Year %(number)s", number=number(int(one))) if one.isdecimal() else one
            for one in grades
        ]
    )


def language_of(assignment: Assignment) -> str:
    """The language its words are marked with; empty while it is not known."""
    return str(assignment.language or "")
