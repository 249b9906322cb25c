"""What the page of a list of invitations shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchRowView:
    """Someone of the list. `refusal` names why they are not invited, `read` is what was found wrong, if anything."""

    line: int = 0
    email: str = ""
    name: str = ""
    role: str = ""
    refusal: str = ""
    read: str = ""
    is_sent: bool = False


@dataclass(frozen=True)
class BatchCounts:
    """How many rows there are, are still to be sent, were sent, and will not be.

    `good` were ready when the list was read, and `handled` of them were dealt with since.
    """

    total: int = 0
    good: int = 0
    handled: int = 0
    left: int = 0
    sent: int = 0
    refused: int = 0


@dataclass(frozen=True)
class BatchView:
    """A list and one page of its rows, counted from 1; no `ref` when there is none.

    `choice` is which rows are shown: all (empty), `good` or `refused`. `at` is when it was read, started or done
    (ISO 8601), said in each language. `is_stopped`: whoever started it lost the right to.
    """

    ref: str = ""
    state: str = ""
    by: str = ""
    at: str = ""
    french_at: str = ""
    english_at: str = ""
    counts: BatchCounts = BatchCounts()
    is_stopped: bool = False
    choice: str = ""
    page: int = 1
    pages: int = 1
    rows: tuple[BatchRowView, ...] = ()
