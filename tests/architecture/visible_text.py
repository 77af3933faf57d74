"""Finds text a person would see that nobody can translate: in templates and errors' messages."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

# Names, not words.
NAMES = {"Tūhono"}
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "label", "placeholder", "title"}
TRANSLATING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
ERRORS = {"Conflict", "DomainError", "Invalid", "NotFound", "Refused"}
_WORD = re.compile(r"[^\W\d_]{2,}")
_HOLE = "\x00"
# A macro may write the attributes of its caller's tag.
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')


def in_template(source: str) -> Iterator[str]:
    """Every literal text of a template that stands outside ``_()`` and ``{% trans %}``."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    reader = _Reader()
    reader.feed(_without_code(environment, source))
    reader.close()
    yield from reader.found
    yield from _in_expressions(environment.parse(source))


def in_python(path: Path) -> Iterator[str]:
    """Every literal message of a domain error or a form's field that nobody can translate."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ERRORS:
            yield from _messages_of_error(node)
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in ("error", "error_messages"):
                    yield from _literals(keyword.value)


class _Reader(HTMLParser):
    """Collects text and spoken attributes with words in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("code", "script", "style")
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self._keep(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("code", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._keep(_ATTRIBUTE.sub("", data))

    def _keep(self, text: str) -> None:
        words = " ".join(text.replace(_HOLE, " ").split())
        if _WORD.search(words) and not _is_name(words):
            self.found.append(words)


def _without_code(environment: Environment, source: str) -> str:
    """The template's own HTML: expressions become holes, statements and translations nothing."""
    parts: list[str] = []
    in_translation = False
    statement: list[str] = []
    for _line, kind, value in environment.lex(source):
        if kind == "data" and not in_translation:
            parts.append(value)
        elif kind == "variable_begin" and not in_translation:
            parts.append(_HOLE)
        elif kind == "block_begin":
            statement = []
        elif kind == "name":
            statement.append(value)
        elif kind == "block_end" and statement:
            in_translation = statement[0] == "trans" or (
                in_translation and statement[0] != "endtrans"
            )
    return "".join(parts)


def _in_expressions(node: nodes.Node) -> Iterator[str]:
    if _is_translating(node) or isinstance(node, nodes.Extends | nodes.Include | nodes.FromImport):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and _is_spoken(node.value):
        yield node.value
    children: list[nodes.Node] = list(node.iter_child_nodes())
    if isinstance(node, nodes.Compare | nodes.Getitem | nodes.Filter | nodes.Test | nodes.Import):
        # What is compared, looked up or passed to a filter is a value, not words.
        children = [one for one in children if not isinstance(one, nodes.Const | nodes.Operand)]
    for child in children:
        yield from _in_expressions(child)


def _is_translating(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in TRANSLATING
    )


def _is_spoken(text: str) -> bool:
    """Whether a literal reads like words for people, not like a value: capital first, or spaces."""
    if not _WORD.search(text) or _is_name(text) or re.match(r"[/#.?]|https?:", text.strip()):
        return False
    return text.strip()[:1].isupper() or " " in text.strip()


def _messages_of_error(call: ast.Call) -> Iterator[str]:
    if _name(call.func) == "Invalid":
        for argument in call.args[:1]:
            yield from _literals(argument)
        return
    for argument in call.args[1:2]:
        yield from _literals(argument)
    for keyword in call.keywords:
        if keyword.arg == "message":
            yield from _literals(keyword.value)


def _literals(node: ast.expr) -> Iterator[str]:
    """Words in the expression; a dict's keys are names of fields."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORD.search(node.value):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _literals(value)
    elif isinstance(node, ast.List | ast.Tuple):
        for value in node.elts:
            yield from _literals(value)


def _is_name(text: str) -> bool:
    return not _WORD.search(re.sub("|".join(NAMES), "", text))


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))
