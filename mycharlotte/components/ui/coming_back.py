"""What a page does when its reader comes back to it from another tab or application.

coming_back(State.refresh)
"""

from typing import Any

import reflex as rx


class ComingBack(rx.Component):
    """Draws nothing."""

    library = rx.asset("scripts/coming_back.js").importable_path
    tag = "ComingBack"

    on_return: rx.EventHandler[rx.event.no_args_event_spec]


def coming_back(on_return: Any) -> rx.Component:
    """Call a handler each time the page is looked at again."""
    return ComingBack.create(on_return=on_return)
