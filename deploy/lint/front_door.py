"""``front_door.toml`` against itself and against what was rendered from it for compose."""

from collections.abc import Iterator

from deploy.nginx import HERE, compose_place, front_door, render


def front_door_faults() -> Iterator[str]:
    """Prefixes given out twice, services without any, and a rendered file that is out of date."""
    door = front_door()
    given = [prefix for prefixes in door.routes.values() for prefix in prefixes]
    for prefix in sorted({prefix for prefix in given if given.count(prefix) > 1}):
        yield f"{prefix} leads to two services"
    for prefix in sorted(set(door.body_limits) - set(given)):
        yield f"a body limit for {prefix}, which leads nowhere"
    if (HERE / "compose.conf").read_text() != render(compose_place()):
        yield "nginx/compose.conf is out of date: run `make docs`"
