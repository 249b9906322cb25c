"""What waits for the server: the shape of the content first, then the content, which stays.

ready(State.is_ready, profile_form(), of=State.person, waiting=skeleton_fields(4, label="Chargement de votre profil"))
"""

import reflex as rx

from mycharlotte.components.ui.word import Flag, Word


class Ready(rx.Component):
    """Shows its first child until it is ready once."""

    library = rx.asset("scripts/ready.js").importable_path
    tag = "Ready"

    ready: rx.Var[bool]
    of: rx.Var[str]
    parameter: rx.Var[str]
    value: rx.Var[str]


def ready(
    is_ready: Flag,
    *content: rx.Component,
    of: Word,
    waiting: rx.Component,
    about: tuple[str, rx.Var[str]] | None = None,
) -> rx.Component:
    """Show `waiting`, then `content` for as long as the page is open, whatever becomes of `is_ready`.

    A connection that comes back starts from an empty state: without this, a form would be drawn anew
    and lose what was typed. `of` names whose content it is: someone else who signs in does not find what was typed.
    `about` is a parameter of the address and the value of it that the content was read for: when the address comes to
    say another, what was read before is not shown under it.
    """
    props = {"parameter": about[0], "value": about[1]} if about else {}
    return Ready.create(waiting, *content, ready=is_ready, of=of, **props)
