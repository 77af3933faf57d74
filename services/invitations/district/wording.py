"""What the district's pages call why a school is left out, and which schools there are."""

from collections.abc import Collection, Mapping

from services.invitations.district.queries import Place
from services.invitations.district.rules import LeftOut
from services.invitations.district.schemas import EVERY_SCHOOL, SOME_SCHOOLS
from shared.web.languages import LazyString, _, lazy_, ngettext

LEFT_OUT: Mapping[str, LazyString] = {
    LeftOut.NOBODY.value: lazy_("Left out: nobody leads or coordinates this school in Tūhono."),
    LeftOut.TOO_LATE.value: lazy_("Left out: the day to answer by was over."),
}


def whom_options(places: Collection[Place]) -> list[tuple[object, ...]]:
    """All schools, or some."""
    schools = ngettext("%(num)s school", "%(num)s schools", len(places))
    return [
        (EVERY_SCHOOL, _("All schools"), schools),
        (SOME_SCHOOLS, _("Only the schools I tick below")),
    ]


def school_options(places: Collection[Place]) -> list[tuple[object, ...]]:
    """Schools by their names."""
    return [(one.school.school_id, one.school.name) for one in places]
