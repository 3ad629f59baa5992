"""structlog: JSON in production, readable in development. Values that could be secret never reach a line."""

import logging
import sys
from typing import Any

import structlog

_SECRET = ("password", "token", "secret", "cookie", "authorization", "email", "name", "username")


def _redact(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    for key in event:
        if key.lower() in _SECRET:
            event[key] = "[fjernet]"
    return event


def configure(level: str, *, as_json: bool) -> None:
    """Our lines, and those of the libraries, one event a line on standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "httpx"):  # they would write whole addresses
        logging.getLogger(noisy).disabled = True
    logging.getLogger("httpcore").setLevel(logging.WARNING)  # at debug level it writes whole headers
