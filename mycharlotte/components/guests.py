"""An invitation, as whoever holds its link finds it: who invites, the two ways in, the way to say no."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.closed_invitation import closed
from mycharlotte.components.moment import spoken
from mycharlotte.components.passwords import new_password_field
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.fields import email_field, text_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, skeleton_lines, waiting
from mycharlotte.components.words import _
from mycharlotte.states.guests import GuestState
from mycharlotte.states.home import HomeState
from mycharlotte.states.session import SessionState

_OFFER = GuestState.invitation
_PART = "grid gap-4 border-t border-line pt-6"


def invitation() -> rx.Component:
    """The whole of it.

    A connection that comes back starts from an empty state: until it is known again, an invitation is drawn as one that
    is open and that nobody signed in looks at, so that what was typed in its form stays.
    """
    is_closed = GuestState.is_ready & (_OFFER.stage != "open")
    return ready(
        GuestState.is_ready,
        rx.el.div(
            refusal_summary(GuestState.refusal, title=_("Il y a un problème")),
            rx.cond(is_closed, closed(), _open()),
        ),
        of=_OFFER.email,
        waiting=_waiting(),
    )


def welcome() -> rx.Component:
    """On the home page of whoever just made their account."""
    return rx.cond(
        HomeState.is_new,
        rx.el.div(
            alert(
                rx.el.p(_("Votre compte est créé, et votre bulle vous attend ci-dessous.")),
                kind="success",
                title=_("Bienvenue sur MyCharlotte"),
            ),
            class_name="mb-8",
        ),
    )


def _open() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _("{inviter} vous invite à rejoindre la bulle « {bubble} ».", inviter=_OFFER.inviter, bubble=_OFFER.bubble),
            class_name="text-lead wrap-anywhere",
        ),
        _message(),
        rx.el.dl(
            _fact(_("Votre place"), _place()),
            _fact(_("Adresse invitée"), _OFFER.email),
            _fact(_("Fin de validité"), spoken(GuestState.until)),
            class_name="grid gap-3",
        ),
        rx.cond(_OFFER.reader == "", _nobody(), rx.cond(_OFFER.reader == "invited", _invited(), _another())),
        class_name="grid gap-6",
    )


def _fact(name: rx.Var[str], value: rx.Var[str] | rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(name, class_name="text-small text-muted"), rx.el.dd(value, class_name="wrap-anywhere"))


def _place() -> rx.Component:
    return rx.fragment(
        rx.cond(_OFFER.role == "companion", _("Accompagnant"), _("Patient")),
        rx.cond(_OFFER.is_admin, rx.fragment(", ", _("administrateur de bulle"))),
    )


def _message() -> rx.Component:
    return rx.cond(
        _OFFER.message != "",
        rx.el.figure(
            rx.el.figcaption(_("Son message :"), class_name="text-muted"),
            rx.el.blockquote(
                _OFFER.message, dir="auto", class_name="border-l-4 border-line pl-4 whitespace-pre-line wrap-anywhere"
            ),
            class_name="grid gap-1",
        ),
    )


def _nobody() -> rx.Component:
    """Two ways, both in sight: to sign in takes one line, and the form comes right after."""
    return rx.el.div(
        rx.el.section(
            rx.el.h2(_("Vous avez déjà un compte ?"), class_name="text-lead"),
            rx.cond(
                _OFFER.is_known_here,
                rx.el.p(_("Vous vous êtes déjà connecté ici avec cette adresse."), class_name="text-muted"),
            ),
            rx.cond(_OFFER.is_known_here, _sign_in("primary"), _sign_in("quiet")),
            class_name=_PART,
        ),
        rx.el.section(
            rx.el.h2(_("C’est votre première fois ici ?"), class_name="text-lead"),
            _code_waiting(),
            _sign_up(),
            class_name=_PART,
        ),
        rx.el.div(_decline(), class_name=_PART),
        class_name="grid gap-6",
    )


def _sign_in(kind: str) -> rx.Component:
    return link_button(
        _("J’ai déjà un compte : me connecter"),
        href=routes.sign_in(routes.INVITATION),
        kind="primary" if kind == "primary" else "quiet",
        wide=True,
        outside=True,
    )


def _code_waiting() -> rx.Component:
    return rx.cond(
        GuestState.sign_up.is_open,
        alert(
            rx.el.p(_("Vous avez déjà demandé un compte : il ne manque que le code reçu par e-mail.")),
            action=link_button(_("Saisir mon code"), href=routes.INVITATION_CODE, kind="quiet", outside=True),
        ),
    )


def _sign_up() -> rx.Component:
    refusal = GuestState.refusal
    return post_form(
        email_field(
            "email",
            _("Votre adresse e-mail"),
            autocomplete="username",
            default=_OFFER.email,
            hint=_("L’adresse invitée. Un code y sera envoyé."),
            read_only=True,
        ),
        text_field(
            "first_name",
            _("Votre prénom"),
            default=GuestState.first_name,
            autocomplete="given-name",
            refusal=refusal,
        ),
        text_field(
            "last_name", _("Votre nom"), default=GuestState.last_name, autocomplete="family-name", refusal=refusal
        ),
        new_password_field(refusal, label=_("Choisissez un mot de passe")),
        button(_("Créer mon compte"), type="submit", wide=True, busy_label=_("Un instant…")),
        action=routes.POST_SIGN_UP,
    )


def _invited() -> rx.Component:
    return rx.el.div(
        post_form(
            button(_("Rejoindre la bulle"), type="submit", wide=True, busy_label=_("Un instant…")),
            action=routes.POST_ACCEPT,
        ),
        _decline(),
        class_name=_PART,
    )


def _another() -> rx.Component:
    return rx.el.div(
        alert(
            rx.el.p(
                _(
                    "Cette invitation est pour {invited}. Votre session est ouverte sous {present}.",
                    invited=_OFFER.email,
                    present=SessionState.person.email,
                ),
                class_name="wrap-anywhere",
            ),
            kind="warning",
            title=_("Ce n’est pas la même adresse"),
        ),
        post_form(
            button(_("Se déconnecter et continuer"), type="submit", wide=True, busy_label=_("Un instant…")),
            action=routes.POST_LEAVE_TO_ACCEPT,
        ),
        link_button(_("Rester dans ma session"), href=routes.HOME, kind="quiet", wide=True, outside=True),
        class_name=_PART,
    )


def _decline() -> rx.Component:
    return dialog(
        rx.el.p(
            _(
                "{inviter} verra seulement que vous ne rejoignez pas la bulle. Aucune raison ne vous est demandée.",
                inviter=_OFFER.inviter,
            ),
            class_name="wrap-anywhere",
        ),
        dialog_actions(
            post_form(
                button(_("Décliner"), type="submit", busy_label=_("Un instant…")),
                action=routes.POST_DECLINE,
            ),
            close_button(_("Revenir à l’invitation")),
        ),
        opener=button(_("Décliner l’invitation"), kind="link"),
        title=_("Décliner cette invitation ?"),
        close=_("Fermer"),
    )


def _waiting() -> rx.Component:
    return waiting(
        skeleton_lines(2, label=_("Chargement de votre invitation")),
        skeleton("h-32 w-full"),
        skeleton("h-12 w-full"),
        label=_("Un instant…"),
        class_name="grid gap-6",
    )
