"""A small service behind the gate: a route for each kind of rule, which says what it may reach."""

from typing import Any

from flask import Blueprint, Flask, jsonify
from flask.views import MethodView
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.wrappers import Response

from shared import context, tenancy
from shared.access import (
    ANY_FAMILY,
    DISTRICT_STAFF,
    LEADERS,
    PUBLIC,
    SIGNED_IN,
    TEACHERS,
    Principal,
    Roles,
    allow,
    current_principal,
    purpose,
)
from shared.access.ended import follow_ended_sessions
from shared.errors import NoScope
from shared.handlers import Handlers
from shared.service import Service
from shared.settings import Settings
from shared.web.app import create_app

handlers = Handlers("gate")
follow_ended_sessions(handlers)
SERVICE = Service(name="gate", handlers=[handlers])

pages = Blueprint("pages", __name__)
calls = ApiBlueprint("gate_calls", __name__, url_prefix="/api/gate")
roles_of_account: dict[str, Roles] = {}


@pages.get("/open")
@allow(PUBLIC)
def show_open() -> Response:
    return _seen()


@pages.get("/mine")
@allow(SIGNED_IN)
def show_mine() -> Response:
    return _seen()


@pages.get("/gate/fragments/home")
@allow(SIGNED_IN)
def show_fragment() -> Response:
    return _seen()


@pages.get("/classes")
@allow(TEACHERS | LEADERS)
def show_classes() -> Response:
    return _seen()


@pages.route("/s/<school_id>/classes", methods=["GET", "POST"])
@allow(TEACHERS | DISTRICT_STAFF)
def show_school_classes(school_id: str) -> Response:
    return _seen()


@pages.route("/invitations/i/<invitation_id>", methods=["GET", "POST"])
@allow(purpose("answer", "invitation") | ANY_FAMILY)
def show_invitation(invitation_id: str) -> Response:
    return _seen()


@pages.get("/activities/<activity_id>")
@allow(purpose("answer", "invitation"))
def show_activity(activity_id: str) -> Response:
    return _seen()


@calls.route("/things")
class Things(MethodView):
    """A view class: each method has a rule of its own."""

    @allow(SIGNED_IN)
    def get(self) -> Response:
        return _seen()

    @allow(LEADERS)
    def post(self) -> Response:
        return _seen()


@calls.get("/plain")
@calls.response(200)
@allow(TEACHERS)
def call_plain() -> dict[str, Any]:
    return {"teachers": True}


def make_app(settings: Settings, *more: Blueprint) -> Flask:
    """The app; roles are those in ``roles_of_account``."""
    return create_app("gate", settings, blueprints=[pages, calls, *more], roles=_look_up_roles)


def _look_up_roles(principal: Principal) -> Roles:
    return roles_of_account.get(principal.account_id, {})


def _seen() -> Response:
    principal = current_principal()
    return jsonify(
        actor=context.current_actor(),
        account=principal.account_id if principal else None,
        read=_scope(lambda: sorted(tenancy.read_scope())),
        write=_scope(tenancy.write_scope),
    )


def _scope(ask: Any) -> Any:
    try:
        return ask()
    except NoScope:
        return None
