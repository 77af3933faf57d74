"""Words at the door that a page and its script both show."""

from services.invitations.check_in.queries import Counted
from shared.web.languages import ngettext
from shared.web.lists import in_line


def summary_of(counted: Counted) -> str:
    """``3 families are here, 7 people``."""
    families, people = counted.families, counted.people
    here = ngettext("%(num)s family is here", "%(num)s families are here", families)
    return str(in_line([here, ngettext("%(num)s person", "%(num)s people", people)]))
