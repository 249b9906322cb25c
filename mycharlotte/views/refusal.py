"""What a page shows when something was refused."""

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """A refusal in the reader's words.

    `sentence` heads the summary, `field` names the first control to mend, `by_field` holds the sentence of each;
    `serial` changes with every refusal, so that the same one twice moves the focus twice.
    """

    sentence: str = ""
    field: str = ""
    by_field: dict[str, str] = dataclasses.field(default_factory=dict)
    serial: int = 0
