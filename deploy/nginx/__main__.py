"""``python -m deploy.nginx`` renders the configuration that the compose file mounts."""

from deploy.nginx import HERE, compose_place, render

(HERE / "compose.conf").write_text(render(compose_place()))
