"""The forms with which a family, or a teacher for it, tells what it did at home."""

from typing import Any

from marshmallow import fields
from werkzeug.datastructures import FileStorage, MultiDict

from services.invitations.home_practice.media import (
    PHOTO_BYTES,
    VOICE_BYTES,
    Clip,
    Kind,
    UnreadableFile,
    photo_of,
    voice_of,
)
from services.invitations.home_practice.rules import Agreed, Practice
from shared.errors import Invalid
from shared.events.invitations import PracticeKind
from shared.web.forms import Day, FormSchema, at_most
from shared.web.languages import lazy_

_TOO_BIG = {
    Kind.PHOTO: lazy_("This photo is larger than 5 MB: choose a smaller one"),
    Kind.VOICE: lazy_("This recording is larger than 3 MB: about three minutes fit"),
}
_UNREADABLE = {
    Kind.PHOTO: lazy_("Choose a photo: JPEG, PNG or WebP"),
    Kind.VOICE: lazy_("Choose a recording, such as a voice memo of your telephone"),
}


class CorrectionForm(FormSchema):
    """What a family did; the words only if it likes. ``without`` are files to remove."""

    kind = fields.Enum(
        PracticeKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what you did")},
    )
    words = fields.String(load_default="", validate=at_most(1000))
    without = fields.List(fields.Enum(Kind, by_value=True), load_default=[])


class PracticeForm(FormSchema):
    """What a family did with which child, and when."""

    student_id = fields.String(
        required=True, error_messages={"required": lazy_("Choose the child")}
    )
    kind = fields.Enum(
        PracticeKind,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose what you did")},
    )
    practised_on = Day(required=True, error_messages={"required": lazy_("Choose the day")})
    words = fields.String(load_default="", validate=at_most(1000))


class OnBehalfForm(PracticeForm):
    """What a family told a teacher, who writes it down because the family agreed."""

    agreed = fields.Enum(
        Agreed,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose how the family agreed")},
    )


class ThanksForm(FormSchema):
    """A teacher's thanks, in words if they like."""

    thanks = fields.String(load_default="", validate=at_most(400))


def practice_of(values: dict[str, Any]) -> Practice:
    """The practice that the form's values make."""
    names = ("student_id", "kind", "practised_on", "words")
    return Practice(**{name: values[name] for name in names})


def clips_of(files: MultiDict[str, FileStorage]) -> list[Clip]:
    """The photo and the recording that came with a form, each if there is one.

    Raises:
        Invalid: a file is too large, or is not what it should be.
    """
    found, wrong = [], {}
    for kind, most, read in (
        (Kind.PHOTO, PHOTO_BYTES, photo_of),
        (Kind.VOICE, VOICE_BYTES, voice_of),
    ):
        sent = files.get(kind.value)
        data = sent.stream.read(most + 1) if sent else b""
        if len(data) > most:
            wrong[kind.value] = [_TOO_BIG[kind]]
        elif data:
            try:
                found.append(read(data))
            except UnreadableFile:
                wrong[kind.value] = [_UNREADABLE[kind]]
    if wrong:
        raise Invalid(wrong)
    return found
