"""What the application refuses, and why.

    Refused                 anything a person may be told; carries a field, never a sentence
    ├── NotFound            it does not exist, or it is not theirs to know that it does
    ├── NotAllowed          a member of the place, but without the right
    ├── SignedOut           nobody is signed in, or no longer
    ├── TooManyTries        wait; `seconds` says how long
    ├── Contended           others are at it at this very moment; trying again helps
    └── Stale               someone else saved first; `theirs` holds what they saved

Refusals of one noun live beside its verbs (`domain/profiles.py`…). `mycharlotte/refusals.py` holds every sentence.
"""


class Refused(Exception):
    """A refusal that a person is told, beside `field` when it is about one.

    The transaction is rolled back, unless the refusal `keeps_what_was_stored`.
    """

    field: str = ""
    keeps_what_was_stored = False  # a spent try and its audit row outlive the refusal

    def __init__(self, **details: object) -> None:
        super().__init__(type(self).__name__)
        self.details = details
        if isinstance(field := details.get("field"), str):
            self.field = field


class NotFound(Refused):
    """It does not exist, or the person has no business knowing that it does."""


class NotAllowed(Refused):
    """The person belongs here, but may not do this."""


class SignedOut(Refused):
    """Nobody is signed in, or no longer."""


class TooManyTries(Refused):
    """A limit is reached; `seconds` is how long to wait."""

    def __init__(self, *, seconds: int, **details: object) -> None:
        super().__init__(seconds=seconds, **details)
        self.seconds = seconds


class Contended(Refused):
    """Others change the same thing at this very moment, for longer than one waits."""


class Stale(Refused):
    """Someone saved first; `theirs` maps each field that differs to the value they saved."""

    def __init__(self, *, theirs: dict[str, str], **details: object) -> None:
        super().__init__(theirs=theirs, **details)
        self.theirs = theirs
