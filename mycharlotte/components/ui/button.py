"""Buttons, and links that look like them. At least 44 px high; a button at work says so and refuses a second press.

button("Mettre à jour mon profil", type="submit", busy=State.saving, busy_label="Enregistrement…")
link_button("Compléter mon profil", href="/parametres/profil", kind="quiet", icon="user-round")
"""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.ui.icon import icon as draw_icon
from mycharlotte.components.ui.word import Flag, Word

Kind = Literal["primary", "quiet", "danger", "link"]

_SHAPE = (
    "button inline-grid min-h-11 place-items-center rounded-control py-2 text-center font-medium no-underline "
    "transition-colors disabled:opacity-60 aria-disabled:opacity-75"
)
_LOOKS: dict[Kind, str] = {
    "primary": "px-5 bg-brand text-on-brand hover:bg-brand-strong",
    "quiet": "px-5 border border-control bg-surface text-ink hover:bg-sunken",
    "danger": "px-5 bg-error text-on-error hover:opacity-90",
    "link": "text-brand underline underline-offset-4 hover:text-brand-strong hover:decoration-2",
}


def look(kind: Kind, *, wide: bool = False) -> str:
    """The class names of a button, for what is one without being drawn here."""
    return f"{_SHAPE} {_LOOKS[kind]}{' w-full' if wide else ''}"


def _words(label: Word, icon: str | None, role: str) -> rx.Component:
    return rx.el.span(
        draw_icon(icon, size="small") if icon else rx.fragment(),
        rx.el.span(label),
        class_name=f"{role} col-start-1 row-start-1 inline-flex items-center justify-center gap-2",
    )


def button(
    label: Word,
    *,
    kind: Kind = "primary",
    type: Literal["button", "submit"] = "button",  # noqa: A002 - the name of the attribute
    busy: Flag | None = None,
    busy_label: Word | None = None,
    icon: str | None = None,
    wide: bool = False,
    **props: Any,
) -> rx.Component:
    """A button. `busy` shows `busy_label` with a ring; a form refuses to be sent again while its button is busy.

    A submit button keeps the focus while it works (its form does the refusing); any other is disabled.
    """
    if busy is not None:
        props |= {"aria_busy": busy} | ({"aria_disabled": busy} if type == "submit" else {"disabled": busy})
    return rx.el.button(
        _words(label, icon, "idle-words"),
        rx.el.span(
            rx.el.span(class_name="spinner"),
            rx.el.span(busy_label if busy_label is not None else label),
            class_name="busy-words col-start-1 row-start-1 inline-flex items-center justify-center gap-2",
        )
        if busy is not None or type == "submit"
        else rx.fragment(),
        type=type,
        class_name=look(kind, wide=wide),
        **props,
    )


def link_button(
    label: Word,
    *,
    href: Word,
    kind: Kind = "primary",
    icon: str | None = None,
    wide: bool = False,
    outside: bool = False,
) -> rx.Component:
    """A link that looks like a button. `outside` leaves the pages (a file, a server door) through the browser."""
    words = _words(label, icon, "idle-words")
    if outside:
        return rx.el.a(words, href=href, reload_document=True, class_name=look(kind, wide=wide))
    return route_link(words, to=href, class_name=look(kind, wide=wide))


def text_link(label: Word, *, href: Word, outside: bool = False) -> rx.Component:
    """A link in a sentence; `outside` as for a button."""
    if outside:
        return rx.el.a(label, href=href, reload_document=True, class_name="link")
    return route_link(label, to=href, class_name="link")
