"""The frame of every page: tabs by role, the account menu, the line in the foot.

Its table of pages is here. The frame is the same on all three services, so a person sees one
product.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, g, request

from shared import ids, tenancy
from shared.access import AppRole, Principal, current_principal, current_roles
from shared.web.languages import LazyString, chosen_language, lazy_, offered_languages


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of at most five main pages of a role.

    ``also`` are addresses of pages that belong to it although they begin otherwise.
    """

    label: LazyString
    icon: str
    url: str
    roles: frozenset[AppRole]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the page, as its frame says it: the account's name and its schools' names."""

    name: str = ""
    schools: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the layout draws around a page."""

    tabs: tuple[Tab, ...] = ()
    current_url: str = ""
    reader: Reader = field(default_factory=Reader)
    signed_in: bool = False
    limited: bool = False


LookUpReader = Callable[[Principal], Reader]

_STAFF = frozenset({AppRole.TEACHER, AppRole.LEADER, AppRole.COORDINATOR})
_AT_HOME = frozenset({AppRole.FAMILY, AppRole.STUDENT})
_CLASS_STAFF = frozenset({AppRole.TEACHER, AppRole.LEADER})
_SCHOOL_LEADERS = frozenset({AppRole.LEADER, AppRole.COORDINATOR})
_EVERYBODY = frozenset(AppRole)
_DISTRICT = frozenset({AppRole.DISTRICT})
TABS = (
    Tab(
        label=lazy_("Today"),
        icon="home",
        url="/",
        roles=_EVERYBODY,
        # Begun from the home page, and about a child, not about an invitation.
        also=("/invitations/home-learning",),
    ),
    Tab(
        label=lazy_("Messages"),
        icon="message",
        url="/messages/",
        roles=frozenset({AppRole.FAMILY, AppRole.TEACHER, AppRole.LEADER}),
    ),
    Tab(
        label=lazy_("Invitations"),
        icon="calendar",
        url="/invitations/",
        roles=frozenset({AppRole.FAMILY}),
    ),
    Tab(
        label=lazy_("Learning"),
        icon="learning",
        url="/evaluation/children",
        roles=_AT_HOME,
        also=("/invitations/homework",),
    ),
    Tab(
        label=lazy_("Activities"),
        icon="calendar",
        url="/invitations/activities",
        roles=_STAFF,
        # All that staff do with families begins from there.
        also=("/invitations",),
    ),
    Tab(label=lazy_("Classes"), icon="people", url="/evaluation/classes", roles=_CLASS_STAFF),
    Tab(label=lazy_("Report"), icon="learning", url="/evaluation/report", roles=_SCHOOL_LEADERS),
    Tab(
        label=lazy_("Schools"),
        icon="people",
        url="/evaluation/district",
        roles=_DISTRICT,
        also=("/invitations/district",),
    ),
    Tab(label=lazy_("Feeds"), icon="download", url="/evaluation/feeds", roles=_DISTRICT),
)


def init_app(app: Flask, look_up_reader: LookUpReader | None) -> None:
    """Give every template the frame and what all templates need."""
    app.config["READER"] = look_up_reader
    app.jinja_env.globals.update(new_id=ids.new_id)
    app.context_processor(_context)


def frame() -> Frame:
    """The frame for whoever reads; a bare one for strangers and when the store is in trouble.

    A session limited to one purpose has no tabs: they would lead to pages that are not open to it.
    """
    principal = None if g.get("plain_frame") else current_principal()
    if principal is None:
        return Frame()
    with tenancy.scope(read=principal.schools):
        roles = frozenset[AppRole]().union(*current_roles().values())
        look_up_reader: LookUpReader | None = current_app.config["READER"]
        reader = look_up_reader(principal) if look_up_reader else Reader()
    tabs = tuple(tab for tab in TABS if tab.roles & roles)
    return Frame(
        tabs=tabs,
        current_url=_current(tabs),
        reader=reader,
        signed_in=True,
        limited=principal.purpose is not None,
    )


def _current(tabs: tuple[Tab, ...]) -> str:
    """The tab of the longest address that the page's path, its school aside, begins with."""
    school_id = (request.view_args or {}).get("school_id")
    path = request.path.replace(f"/s/{school_id}", "", 1)
    matches = [
        (len(begun), tab.url)
        for tab in tabs
        for begun in (tab.url, *tab.also)
        if _is_under(path, begun)
    ]
    return max(matches, default=(0, ""))[1]


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(f"{url.rstrip('/')}/"))


def _context() -> dict[str, Any]:
    if not request:
        return {}
    return {
        "frame": frame,
        "language": chosen_language(),
        "languages": offered_languages(),
        "has_errors": g.get("has_errors", False),
    }
