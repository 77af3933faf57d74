"""Learning at home, for families: told in seconds, corrected, taken back, with photo and voice."""

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file
from werkzeug.wrappers import Response

from services.invitations import wording as common
from services.invitations.home_practice import queries, use_cases, wording
from services.invitations.home_practice.media import FORM_BYTES, PHOTO_ACCEPTS, Clip, Kind
from services.invitations.home_practice.rules import Practice, shown_first
from services.invitations.home_practice.schemas import (
    CorrectionForm,
    PracticeForm,
    clips_of,
    practice_of,
)
from services.invitations.roster.queries import school
from shared import clock
from shared.access import ANY_FAMILY, allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, body_limit, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "home_practice",
    __name__,
    url_prefix="/invitations/home-learning",
    template_folder="templates",
)


@blueprint.get("/")
@allow(ANY_FAMILY)
def show(form: Form | None = None) -> str:
    """The form, and what the family told before."""
    now, person_ids = clock.now(), required_principal().person_ids
    children = queries.own_children(person_ids, now)
    return render_template(
        "invitations/home_practice/family.html",
        form=form or Form(values=_first_values(children)),
        children=children,
        first=shown_first([one.grades for one in children]),
        asked=wording.questions_of(now.date()),
        told=queries.own_practices(person_ids, now),
        done=request.args.get("done", ""),
        accepts=PHOTO_ACCEPTS,
        words=wording,
        common=common,
    )


@blueprint.post("/")
@body_limit(FORM_BYTES)
@shows_again(show)
@idempotent
@allow(ANY_FAMILY)
def tell() -> Response:
    """Keep what the family told."""
    use_cases.record_practice(
        practice_of(read_form(PracticeForm())),
        clips=clips_of(request.files),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{blueprint.url_prefix}/?done=told", code=303)


@blueprint.get("/p/<practice_id>")
@allow(ANY_FAMILY)
def show_one(practice_id: str, form: Form | None = None) -> str:
    """One thing the family told, to be corrected or taken back."""
    person_ids, now = required_principal().person_ids, clock.now()
    told = queries.told_of(queries.own_practice(practice_id, person_ids, now))
    grades = [
        one.grades
        for one in queries.own_children(person_ids, now)
        if one.student_id == told.practice.student_id
    ]
    values = {"kind": told.practice.kind, "words": told.practice.words}
    return render_template(
        "invitations/home_practice/change.html",
        one=told,
        form=form or Form(values=values),
        first=shown_first(grades),
        accepts=PHOTO_ACCEPTS,
        words=wording,
    )


@blueprint.post("/p/<practice_id>")
@body_limit(FORM_BYTES)
@shows_again(show_one)
@idempotent
@allow(ANY_FAMILY)
def correct(practice_id: str) -> Response:
    """Keep it as it is told now."""
    person_ids, now = required_principal().person_ids, clock.now()
    told, values = queries.own_practice(practice_id, person_ids, now), read_form(CorrectionForm())
    use_cases.correct_practice(
        practice_id,
        Practice(
            student_id=told.student_id,
            practised_on=told.practised_on,
            kind=values["kind"],
            words=values["words"],
        ),
        clips=clips_of(request.files),
        dropped=values["without"],
        person_ids=person_ids,
        now=now,
    )
    return redirect(f"{blueprint.url_prefix}/?done=changed", code=303)


@blueprint.post("/p/<practice_id>/take-back")
@idempotent
@allow(ANY_FAMILY)
def take_back(practice_id: str) -> Response:
    """Remove it with its photo and recording."""
    use_cases.take_back_practice(
        practice_id, person_ids=required_principal().person_ids, now=clock.now()
    )
    return redirect(f"{blueprint.url_prefix}/?done=gone", code=303)


@blueprint.get("/p/<practice_id>/<kind>")
@allow(ANY_FAMILY)
def show_clip(practice_id: str, kind: str) -> Response:
    """The family's own photo or recording."""
    told = queries.own_practice(practice_id, required_principal().person_ids, clock.now())
    return sent_clip(queries.clip_of(told, kind_of(kind)).clip)


def kind_of(name: str) -> Kind:
    """The kind that a path names.

    Raises:
        NotFound: there is no such kind.
    """
    if name not in set(Kind):
        raise NotFound("clip")
    return Kind(name)


def sent_clip(clip: Clip) -> Response:
    """The file, with its type fixed; a recording, which came as it is, opens in no page of ours.

    In parts if the browser asks so: some play no sound otherwise.
    """
    answer = send_file(
        BytesIO(clip.data),
        mimetype=clip.content_type,
        as_attachment=clip.kind is Kind.VOICE,
        download_name=f"{clip.kind.value}.{wording.ENDINGS[clip.content_type]}",
        conditional=True,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _first_values(children: list[queries.OwnChild]) -> dict[str, Any]:
    if not children:
        return {}
    today = school(children[0].school_id).day_of(clock.now())
    only = children[0].student_id if len(children) == 1 else ""
    return {"student_id": only, "practised_on": today.isoformat()}
