"""What a photo or a recording may be, judged by its content; knows no store.

A photo is drawn anew, so that nothing else in its file stays: no place, no time, no device.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

PHOTO_BYTES = 5 * 1024 * 1024
VOICE_BYTES = 3 * 1024 * 1024
# Both, and the words of the form around them.
FORM_BYTES = PHOTO_BYTES + VOICE_BYTES + 256 * 1024

PHOTO_TYPE = "image/jpeg"
# What browsers turn a telephone's own formats into before they send.
PHOTO_ACCEPTS = "image/jpeg,image/png,image/webp"
_FORMATS = ("JPEG", "PNG", "WEBP")
_LONGEST_SIDE = 1600
# A JPEG is decoded at a fraction of its size; every other picture as large as it is.
_MOST_PIXELS_JPEG = 60_000_000
_MOST_PIXELS = 16_000_000
_QUALITY = 82
_UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    # What Pillow's readers raise at broken files.
    TypeError,
    EOFError,
    KeyError,
    IndexError,
    struct.error,
)
# The brands of recordings of sound. Pictures (heic, mif1, avif …) and films (qt) have others.
_SOUND_BRANDS = frozenset(
    {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"dash", b"f4a "}
    | {b"iso%d" % number for number in range(2, 10)}
)


class Kind(StrEnum):
    """What a family may add to its words."""

    PHOTO = "photo"
    VOICE = "voice"


class UnreadableFile(Exception):
    """The file is not what it was sent as."""


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A photo with its size, or a recording, ready to be kept."""

    kind: Kind
    content_type: str
    data: bytes
    width: int = 0
    height: int = 0


def photo_of(data: bytes) -> Clip:
    """The photo, upright, at most 1600 pixels long, without anything else from its file.

    Raises:
        UnreadableFile: it is no picture that we can draw.
    """
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as found:
            most = _MOST_PIXELS_JPEG if isinstance(found, JpegImageFile) else _MOST_PIXELS
            if found.width * found.height > most:
                raise UnreadableFile
            # Made small first (a JPEG while it is decoded), then turned.
            found.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            drawn = _on_white(ImageOps.exif_transpose(found))
    except _UNREADABLE as error:
        raise UnreadableFile from error
    written = BytesIO()
    drawn.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Clip(
        kind=Kind.PHOTO,
        content_type=PHOTO_TYPE,
        data=written.getvalue(),
        width=drawn.width,
        height=drawn.height,
    )


def voice_of(data: bytes) -> Clip:
    """The recording as it is, with the type that its first bytes show.

    Raises:
        UnreadableFile: it is no sound that telephones record.
    """
    content_type = _sound_type(data[:16])
    if content_type is None:
        raise UnreadableFile
    return Clip(kind=Kind.VOICE, content_type=content_type, data=data)


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture with nothing of the old one's file but its points."""
    drawn = Image.new("RGB", image.size, "white")
    colours = image.convert("RGBA")
    drawn.paste(colours, mask=colours.getchannel("A"))
    return drawn


def _sound_type(head: bytes) -> str | None:
    """By the marks that begin each format. Source: IANA media types; WHATWG MIME Sniffing §6."""
    if head[4:8] == b"ftyp":
        if head[8:11] in (b"3gp", b"3g2"):
            return "audio/3gpp"
        return "audio/mp4" if head[8:12] in _SOUND_BRANDS else None
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    marks = {
        b"OggS": "audio/ogg",
        b"ID3": "audio/mpeg",
        b"\x1aE\xdf\xa3": "audio/webm",
        b"#!AMR": "audio/amr",
        b"fLaC": "audio/flac",
        b"\xff\xf1": "audio/aac",
        b"\xff\xf9": "audio/aac",
        b"\xff\xfb": "audio/mpeg",
        b"\xff\xf3": "audio/mpeg",
    }
    return next((found for mark, found in marks.items() if head.startswith(mark)), None)
