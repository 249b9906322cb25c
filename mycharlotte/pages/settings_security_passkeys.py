"""Paramètres › Sécurité › Clés d’accès."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.frame import settings_page
from mycharlotte.components.passkeys import passkeys, passkeys_waiting
from mycharlotte.components.ui.page import back_link, page
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.words import _
from mycharlotte.states.passkeys import PasskeysState
from mycharlotte.states.session import SessionState


def settings_security_passkeys() -> rx.Component:
    """Show one's passkeys, add, name and remove them."""
    return settings_page(
        page(
            ready(PasskeysState.is_ready, passkeys(), of=SessionState.person.ref, waiting=passkeys_waiting()),
            title=_("Clés d’accès"),
            lead=_(
                "Après votre mot de passe, votre téléphone ou votre ordinateur vous reconnaît par votre empreinte, "
                "votre visage ou son code. Il n’y a rien à recopier, et un site qui imiterait celui-ci n’en tirerait "
                "rien."
            ),
            back=back_link(_("Sécurité"), href=routes.SECURITY),
        ),
        here=routes.SECURITY,
        title=_("Clés d’accès"),
    )
