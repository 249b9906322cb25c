"""What the page of the journal shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """An event in one language: what, when, on which device and from which network; `where` may be empty."""

    what: str = ""
    when: str = ""
    where: str = ""


@dataclass(frozen=True)
class JournalLine:
    """An event. `kind` chooses its icon; `at` is for machines (ISO 8601)."""

    kind: str = ""
    is_refused: bool = False
    at: str = ""
    french: Told = Told()
    english: Told = Told()
