"""Photos and sounds as telephones make them, for tests."""

from io import BytesIO
from typing import Any

from PIL import Image

PLACE = b"36.8485 S 174.7633 E"
SOUND = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00" + b"\x01" * 200


def photo(file_format: str = "JPEG", size: tuple[int, int] = (2400, 1200), **save: Any) -> bytes:
    """A picture whose upper left is red; a JPEG says where and with what it was taken."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    written = BytesIO()
    if file_format == "JPEG":
        exif = Image.Exif()
        exif[0x010E] = PLACE.decode()
        exif[0x0112] = 6  # the telephone was held upright
        save = {"exif": exif, "comment": PLACE, **save}
    image.save(written, file_format, **save)
    return written.getvalue()
