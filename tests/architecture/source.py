"""The project's own source, as the architecture tests read it."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from shared.service import Service

ROOT = Path(__file__).parents[2]
SERVICES = ("evaluation", "invitations", "messaging")
FOLDERS = ("shared", "services", "deploy")


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file below the folders (all of ``FOLDERS`` if none), relative to the project."""
    return tuple(
        path.relative_to(ROOT)
        for folder in folders or FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    )


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file of the project."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def imports_of(path: Path) -> frozenset[str]:
    """The dotted names that a file imports; ``from a import b`` counts as ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def imports_any(path: Path, *modules: str) -> list[str]:
    """Those of the file's imports that are one of the modules, or inside one."""
    return sorted(
        name
        for name in imports_of(path)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    )


def called_names(path: Path) -> Iterator[str]:
    """The last name of everything the file calls: ``b`` for ``b()`` and for ``a.b()``."""
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                yield name


@cache
def service(name: str) -> Service:
    """The service of this name."""
    declared: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return declared
