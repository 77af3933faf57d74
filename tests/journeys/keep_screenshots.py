"""``python -m tests.journeys.keep_screenshots``: renew the README's pictures from the journeys'.

A picture of a long page keeps its beginning.
"""

import base64
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from deploy.local.browser import require_browser
from tests.journeys.browser import FLAGS, ROOT, SCREENSHOTS

TARGET = ROOT / "docs/screenshots"
# What the README shows, the journeys' picture of it, and how many of its pixels from the top.
KEPT = {
    "invitation-en-360": ("S111-invitation-en-360", 1400),
    "invitation-ar-360": ("X25-invitation-ar-360", 1400),
    "activity-en-1280": ("S111-activity-en-1280", 1000),
}
MOST_BYTES = 150_000


def main() -> int:
    """Copy each picture; 1 when one is missing or too big for a repository."""
    missing = [source for source, _ in KEPT.values() if not _path(source).exists()]
    if missing:
        print(f"Not there: {', '.join(missing)}. Run the journeys first.")  # noqa: T201
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    too_big = []
    with sync_playwright() as playwright:
        path = require_browser(lambda _: None)
        page = playwright.chromium.launch(executable_path=path, args=FLAGS).new_page()
        for name, (source, height) in KEPT.items():
            width = int(name.rsplit("-", 1)[1])
            page.set_viewport_size({"width": width, "height": height})
            picture = base64.b64encode(_path(source).read_bytes()).decode()
            page.set_content(
                f'<body style="margin:0"><img width={width} src="data:image/png;base64,{picture}">'
            )
            kept = TARGET / f"{name}.png"
            page.screenshot(path=kept)
            too_big += [kept.name] if kept.stat().st_size > MOST_BYTES else []
    if too_big:
        print(f"Bigger than {MOST_BYTES} bytes: {', '.join(too_big)}")  # noqa: T201
    return 1 if too_big else 0


def _path(name: str) -> Path:
    return SCREENSHOTS / f"{name}.png"


if __name__ == "__main__":
    sys.exit(main())
