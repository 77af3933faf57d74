"""Where a subject's page is, so that no event and no mail needs to know a URL."""

from urllib.parse import quote

from shared.errors import NotFound

# Subject kind → the page for it. A new kind of link is one line here.
TARGETS = {"invitation": "/invitations/i/{id}"}


def path_of(subject: str) -> str:
    """The path of the page of ``<kind>/<id>``.

    Raises:
        NotFound: no page is known for that kind, or there is no id.
    """
    kind, _, subject_id = subject.partition("/")
    if kind not in TARGETS or not subject_id:
        raise NotFound("no-target")
    return TARGETS[kind].format(id=quote(subject_id, safe=""))
