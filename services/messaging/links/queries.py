"""Named reads of links. They change nothing: mail scanners open links before their readers do."""

from collections.abc import Iterable

from services.messaging.links import rules
from services.messaging.links.models import Link, token_hash
from services.messaging.links.rules import LinkKind
from services.messaging.roster.queries import is_welcome, roles_of, schools_of
from services.messaging.settings import settings
from shared import clock
from shared.access.principal import Principal
from shared.access.roles import AppRole
from shared.errors import NotFound


def working_link(token: str, kind: LinkKind) -> Link:
    """The link behind the token.

    Raises:
        NotFound: it is forged, over, used, revoked, of the other kind, or its person is not at the
            school any more; nobody is told which.
    """
    now = clock.now()
    link: Link | None = Link.objects(id=token_hash(token), kind=kind.value).first()
    if link is None or not link.works(now) or not _is_welcome(link):
        raise NotFound("link-ended")
    return link


def _is_welcome(link: Link) -> bool:
    district_id = settings().district_id
    return is_welcome(link.person_id, link.school_id, district_id, now=clock.now())


def may_join(principal: Principal, link: Link) -> bool:
    """Whether the link's person may be added to the account that is signed in."""
    if principal.purpose is not None or link.person_id in principal.person_ids:
        return False
    return rules.may_join(_roles(principal.person_ids), _roles([link.person_id]))


def _roles(person_ids: Iterable[str]) -> frozenset[AppRole]:
    wanted = list(person_ids)
    by_school = roles_of(wanted, schools_of(wanted), settings().district_id)
    return frozenset[AppRole]().union(*by_school.values())
