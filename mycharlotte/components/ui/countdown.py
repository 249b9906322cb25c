"""A wait one can see: what it holds can be pressed when the seconds have passed.

countdown(button("Renvoyer un code", type="submit", kind="quiet"), seconds=State.wait, serial=State.sent,
          waiting="Vous pourrez demander un autre code dans {seconds} s.", ready="Vous pouvez demander un autre code.")
"""

import reflex as rx

from mycharlotte.components.ui.word import Word


class Countdown(rx.Component):
    """Counts in the browser, from the moment it is shown or `serial` changes."""

    library = rx.asset("scripts/countdown.js").importable_path
    tag = "Countdown"

    seconds: rx.Var[int]
    serial: rx.Var[int]
    waiting: rx.Var[str]
    ready: rx.Var[str]
    words_class_name: rx.Var[str]


def countdown(
    *content: rx.Component, seconds: int | rx.Var[int], waiting: Word, ready: Word, serial: int | rx.Var[int] = 0
) -> rx.Component:
    """Holds `content` for `seconds`. `waiting` has `{seconds}` for the number; `ready` is read out at the end."""
    return Countdown.create(
        *content,
        seconds=seconds,
        serial=serial,
        waiting=waiting,
        ready=ready,
        class_name="grid justify-items-start gap-2",
        words_class_name="text-small text-muted digits",
    )
