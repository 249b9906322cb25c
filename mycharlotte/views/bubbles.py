"""What pages see of bubbles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BubbleHead:
    """What stands at the top of every page of a bubble: which one, and what one is and may do there."""

    ref: str = ""
    name: str = ""
    picture_url: str = ""
    role: str = ""
    is_admin: bool = False
    is_visited: bool = False
    may_run: bool = False
    may_list_patients: bool = False
