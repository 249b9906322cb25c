"""A button and the short list it opens: the account menu, the settings menu of a phone, « plus d'actions ».

    menu(menu_link("Paramètres", href="/parametres", icon="settings"),
         menu_separator(),
         menu_action("Se déconnecter", icon="log-out", type="submit"),
         face=avatar(…), label="Mon compte")

The list holds links and buttons, reached with Tab like all others (a disclosure, not an application menu).
"""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.ui.icon import icon as draw_icon
from mycharlotte.components.ui.word import Flag, Word

Side = Literal["below", "above"]

_ITEM = (
    "flex min-h-11 w-full items-center gap-3 rounded-small px-3 py-2 text-left text-ink no-underline hover:bg-sunken"
)
_PANELS: dict[Side, str] = {"below": "top-full right-0 mt-2", "above": "bottom-full left-0 mb-2"}


class Menu(rx.Component):
    """The button, and what it shows or hides."""

    library = rx.asset("scripts/menu.js").importable_path
    tag = "Menu"

    label: rx.Var[str]
    button_class_name: rx.Var[str]
    panel_class_name: rx.Var[str]


def menu(
    *items: rx.Component,
    face: rx.Component,
    label: Word | None = None,
    side: Side = "below",
    class_name: str = "",
    button_class_name: str = "",
    panel_class_name: str = "min-w-64",
) -> rx.Component:
    """A button showing `face` (named `label` when the face has no words), and the items it opens."""
    props: dict[str, Any] = {} if label is None else {"label": label}
    return Menu.create(
        face,
        *items,
        class_name=f"relative {class_name}".strip(),
        button_class_name=f"min-h-11 rounded-control hover:bg-sunken {button_class_name}".strip(),
        panel_class_name=(
            f"arrive absolute z-40 rounded-control border border-line bg-surface p-2 shadow-floating "
            f"{_PANELS[side]} {panel_class_name}"
        ),
        **props,
    )


def menu_link(label: Word, *, href: Word, icon: str | None = None, current: Flag | None = None) -> rx.Component:
    """A page one goes to."""
    return route_link(
        draw_icon(icon, size="small", class_name="text-muted") if icon else rx.fragment(),
        rx.el.span(label),
        to=href,
        class_name=f"{_ITEM} aria-[current=page]:bg-accent aria-[current=page]:text-on-accent",
        **current_page(current),
    )


def menu_action(
    label: Word,
    *,
    icon: str | None = None,
    type: Literal["button", "submit"] = "button",  # noqa: A002 - the name of the attribute
    **props: Any,
) -> rx.Component:
    """Something one does; `type="submit"` inside a form."""
    return rx.el.button(
        draw_icon(icon, size="small", class_name="text-muted") if icon else rx.fragment(),
        rx.el.span(label),
        type=type,
        class_name=_ITEM,
        **props,
    )


def menu_separator() -> rx.Component:
    """A hairline between two kinds of things."""
    return rx.el.hr(class_name="my-2 border-t border-line")


def current_page(current: Flag | None) -> dict[str, Any]:
    """The attribute that says a link leads to the page one is on."""
    if current is None or current is False:
        return {}
    return {"aria_current": "page" if current is True else rx.cond(current, "page", "false")}
