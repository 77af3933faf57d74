"""Numbers for Prometheus at ``/metrics/<service>``; the front door does not pass it on."""

from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics

from shared.access import PUBLIC, allow


def init_app(app: Flask) -> None:
    """Count and time every route. Labels are routes, never paths: a path may hold a link's token.

    With several worker processes set ``PROMETHEUS_MULTIPROC_DIR`` to an empty folder before the
    start.
    """
    PrometheusMetrics(
        app,
        path=f"/metrics/{app.config['SERVICE']}",
        registry=CollectorRegistry(),
        group_by="url_rule",
        excluded_paths=["/static/", "/health/"],
        metrics_decorator=allow(PUBLIC),
    )
