"""Where a page says what was just done, when what was pressed is no longer there to keep the focus.

outcome(rx.match(State.done, ("removed", alert("Elle n’est plus là.", kind="success")), rx.fragment()),
        serial=State.deeds)
"""

import reflex as rx


class Outcome(rx.Component):
    """A place that takes the focus each time something was done."""

    library = rx.asset("scripts/outcome.js").importable_path
    tag = "Outcome"

    serial: rx.Var[int]


def outcome(*said: rx.Component, serial: rx.Var[int]) -> rx.Component:
    """What was done; `serial` is a number that grows each time something is."""
    return Outcome.create(*said, serial=serial, class_name="rounded-control")
