"""Copy the named browser files out of ``node_modules`` into the tree and write down their hashes.

Run ``python -m shared.web.vendor`` after changing a version in ``package.json``. Nothing is built:
the files are the packages' own ``dist``. What is committed is what is served; a test compares it
with VENDOR.json.
"""

import base64
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MANIFEST = "VENDOR.json"


@dataclass(frozen=True, kw_only=True)
class Package:
    """Which files of one npm package are kept, and where."""

    name: str
    folder: str
    target: str
    licence: str
    files: tuple[str, ...]


PACKAGES = (
    Package(
        name="htmx.org",
        folder="htmx",
        target="shared/web/static/vendor",
        licence="0BSD",
        files=("dist/htmx.min.js", "dist/ext/hx-sse.min.js", "LICENSE"),
    ),
    # MPL-2.0: used by the tests, never served.
    Package(
        name="axe-core",
        folder="axe-core",
        target="tests/journeys/vendor",
        licence="MPL-2.0",
        files=("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"),
    ),
)


def vendor() -> None:
    """Install the locked packages and replace every vendored folder by their files."""
    # npm as the developer has it; the lock file says exactly what it may fetch.
    # npm as the developer has it; the lock file says exactly what it may fetch.
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=ROOT, check=True)  # noqa: S607  # noqa: S607
    for package in PACKAGES:
        _copy(package)


def manifests() -> Iterator[Path]:
    """Every VENDOR.json in the tree."""
    for package in PACKAGES:
        yield from (ROOT / package.target).glob(f"*/{MANIFEST}")


def sha384(path: Path) -> str:
    """The file's hash as a browser's ``integrity`` attribute writes it."""
    digest = hashlib.sha384(path.read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode('ascii')}"


def _copy(package: Package) -> None:
    source = ROOT / "node_modules" / package.name
    version = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    target = ROOT / package.target / f"{package.folder}-{version}"
    for older in target.parent.glob(f"{package.folder}-*"):
        shutil.rmtree(older)
    target.mkdir(parents=True)
    for name in package.files:
        shutil.copyfile(source / name, target / Path(name).name)
    manifest = {
        "package": package.name,
        "version": version,
        "licence": package.licence,
        "files": {Path(name).name: sha384(target / Path(name).name) for name in package.files},
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (target / MANIFEST).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    vendor()
