"""Logs: one JSON object to a line, with no password, code, token, address, message or health fact in any.

Reflex and its server log through the standard library; what they would say of an event can hold what was typed, so only
the place and the severity of their warnings are kept.
"""

import logging
import sys

import structlog

NOISY = ("reflex", "reflex_base", "engineio", "socketio", "uvicorn.error", "sqlalchemy", "botocore", "huey", "PIL")


class WordlessFormatter(logging.Formatter):
    """Says where a record comes from and how grave it is, not what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return structlog.processors.JSONRenderer()(
            None,
            "",
            {
                "level": record.levelname.lower(),
                "event": "library",
                "logger": record.name,
                "place": f"{record.filename}:{record.lineno}",
                **({"kind": kind} if kind else {}),
            },
        )


def configure(level: str) -> None:
    """Set up both kinds of logs, once, at start-up."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in NOISY:
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.WARNING)
