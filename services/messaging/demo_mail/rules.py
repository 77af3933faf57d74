"""Showing the text of a mail: escaped, with its addresses as links. Pure."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def with_links(text: str) -> Markup:
    """The text as HTML in which only the web addresses are more than text."""
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" dir="ltr">{0}</a>').format(found.group()))
        end = found.end()
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def paragraphs(text: str) -> list[list[Markup]]:
    """The lines of the text, linked, in blocks that empty lines part."""
    blocks: list[list[Markup]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(with_links(line))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
