"""One source: how it is doing, its runs, and how its files are taken."""

from typing import Any

from flask import redirect, render_template, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from services.evaluation.feeds import queries, use_cases, wording
from services.evaluation.feeds.pages.frame import blueprint, district, district_zone
from services.evaluation.feeds.pages.standing import standing_of
from services.evaluation.feeds.rules import BulkWithStatus, SourceSettings
from services.evaluation.roster.stored import active_ids, fields_of
from shared import clock
from shared.access import DISTRICT_STAFF, allow
from shared.web.forms import Form, FormSchema, between, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import lazy_

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_SWITCHES = ("is_strict", "keeps_demographics")


class SettingsForm(FormSchema):
    """How a source's files are taken; shares in per cent, switches as ``on``."""

    expected_by = fields.String(
        load_default="",
        validate=validate.Regexp(f"^{_TIME}$", error=lazy_("Write a time, such as 06:00")),
    )
    expected_every_hours = fields.Integer(load_default=0, validate=between(0, 744))
    deactivation_percent = fields.Integer(required=True, validate=between(0, 100))
    deactivation_floor = fields.Integer(required=True, validate=between(0, 1000))
    change_percent = fields.Integer(required=True, validate=between(0, 100))
    bulk_with_status = fields.String(
        required=True, validate=validate.OneOf([one.value for one in BulkWithStatus])
    )
    school = fields.String(load_default="")
    is_strict = fields.String(load_default="")
    keeps_demographics = fields.String(load_default="")


@blueprint.get("/evaluation/feeds/sources/<source>")
@allow(DISTRICT_STAFF)
def show_source(source: str) -> str:
    """How the source is doing, its runs, and how its files are taken."""
    with district():
        zone = district_zone()
        standing = standing_of(queries.source_of(source), clock.now(), zone)
        names = dict(_schools_told(source))
        return render_template(
            "evaluation/feeds/source.html",
            standing=standing,
            school_name=names.get(standing.settings.school, standing.settings.school),
            undoable=next((run for run in standing.runs if queries.may_be_undone(run)), None),
            zone=zone,
            summary_of=queries.summary_of,
            wording=wording,
        )


@blueprint.get("/evaluation/feeds/sources/<source>/settings")
@allow(DISTRICT_STAFF)
def show_settings(source: str) -> str:
    """How the source's files are taken, to change it."""
    return _draw_settings(source)


def _draw_settings(source: str, *, form: Form | None = None) -> str:
    with district():
        settings = queries.source_of(source).source_settings
        return render_template(
            "evaluation/feeds/settings.html",
            source=source,
            schools=_schools_told(source),
            form=form or Form(values=_as_values(settings)),
        )


@blueprint.post("/evaluation/feeds/sources/<source>/settings")
@shows_again(_draw_settings)
@idempotent
@allow(DISTRICT_STAFF)
def change_settings(source: str) -> Response:
    """Take the source's files so from its next run on."""
    values = read_form(SettingsForm())
    with district():
        queries.source_of(source)
        use_cases.set_source_settings(source, _as_settings(values))
    return redirect(url_for("feeds.show_source", source=source), code=303)


def _as_values(settings: SourceSettings) -> dict[str, Any]:
    """The form's first values."""
    return {
        "expected_by": settings.expected_by,
        "expected_every_hours": settings.expected_every_hours or "",
        "deactivation_percent": round(settings.deactivation_share * 100),
        "deactivation_floor": settings.deactivation_floor,
        "change_percent": round(settings.change_share * 100),
        "bulk_with_status": settings.bulk_with_status,
        "school": settings.school,
        **{name: ["on"] if getattr(settings, name) else [] for name in _SWITCHES},
    }


def _as_settings(values: dict[str, Any]) -> SourceSettings:
    return SourceSettings(
        expected_by=values["expected_by"],
        expected_every_hours=values["expected_every_hours"],
        deactivation_share=values["deactivation_percent"] / 100,
        deactivation_floor=values["deactivation_floor"],
        change_share=values["change_percent"] / 100,
        bulk_with_status=values["bulk_with_status"],
        school=values["school"],
        **{name: values[name] == "on" for name in _SWITCHES},
    )


def _schools_told(source: str) -> list[tuple[str, str]]:
    """Identifier and name of every school that the source has told of, by name."""
    orgs = fields_of(source, "orgs", active_ids(source, "orgs"))
    found = [
        (one, str(row["fields"].get("name", one)))
        for one, row in orgs.items()
        if row["fields"].get("type") == "school"
    ]
    return sorted(found, key=lambda pair: pair[1])
