"""The frame of every page once signed in: a menu on the left of a desk; on a phone, bars on top and under the thumb.

shell(page(…), nav=[NavItem("Accueil", "/", "house", current=True), …], account=Account(…), words=ShellWords(…))
settings_layout(page(…), items=[NavItem("Profil", "/profil", "user-round")], label="Paramètres", here="Profil")
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import reflex as rx
from reflex_components_core.react_router import link as route_link

from mycharlotte.components.ui.avatar import avatar
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.landing import skip_link
from mycharlotte.components.ui.mark import mark
from mycharlotte.components.ui.menu import current_page, menu, menu_link
from mycharlotte.components.ui.page import MAIN
from mycharlotte.components.ui.word import Flag, Word


@dataclass(frozen=True)
class NavItem:
    """A page of a menu. `short` is said under the icon on a phone, where there is little room.

    `shown` is whether it is a page of theirs.
    """

    label: Word
    href: Word
    icon: str
    current: Flag = False
    short: Word | None = None
    shown: Flag = True


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who is signed in, and what the account menu holds under the name; `actions` come last (sign out)."""

    name: Word
    email: Word
    initials: Word
    picture: Word
    items: Sequence[NavItem] = ()
    actions: Sequence[rx.Component] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class ShellWords:
    """What the frame itself says."""

    brand: str
    skip: Word
    nav: Word
    account: Word


def shell(
    content: rx.Component,
    *,
    nav: Sequence[NavItem],
    account: Account,
    words: ShellWords,
    footer: Sequence[rx.Component] = (),
    banner: rx.Component | None = None,
    home: Word = "/",
) -> rx.Component:
    """The frame around `content`. `nav` shows five items at most: they all stand under the thumb."""
    return rx.el.div(
        skip_link(words.skip, to=MAIN),
        banner if banner is not None else rx.fragment(),
        _side(nav, account, words, home),
        _top(account, words, home),
        rx.el.div(
            content,
            rx.el.footer(
                *footer,
                class_name="no-print mt-auto flex flex-wrap items-center gap-x-6 gap-y-2 pt-10 text-small text-muted",
            )
            if footer
            else rx.fragment(),
            class_name=(
                "mx-auto flex w-full max-w-page flex-col px-4 pt-6 pb-36 tablet:px-8 "
                "desk:min-h-dvh desk:px-12 desk:pt-12 desk:pb-10"
            ),
        ),
        _bottom(nav, words),
        # On paper there is no menu: a grid would leave the page in its narrow column.
        class_name="min-h-dvh desk:grid desk:grid-cols-[16rem_minmax(0,1fr)] print:block",
    )


def settings_layout(content: rx.Component, *, items: Sequence[NavItem], label: Word, here: Word) -> rx.Component:
    """The settings: a menu that stays on the left of a desk; on a phone the same list opens above the bar.

    `label` names the menu, `here` is the name of the page one is on.
    """
    links = [menu_link(item.label, href=item.href, icon=item.icon, current=item.current) for item in items]
    return rx.el.div(
        rx.el.nav(
            *(_settings_link(item) for item in items),
            aria_label=label,
            class_name="sticky top-12 hidden content-start gap-1 desk:grid",
        ),
        content,
        rx.el.nav(
            menu(
                *links,
                face=rx.el.span(
                    icon("list", size="small"),
                    rx.el.span(label, class_name="text-muted"),
                    rx.el.span(here, class_name="min-w-0 flex-1 truncate text-left font-medium"),
                    icon("chevron-up", size="small"),
                    class_name="flex items-center gap-2.5 px-4",
                ),
                side="above",
                button_class_name="w-full",
                panel_class_name="inset-x-0",
            ),
            aria_label=label,
            class_name=(
                "bar fixed inset-x-2 bottom-19 z-30 rounded-control border border-line bg-surface shadow-floating "
                "desk:hidden"
            ),
        ),
        class_name="items-start gap-10 desk:grid desk:grid-cols-[13rem_minmax(0,1fr)]",
    )


