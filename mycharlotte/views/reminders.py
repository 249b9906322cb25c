"""Which reminders someone receives, as the page of agendas shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemindersView:
    """On the eve, an hour before; and where they go."""

    day_before: bool = True
    hour_before: bool = False
    email: str = ""
