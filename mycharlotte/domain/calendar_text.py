"""Text of iCalendar (RFC 5545): escaped, in lines of 75 octets at most. Pure functions, and quick ones."""

from collections.abc import Iterable
from datetime import UTC, datetime

LINE_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# No text holds a control character (§3.1); and what some readers take for the end of a line is a space to all.
_CLEANED = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ") | {0x0A: "\n"}


def text(value: str) -> str:
    """Return a value of type TEXT (§3.3.11), whatever somebody wrote."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return plain.translate(_CLEANED).translate(_ESCAPED)


def instant(at: datetime) -> str:
    """Return an instant as every reader understands it, without a zone to look up: in UTC (§3.3.5, form 2)."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def folded(line: str) -> str:
    """Return a line with its end, cut where it is too long (§3.1), never inside a character."""
    if len(line) * 4 <= LINE_OCTETS or len(octets := line.encode()) <= LINE_OCTETS:
        return f"{line}\r\n"
    cut, at, room = [], 0, LINE_OCTETS
    while at < len(octets):
        end = min(at + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # noqa: PLR2004  (the middle of a character)
            end -= 1
        cut.append(octets[at:end].decode())
        at, room = end, LINE_OCTETS - 1  # the space that continues a line counts
    return "\r\n ".join(cut) + "\r\n"


def lines(given: Iterable[str]) -> str:
    """Return lines, each with its end."""
    return "".join(map(folded, given))
