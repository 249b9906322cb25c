"""Logs: one JSON object to a line, with no password, code, token, address, message or health fact in any.

Reflex and its server log through the standard library; what they would say of an event can hold what was typed, so only
the place and the severity of their warnings are kept. What anybody on the network may cause is told ten times a minute
at most: a log that can be filled from outside hides what matters.
"""

import logging
import sys
import time
import traceback
from collections import Counter
from collections.abc import Hashable

import structlog
from structlog.typing import EventDict, WrappedLogger

LIBRARIES = (
    *("reflex", "reflex_base", "engineio", "engineio.server", "socketio"),
    *("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy", "botocore", "huey", "PIL"),
)
OF_WHAT_WAS_SENT = ("python_multipart", "socketio.server")  # warn of odd forms and late events: no news of ours
TIMES_A_MINUTE = 10


class Seldom:
    """Lets each thing through so many times a minute."""

    def __init__(self, times: int) -> None:
        self._times = times
        self._minute = 0
        self._seen: Counter[Hashable] = Counter()

    def lets_through(self, what: Hashable) -> bool:
        """Count one more, and tell whether it is to be said."""
        if (minute := int(time.monotonic() // 60)) != self._minute:
            self._minute = minute
            self._seen.clear()
        self._seen[what] += 1
        return self._seen[what] <= self._times


class SeldomFilter(logging.Filter):
    """Lets what libraries say at one place through so many times a minute: without its words, it is always the same."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._seldom = Seldom(times)

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be written."""
        return self._seldom.lets_through((record.name, record.filename, record.lineno))


class WordlessFormatter(logging.Formatter):
    """Says where a record comes from and how grave it is, not what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line; of an exception, its kind and where it was raised."""
        said: EventDict = {
            "level": record.levelname.lower(),
            "event": "library",
            "logger": record.name,
            "place": f"{record.filename}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            said["kind"] = record.exc_info[0].__name__
            if frames := traceback.extract_tb(record.exc_info[2]):
                said["raised"] = f"{frames[-1].filename}:{frames[-1].lineno}"
        return str(structlog.processors.JSONRenderer()(None, "", said))


def configure(level: str) -> None:
    """Set up both kinds of logs, once, at start-up.

    `log.warning("…", seldom=True)` is for what anybody may cause.
    """
    seldom = Seldom(TIMES_A_MINUTE)

    def drop_repeated(_logger: WrappedLogger, _method: str, said: EventDict) -> EventDict:
        if said.pop("seldom", False) and not seldom.lets_through(said["event"]):
            raise structlog.DropEvent
        return said

    structlog.configure(
        processors=[
            drop_repeated,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),  # wherever that leads by then
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter())
    handler.addFilter(SeldomFilter(TIMES_A_MINUTE))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    for name in OF_WHAT_WAS_SENT:
        logging.getLogger(name).setLevel(logging.ERROR)
