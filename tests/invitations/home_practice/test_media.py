"""A photo is drawn anew without its place; a recording is known by its content."""

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageFile, ImageOps

from services.invitations.home_practice.media import UnreadableFile, photo_of, voice_of
from tests.invitations.home_practice.pictures import PLACE, SOUND, photo


def test_a_photo_comes_out_upright_smaller_and_without_its_place() -> None:
    sent = photo()
    assert PLACE in sent
    clip = photo_of(sent)
    assert clip.content_type == "image/jpeg"
    assert PLACE not in clip.data
    with Image.open(BytesIO(clip.data)) as kept:
        assert kept.size == (800, 1600)
        assert not kept.getexif()
        assert "comment" not in kept.info
        colours = kept.convert("RGB")
        red = colours.getpixel((kept.width - 20, 20))
        assert isinstance(red, tuple)
        assert red[0] > 200


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_other_pictures_become_photos(file_format: str) -> None:
    assert photo_of(photo(file_format, (300, 200))).data.startswith(b"\xff\xd8")


def test_what_shines_through_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(photo_of(written.getvalue()).data)) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\x00" * 40,
        b"\xff\xd8\xff\xe0" + b"\x00" * 40,
        photo()[:500],
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        photo_of(data)


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    """Few bytes, very many points."""
    written = BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    assert len(written.getvalue()) < 100_000
    with pytest.raises(UnreadableFile):
        photo_of(written.getvalue())


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (SOUND, "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4", "audio/3gpp"),
        (b"\x00\x00\x00\x18ftypiso5", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypmp42", "audio/mp4"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"\x1aE\xdf\xa3\x01", "audio/webm"),
        (b"ID3\x04", "audio/mpeg"),
        (b"#!AMR\n", "audio/amr"),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav"),
    ],
)
def test_a_recording_is_known_by_its_first_bytes(head: bytes, content_type: str) -> None:
    assert voice_of(head).content_type == content_type


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"<html>", b"%PDF-1.7", b"MZ\x90", b"RIFF\x00\x00\x00\x00AVI "),
        *(
            b"\x00\x00\x00\x18ftyp" + brand
            for brand in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"qt  ")
        ),
    ],
)
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        voice_of(data)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_a_picture_that_is_decoded_as_large_as_it_is_may_not_be_large(
    file_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = BytesIO()
    Image.new("RGB", (4100, 4000)).save(written, file_format)
    monkeypatch.setattr(ImageFile.ImageFile, "load", _must_not_be_decoded)
    with pytest.raises(UnreadableFile):
        photo_of(written.getvalue())


def test_a_large_photo_is_decoded_small(monkeypatch: pytest.MonkeyPatch) -> None:
    sent, sizes = photo(size=(9600, 4800)), []
    turn = ImageOps.exif_transpose

    def watched(image: Image.Image) -> Image.Image:
        sizes.append(image.size)
        return turn(image)

    monkeypatch.setattr(ImageOps, "exif_transpose", watched)
    clip = photo_of(sent)
    assert (clip.width, clip.height) == (800, 1600)
    assert sizes == [(1600, 800)]


@pytest.mark.parametrize(
    "error", [TypeError(), struct.error(), EOFError(), KeyError(), IndexError()], ids=repr
)
def test_whatever_a_reader_of_pictures_raises_is_an_unreadable_file(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(ImageFile.ImageFile, "load", broken)
    with pytest.raises(UnreadableFile):
        photo_of(photo())


def _must_not_be_decoded(_: object) -> None:
    raise AssertionError("decoded before it was refused")