def _side(nav: Sequence[NavItem], account: Account, words: ShellWords, home: Word) -> rx.Component:
    return rx.el.header(
        route_link(mark(words.brand), to=home, class_name="flex min-h-11 rounded-control px-3 no-underline"),
        rx.el.nav(
            *(_if_shown(item, _side_link(item)) for item in nav), aria_label=words.nav, class_name="mt-8 grid gap-1"
        ),
        _account_menu(account, words, side="above", wide=True),
        class_name="bar sticky top-0 hidden h-dvh flex-col border-r border-line px-3 pt-8 pb-4 desk:flex",
    )


def _top(account: Account, words: ShellWords, home: Word) -> rx.Component:
    return rx.el.header(
        route_link(mark(words.brand, size=28), to=home, class_name="flex min-h-11 rounded-control no-underline"),
        _account_menu(account, words, side="below", wide=False),
        class_name=(
            "bar sticky top-0 z-30 flex items-center justify-between border-b border-line bg-ground px-4 py-1.5 "
            "desk:hidden"
        ),
    )


def _bottom(nav: Sequence[NavItem], words: ShellWords) -> rx.Component:
    return rx.el.nav(
        *(_if_shown(item, _bottom_link(item)) for item in nav),
        aria_label=words.nav,
        class_name=(
            "bar fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface px-1 "
            "pb-[env(safe-area-inset-bottom)] desk:hidden"
        ),
    )


def _if_shown(item: NavItem, link: rx.Component) -> rx.Component:
    return link if item.shown is True else rx.cond(item.shown, link, rx.fragment())


def _side_link(item: NavItem) -> rx.Component:
    return route_link(
        icon(item.icon),
        rx.el.span(item.label),
        to=item.href,
        class_name=(
            "flex min-h-11 items-center gap-3 rounded-control px-3 text-ink no-underline transition-colors "
            "hover:bg-sunken aria-[current=page]:bg-accent aria-[current=page]:font-medium "
            "aria-[current=page]:text-on-accent"
        ),
        **current_page(item.current),
    )


def _settings_link(item: NavItem) -> rx.Component:
    return route_link(
        rx.el.span(item.label),
        to=item.href,
        class_name=(
            "flex min-h-11 items-center rounded-control border-l-3 border-transparent px-3 text-muted no-underline "
            "transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:rounded-l-none "
            "aria-[current=page]:border-brand aria-[current=page]:font-medium aria-[current=page]:text-ink"
        ),
        **current_page(item.current),
    )


def _bottom_link(item: NavItem) -> rx.Component:
    return route_link(
        rx.el.span(icon(item.icon), class_name="rounded-full px-4 py-1 in-aria-[current=page]:bg-accent"),
        rx.el.span(item.short if item.short is not None else item.label, class_name="max-w-full truncate text-tab"),
        to=item.href,
        class_name=(
            "flex min-h-16 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 rounded-control text-muted "
            "no-underline aria-[current=page]:font-medium aria-[current=page]:text-ink"
        ),
        **current_page(item.current),
    )


def _account_menu(account: Account, words: ShellWords, *, side: str, wide: bool) -> rx.Component:
    face = avatar(initials=account.initials, picture=account.picture, size="small")
    if wide:
        face = rx.el.span(
            face,
            rx.el.span(words.account, " ", class_name="sr-only"),
            rx.el.span(account.name, dir="auto", class_name="min-w-0 flex-1 truncate text-left font-medium"),
            icon("chevrons-up-down", size="small", class_name="text-muted"),
            class_name="flex items-center gap-3 px-2 py-1",
        )
    return menu(
        rx.el.div(
            avatar(initials=account.initials, picture=account.picture, size="medium"),
            rx.el.div(
                rx.el.p(account.name, dir="auto", class_name="truncate font-medium"),
                rx.el.p(account.email, class_name="truncate text-small text-muted"),
                class_name="min-w-0",
            ),
            class_name="mb-2 flex items-center gap-3 border-b border-line px-3 pt-1 pb-3",
        ),
        *(menu_link(item.label, href=item.href, icon=item.icon, current=item.current) for item in account.items),
        *account.actions,
        face=face,
        label=None if wide else words.account,
        side="above" if side == "above" else "below",
        class_name="mt-auto" if wide else "",
        button_class_name="w-full" if wide else "grid min-w-11 place-items-center",
        panel_class_name="w-72 max-w-[calc(100vw-2rem)]",
    )
