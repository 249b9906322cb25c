"""What we store: one module per noun. Importing this package knows every table."""

from mycharlotte.models import (
    access,
    appointments,
    audit,
    availability,
    bubbles,
    calendars,
    consultations,
    invitations,
    outbox,
    people,
    second_steps,
    waiting,
)
from mycharlotte.models.base import metadata

__all__ = [
    "access",
    "appointments",
    "audit",
    "availability",
    "bubbles",
    "calendars",
    "consultations",
    "invitations",
    "metadata",
    "outbox",
    "people",
    "second_steps",
    "waiting",
]
