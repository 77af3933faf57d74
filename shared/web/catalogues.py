"""The catalogues of translated strings: extract, update, compile, and refuse to start without them.

``.po`` files are in git, one folder for ``shared`` and one per service; ``.mo`` files are made at
set-up: ``python -m shared.web.catalogues compile``. After a change of strings: ``… update``, then
translate.
"""

import os
import sys
import tempfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from shared.errors import ConfigurationError

ROOT = Path(__file__).parents[2]
SOURCE_LANGUAGE = "en"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
# CLDR and Babel know none for Māori, whose articles tell one from more: ``te`` and ``ngā``
# (W. L. Williams, First Lessons in Maori, §18). Babel's for Arabic is odd; this is CLDR's.
PLURALS = {
    "mi": (2, "(n != 1)"),
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Domain:
    """One part of the code and the folder of its catalogues."""

    name: str
    source: Path
    folder: Path

    def po_file(self, language: str) -> Path:
        """Where the catalogue of a language (BCP 47) lies."""
        locale = language.replace("-", "_")
        return self.folder / locale / "LC_MESSAGES" / "messages.po"


def domains() -> Iterator[Domain]:
    """``shared`` and every service that has code."""
    yield Domain(name="shared", source=ROOT / "shared", folder=ROOT / "shared/web/translations")
    for folder in sorted((ROOT / "services").iterdir()):
        if (folder / "service.py").exists() or (folder / "app.py").exists():
            yield Domain(name=folder.name, source=folder, folder=folder / "translations")


def folders_of(service: str) -> list[Path]:
    """The folders whose catalogues a service speaks from: the platform's and its own."""
    return [domain.folder for domain in domains() if domain.name in ("shared", service)]


def require_compiled(
    folders: Iterable[Path], *, languages: Iterable[str], known: Container[str]
) -> None:
    """Pass when every catalogue of the languages is compiled and up to date.

    Raises:
        ConfigurationError: naming the languages or files at fault, and the command that helps.
    """
    languages = list(languages)
    unknown = [language for language in languages if language not in known]
    if unknown:
        raise ConfigurationError(f"LANGUAGES: no translations for {', '.join(unknown)}")
    wanted = [_locale_name(language) for language in languages if language != SOURCE_LANGUAGE]
    stale = [
        str(po.relative_to(ROOT))
        for folder in folders
        for po in sorted(folder.glob("*/LC_MESSAGES/messages.po"))
        if po.parent.parent.name in wanted and _is_stale(po)
    ]
    if stale:
        raise ConfigurationError(
            f"not compiled since their last change: {', '.join(stale)}; run `make setup`"
        )


def extract(domain: Domain) -> Catalog:
    """Every marked string of the domain's code and templates, not translated."""
    method_map, options_map = _mapping()
    catalog = Catalog(charset="utf-8", fuzzy=False, project="Tuhono", copyright_holder="Tuhono")
    found = extract_from_dir(
        domain.source,
        method_map=method_map,
        options_map=options_map,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in found:
        path = (domain.source / name).relative_to(ROOT).as_posix()
        catalog.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return catalog


def update(domain: Domain, languages: Iterable[str]) -> None:
    """Bring the catalogues of a domain in step with its code; new strings come in untranslated."""
    template = extract(domain)
    for language in languages:
        po_file = domain.po_file(language)
        catalog = load(po_file, language) if po_file.exists() else _new_catalog(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        text = BytesIO()
        write_po(text, catalog, width=100, sort_output=True, include_lineno=False)
        po_file.parent.mkdir(parents=True, exist_ok=True)
        _write(po_file, text.getvalue())


def compile_stale() -> list[Path]:
    """Compile each catalogue newer than its ``.mo``; the ``.po`` files that were compiled."""
    stale = [
        po
        for domain in domains()
        for po in sorted(domain.folder.glob("*/LC_MESSAGES/messages.po"))
        if _is_stale(po)
    ]
    for po_file in stale:
        content = BytesIO()
        write_mo(content, load(po_file, po_file.parent.parent.name.replace("_", "-")))
        _write(po_file.with_suffix(".mo"), content.getvalue())
    return stale


def load(po_file: Path, language: str) -> Catalog:
    """The catalogue in the file, with the plural rule of its language."""
    with po_file.open("rb") as lines:
        catalog = read_po(lines, locale=_locale_name(language), charset="utf-8")
    _set_plurals(catalog, language)
    return catalog


def _new_catalog(language: str) -> Catalog:
    name = Locale.parse(language, sep="-").english_name
    catalog = Catalog(
        locale=_locale_name(language),
        charset="utf-8",
        fuzzy=False,
        project="Tuhono",
        copyright_holder="Tuhono",
        language_team=f"{name} draft, awaits a named reviewer",
        last_translator="draft",
        header_comment=f"# {name}: draft, awaits a named reviewer.",
    )
    _set_plurals(catalog, language)
    return catalog


def _set_plurals(catalog: Catalog, language: str) -> None:
    if language in PLURALS:
        own: Any = catalog
        own._num_plurals, own._plural_expr = PLURALS[language]


def _mapping() -> Any:
    """Which files hold strings, and how each kind is read."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as lines:
        return parse_mapping_cfg(lines)


def _is_stale(po_file: Path) -> bool:
    mo_file = po_file.with_suffix(".mo")
    return not mo_file.exists() or mo_file.stat().st_mtime_ns < po_file.stat().st_mtime_ns


def _write(path: Path, content: bytes) -> None:
    """Replace the file in one step: several processes may compile at the same time."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def _locale_name(language: str) -> str:
    return language.replace("-", "_")


def main(arguments: list[str]) -> int:
    """``update`` (extract and merge) or ``compile``; the exit code."""
    from shared.web.languages import LANGUAGES

    if arguments not in (["update"], ["compile"]):
        sys.stderr.write("usage: python -m shared.web.catalogues update|compile\n")
        return 2
    if arguments == ["update"]:
        for domain in domains():
            update(domain, [tag for tag in LANGUAGES if tag != SOURCE_LANGUAGE])
    for po_file in compile_stale():
        sys.stdout.write(f"compiled {po_file.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
