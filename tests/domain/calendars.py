"""Calendars of elsewhere, as other applications write them."""


def event(
    *lines: str, uid: str = "1@exemple.fr", starts: str = "20261124T090000Z", ends: str = "20261124T100000Z"
) -> str:
    """Write an event, tomorrow from 9 to 10 (UTC) unless told otherwise; `lines` are added."""
    kept = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", _at("DTSTART", starts), _at("DTEND", ends)]
    return "\r\n".join([*(line for line in kept if line), *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    """Write a calendar of these parts."""
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Exemple//FR", *parts, "END:VCALENDAR", ""]
    return "\r\n".join(whole).encode()


def _at(name: str, at: str) -> str:
    """Write an instant, a time (`TZID=Europe/Paris:20261124T090000`), or a day (`20261124`)."""
    if not at:
        return ""
    if at.startswith("TZID="):
        return f"{name};{at}"
    return f"{name};VALUE=DATE:{at}" if len(at) == len("20261124") else f"{name}:{at}"
