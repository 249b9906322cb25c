"""What we store: one module per noun. Importing this package knows every table."""

from mycharlotte.models import access, audit, bubbles, outbox, people
from mycharlotte.models.base import metadata

__all__ = ["access", "audit", "bubbles", "metadata", "outbox", "people"]
