"""Bugs, told without telling: a reference for the person, the frames for the log, never the values.

The message of an exception can hold what was typed (a database error quotes its parameters), so it is left out.
"""

import secrets
import traceback

import structlog

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

log = structlog.get_logger()


def new_reference() -> str:
    """Six characters that can be read out on the telephone."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))


def report(fault: BaseException, *, reference: str, where: str) -> None:
    """Log where a bug is: its kind and its frames."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    log.error("fault", reference=reference, where=where, kind=type(fault).__name__, frames=frames[-12:])
