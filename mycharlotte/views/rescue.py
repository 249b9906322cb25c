"""What the page of rescue codes shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rescuable:
    """Someone who may be helped."""

    ref: str = ""
    name: str = ""
    email: str = ""
