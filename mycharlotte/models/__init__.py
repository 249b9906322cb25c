"""What we store: one module per noun. Importing this package knows every table."""

from mycharlotte.models import access, audit, bubbles, consultations, invitations, outbox, people, second_steps
from mycharlotte.models.base import metadata

__all__ = [
    "access",
    "audit",
    "bubbles",
    "consultations",
    "invitations",
    "metadata",
    "outbox",
    "people",
    "second_steps",
]
