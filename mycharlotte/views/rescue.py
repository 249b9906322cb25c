"""What the page of rescue codes shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rescuable:
    """Someone who may be helped; the address tells apart those of the same name."""

    ref: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Found:
    """Those whom a search found, in the order of names; `has_more` when there are too many to list."""

    people: tuple[Rescuable, ...] = ()
    has_more: bool = False
