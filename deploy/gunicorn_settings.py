"""How every web process is served: threads for waiting, two workers for the cores.

Read from the environment: WEB_BIND, WEB_WORKERS, WEB_THREADS, WEB_TIMEOUT_SECONDS,
WEB_TRUSTED_PROXIES, PROMETHEUS_MULTIPROC_DIR.
"""

import os
from pathlib import Path
from typing import Any

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
# A thread waits on MongoDB most of its time; a stream of progress holds one for its length.
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = int(os.environ.get("WEB_TIMEOUT_SECONDS", "60"))
graceful_timeout = 20
# Longer than nginx keeps an idle upstream connection, so that nginx is who closes it.
keepalive = 75
# MongoDB clients and threads do not survive a fork.
preload_app = False
control_socket_disable = True
# The service logs each request, with its ids; a second line would say less.
accesslog = None
errorlog = "-"
forwarded_allow_ips = os.environ.get("WEB_TRUSTED_PROXIES", "127.0.0.1")
# Heartbeat files on a disk make workers look dead while the disk is busy.
# gunicorn makes its files there private.
shared_memory = Path("/dev/shm")  # noqa: S108 # nosec B108
worker_tmp_dir = str(shared_memory) if shared_memory.is_dir() else None


def on_starting(server: Any) -> None:  # noqa: ARG001 - the name and argument are gunicorn's
    """Forget the figures of workers that ended with the last run."""
    folder = _metrics_folder()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for figures in folder.glob("*.db"):
            figures.unlink(missing_ok=True)


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - as above
    """Take a dead worker's live gauges out of the sums."""
    if _metrics_folder():
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _metrics_folder() -> Path | None:
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Path(folder) if folder else None
