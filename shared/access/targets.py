"""Where a subject's page is, so that no event and no mail needs to know a URL."""

from urllib.parse import quote

from shared.errors import NotFound

# Subject kind → the page for it. A new kind of link is one line here.
TARGETS = {
    "invitation": "/invitations/i/{id}",
    "conversation": "/messages/c/{id}",
    "child": "/evaluation/children/{id}",
    "slot": "/invitations/conferences/b/{id}",
    "homework": "/invitations/homework/h/{id}",
    "visit": "/invitations/visits/v/{id}",
    "conference": "/invitations/conferences/c/{id}",
    # Behind the sign-in: no link alone opens these.
    "home-practice": "/invitations/home-learning/p/{id}",
    "offer": "/invitations/participation/?offer={id}",
}
# What a link in a mail lets its holder do there.
ACTIONS = {
    "invitation": "answer",
    "conversation": "answer",
    "child": "read",
    "homework": "answer",
    "visit": "answer",
    "slot": "answer",
    "conference": "answer",
}


def path_of(subject: str) -> str:
    """The path of the page of ``<kind>/<id>``.

    Raises:
        NotFound: no page is known for that kind, or there is no id.
    """
    kind, _, subject_id = subject.partition("/")
    if kind not in TARGETS or not subject_id:
        raise NotFound("no-target")
    return TARGETS[kind].format(id=quote(subject_id, safe=""))


def action_on(subject: str) -> str:
    """What the holder of a mailed link may do on ``<kind>/<id>``.

    Raises:
        NotFound: no page is known for that kind.
    """
    kind = subject.partition("/")[0]
    if kind not in ACTIONS:
        raise NotFound("no-target")
    return ACTIONS[kind]
