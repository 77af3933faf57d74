"""Who handles which event, read from the services' text: the platform imports none of them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_DECLARING = {"project": "projection", "react": "reaction", "react_batch": "reaction"}


@dataclass(frozen=True, kw_only=True)
class Handling:
    """One handler of an event: where it is, and whether it projects or reacts."""

    service: str
    feature: str
    how: str


def handlings() -> dict[str, list[Handling]]:
    """The handlers of each event, by the name of its class.

    A feature declares them in its ``handlers.py``, or calls a function of the platform that does.
    """
    found: dict[str, list[Handling]] = defaultdict(list)
    for path in sorted((ROOT / "services").glob("*/*/handlers.py")):
        service, feature = path.parts[-3:-1]
        for name, how in _declared_in(_parsed(path)):
            found[name].append(Handling(service=service, feature=feature, how=how))
    return found


def _declared_in(tree: ast.AST) -> Iterator[tuple[str, str]]:
    yield from _declared_here(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=function)):
                yield from _declared_by_platform().get(function, ())


def _declared_here(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=how), args=arguments) if how in _DECLARING:
                for argument in arguments:
                    if isinstance(argument, ast.Name):
                        yield argument.id, _DECLARING[how]


@cache
def _declared_by_platform() -> dict[str, list[tuple[str, str]]]:
    """What the platform's functions that are given a feature's ``handlers`` declare on them."""
    return {
        node.name: list(_declared_here(node))
        for path in sorted((ROOT / "shared").rglob("*.py"))
        if "shared.handlers" in path.read_text(encoding="utf-8")
        for node in _parsed(path).body
        if isinstance(node, ast.FunctionDef) and "handlers" in {one.arg for one in node.args.args}
    }


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
