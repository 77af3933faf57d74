"""A small app on the web platform: a form, a call, the style guide, and views that fail."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, redirect, render_template
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields
from pymongo.errors import ServerSelectionTimeoutError
from werkzeug.wrappers import Response

from shared import store
from shared.access import PUBLIC, TEACHERS, AppRole, Principal, allow
from shared.errors import Conflict, InfrastructureDown, Invalid, NotFound
from shared.service import Service
from shared.settings import Settings
from shared.web.app import create_app
from shared.web.forms import Form, FormSchema, at_most, between, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.layout import Reader

SERVICE = Service(name="sample")
ZONE = "Pacific/Auckland"
STARTS_AT = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
ENDS_AT = datetime(2026, 12, 1, 5, 15, tzinfo=UTC)

pages = Blueprint("sample", __name__, template_folder="templates")
calls = ApiBlueprint("calls", __name__, url_prefix="/api/sample")


class AnswerForm(FormSchema):
    """The form of the sample."""

    adults = fields.Integer(required=True, validate=between(0, 9))
    words = fields.String(load_default="", validate=at_most(20))
    needs = fields.List(fields.String())


class AnswerSchema(Schema):
    """The same for programs."""

    adults = fields.Integer(required=True)


@pages.get("/form")
@allow(PUBLIC)
def show_form(form: Form | None = None) -> str:
    """The form."""
    return render_template("sample_form.html", form=form or Form(values={"adults": 1}))


@pages.post("/form")
@shows_again(show_form)
@idempotent
@allow(PUBLIC)
def send_form() -> Response:
    """Count the answer, or refuse some of them."""
    values = read_form(AnswerForm())
    store.database()["inbox"].insert_one({"answer": values["adults"]})
    if values["adults"] == 7:
        raise Invalid({"adults": ["Seven is too many today"]})
    if values["adults"] == 8:
        raise Conflict("full")
    return redirect("/form?sent=1", code=303)


@calls.post("/answers")
@idempotent
@calls.arguments(AnswerSchema)
@calls.response(201)
@allow(PUBLIC)
def call(values: dict[str, Any]) -> dict[str, Any]:
    """Record an answer."""
    store.database()["inbox"].insert_one({"answer": values["adults"]})
    return {"adults": values["adults"]}


@pages.get("/guide")
@allow(PUBLIC)
def guide() -> str:
    """Every part of the design system on one page."""
    form = Form(
        values={"adults": 2, "answer": "yes", "needs": ["food"]},
        errors={"why": ["Say how this helps children learn"], "needs": ["Choose what you offer"]},
    )
    return render_template(
        "style_guide.html", form=form, starts_at=STARTS_AT, ends_at=ENDS_AT, zone=ZONE
    )


@pages.get("/teachers")
@allow(TEACHERS)
def for_teachers() -> str:
    """A page for teachers only."""
    return render_template("sample_form.html", form=Form())


@pages.get("/fail/<kind>")
@allow(PUBLIC)
def fail(kind: str) -> str:
    """Fail in one of the ways a view can."""
    raise {
        "missing": NotFound("no-activity"),
        "bug": KeyError("a secret detail"),
        "store": ServerSelectionTimeoutError("mongo.internal:27017 refused"),
        "keys": InfrastructureDown("http://messaging.internal does not answer: secret"),
    }[kind]


def roles_of(principal: Principal) -> dict[str, frozenset[AppRole]]:
    """Everybody teaches, but families are families."""
    is_family = principal.account_id.startswith("family")
    role = AppRole.FAMILY if is_family else AppRole.TEACHER
    return {school: frozenset({role}) for school in principal.schools}


def reader_of(_: Principal) -> Reader:
    """What the frame calls everybody."""
    return Reader(name="Ms Parata", schools=("Kōwhai Street School",))


def make_app(settings: Settings) -> Flask:
    """The sample app."""
    return create_app(
        "sample", settings, blueprints=[pages, calls], roles=roles_of, reader=reader_of
    )
