"""What pages see of what two people typed at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Clash:
    """One field that was saved meanwhile.

    `is_mine` when it was typed here too: `mine` is then what was typed, and otherwise what stood there before.
    """

    field: str
    mine: str
    theirs: str
    is_mine: bool = True
