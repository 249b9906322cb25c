"""The frame of a signed-in page: menus, the account, and what covers it when the session ends."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND, document
from mycharlotte.components.footer import footer
from mycharlotte.components.lost import connection_banner, session_over
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.ui.menu import menu_action
from mycharlotte.components.ui.shell import Account, NavItem, ShellWords, settings_layout, shell
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState


def private_page(content: rx.Component, *, here: str, title: Word) -> rx.Component:
    """The whole page around `content`; `here` is its address, or that of the menu entry it belongs to."""
    return rx.fragment(
        document(title),
        shell(
            content,
            nav=_main(here),
            account=_account(here),
            words=ShellWords(
                brand=BRAND, skip=_("Aller au contenu"), nav=_("Menu principal"), account=_("Votre compte")
            ),
            footer=footer(),
            banner=connection_banner(),
            home=routes.HOME,
        ),
        session_over(),
    )


def settings_page(content: rx.Component, *, here: str, title: Word | None = None) -> rx.Component:
    """A page of the settings, with their menu; `title` names a page that has no entry of its own there."""
    overview = NavItem(_("Vue d’ensemble"), routes.SETTINGS, "layout-grid")
    entries = [overview, *settings_entries(here)]
    name = next(entry.label for entry in entries if entry.href == here)
    return private_page(
        settings_layout(content, items=entries, label=_("Paramètres"), here=name),
        here=here if here == routes.BUBBLES else routes.SETTINGS,  # which has an entry of its own in the main menu too
        title=name if title is None else title,
    )


def settings_entries(here: str = "") -> list[NavItem]:
    """The pages of the settings, in the order of the first steps."""
    return [
        NavItem(_("Profil"), routes.PROFILE, "user-round", current=here == routes.PROFILE),
        NavItem(_("Agendas"), routes.AGENDAS, "calendar-days", current=here == routes.AGENDAS),
        NavItem(_("Documents administratifs"), routes.DOCUMENTS, "file-text", current=here == routes.DOCUMENTS),
        NavItem(_("Sécurité"), routes.SECURITY, "shield-check", current=here == routes.SECURITY),
        NavItem(_("Bulles"), routes.BUBBLES, "users-round", current=here == routes.BUBBLES),
    ]


def _main(here: str) -> list[NavItem]:
    """The pages of the main menu. Until it is known who reads, a companion's agenda holds the place of either."""
    me = SessionState.person
    return [
        NavItem(_("Accueil"), routes.HOME, "house", current=here == routes.HOME),
        NavItem(
            _("Agenda"),
            routes.AGENDA,
            "calendar-days",
            current=here == routes.AGENDA,
            shown=me.is_companion | ~me.is_patient,
        ),
        NavItem(
            _("Rendez-vous"),
            routes.MY_APPOINTMENTS,
            "calendar-check",
            current=here == routes.MY_APPOINTMENTS,
            shown=me.is_patient,
        ),
        NavItem(_("Bulles"), routes.BUBBLES, "users-round", current=here == routes.BUBBLES),
        NavItem(_("Paramètres"), routes.SETTINGS, "settings", current=here == routes.SETTINGS),
    ]


def _account(here: str) -> Account:
    return Account(
        name=SessionState.person.name,
        email=SessionState.person.email,
        initials=SessionState.person.initials,
        picture=SessionState.person.picture_url,
        items=settings_entries(here),
        actions=[
            post_form(menu_action(_("Se déconnecter"), icon="log-out", type="submit"), action=routes.POST_SIGN_OUT)
        ],
    )
