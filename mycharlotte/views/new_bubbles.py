"""What pages see of a bubble that was just created."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NewBubble:
    """The bubble, and its first admin: whoever created it, or whoever was invited at `invited_email` for some days."""

    ref: str = ""
    name: str = ""
    invited_email: str = ""
    days_to_answer: int = 0
