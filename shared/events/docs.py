"""``make docs``: writes the catalogue of events and the AsyncAPI document into ``docs/``."""

import json
from pathlib import Path

from shared.events.asyncapi import asyncapi
from shared.events.catalogue import catalogue
from shared.events.handled import ROOT, handlings


def main() -> None:
    """Write every generated document."""
    for path, text in documents().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))  # noqa: T201  a command's output


def documents() -> dict[Path, str]:
    """Every generated document by the path it belongs at."""
    handled = handlings()
    services = {name: [one.service for one in found] for name, found in handled.items()}
    described = json.dumps(asyncapi(services), indent=2, ensure_ascii=False)
    return {
        ROOT / "docs" / "events.md": catalogue(handled),
        ROOT / "docs" / "asyncapi.json": f"{described}\n",
    }


if __name__ == "__main__":
    main()
