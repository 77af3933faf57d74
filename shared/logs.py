"""Logs as JSON lines with what they belong to. Never names, addresses, bodies."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared import context


def configure_logs(service: str, process: str, level: str = "info") -> None:
    """Send every log line, ours and the libraries', to standard error as one JSON object."""
    threshold = getattr(logging, level.upper())
    shared_steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _add_cause,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.contextvars.bind_contextvars(service=service, process=process)
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared_steps],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=threshold, force=True)
    # The client logs every reconnect of a broker that is down at warning; once a second is enough
    # noise.
    logging.getLogger("kafka").setLevel(max(threshold, logging.ERROR))
    logging.getLogger("pymongo").setLevel(max(threshold, logging.WARNING))


def logger() -> Any:
    """The log to write to: ``log.info("thing_happened", thing_id=…)``."""
    return structlog.get_logger()


def _add_cause(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    correlation_id = context.current_correlation_id()
    if correlation_id is not None:
        line.setdefault("correlation_id", correlation_id)
    return line
