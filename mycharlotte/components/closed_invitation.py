"""An invitation that cannot be answered: why, each in its own words, and what to do next."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.words import _, words_for
from mycharlotte.states.guests import GuestState
from mycharlotte.states.session import SessionState

_OFFER = GuestState.invitation


def title() -> rx.Var[str]:
    """What the page is about, from where the invitation stands."""
    return words_for(
        _OFFER.stage,
        {
            "accepted": _("Invitation déjà acceptée"),
            "declined": _("Invitation déclinée"),
            "expired": _("Invitation expirée"),
            "revoked": _("Invitation annulée"),
            "withdrawn": _("Invitation qui n’est plus valable"),
            "cut": _("Lien incomplet"),
            "unknown": _("Lien inconnu"),
        },
        otherwise=_("Votre invitation"),
    )


def closed() -> rx.Component:
    """Why it cannot be answered, and what to do next."""
    return rx.el.div(
        rx.match(
            _OFFER.stage,
            ("accepted", _accepted()),
            (
                "declined",
                _said(
                    _(
                        "Vous avez décliné l’invitation de {inviter} à rejoindre la bulle « {bubble} ».",
                        inviter=_OFFER.inviter,
                        bubble=_OFFER.bubble,
                    ),
                    _("Si vous changez d’avis, il suffit de lui en demander une autre. Vous pouvez fermer cette page."),
                ),
            ),
            (
                "expired",
                _said(
                    _("Le délai pour y répondre est passé."),
                    _(
                        "Demandez-en une autre à {inviter}, de la bulle « {bubble} ».",
                        inviter=_OFFER.inviter,
                        bubble=_OFFER.bubble,
                    ),
                ),
            ),
            (
                "revoked",
                _said(
                    _("Un administrateur de la bulle a annulé cette invitation."),
                    _("Si vous pensez que c’est une erreur, demandez-lui-en une autre."),
                ),
            ),
            (
                "withdrawn",
                _said(
                    _("La personne qui l’a envoyée n’administre plus la bulle « {bubble} ».", bubble=_OFFER.bubble),
                    _("Demandez-en une autre à un administrateur de cette bulle."),
                ),
            ),
            (
                "cut",
                _said(
                    _("Le lien a été coupé en route, sans doute par votre messagerie."),
                    _(
                        "Revenez au message, copiez le lien jusqu’au bout, puis collez-le dans la barre d’adresse. "
                        "S’il ne s’ouvre toujours pas, demandez une autre invitation à l’administrateur de la bulle."
                    ),
                ),
            ),
            (
                "unknown",
                _said(
                    _("Ce lien n’ouvre aucune invitation."),
                    _(
                        "Vérifiez que c’est bien celui du dernier message reçu, ou demandez une autre invitation à "
                        "l’administrateur de la bulle."
                    ),
                ),
            ),
            _said(
                _("Pour répondre à une invitation, ouvrez le lien du message que vous avez reçu."),
                _("Il reste ouvert deux heures dans ce navigateur. Le message, lui, peut être rouvert plus tard."),
            ),
        ),
        rx.cond(SessionState.is_signed_in, _to_home(), _to_sign_in()),
        class_name="grid gap-6",
    )


def _accepted() -> rx.Component:
    return rx.cond(
        _OFFER.bubble_ref != "",
        rx.el.div(
            rx.el.p(
                _("Vous faites partie de la bulle « {bubble} ».", bubble=_OFFER.bubble), class_name="wrap-anywhere"
            ),
            link_button(
                _("Aller à la bulle"),
                href=rx.Var.create(routes.of_bubble(routes.BUBBLE, "")) + _OFFER.bubble_ref,
                wide=True,
                outside=True,
            ),
            class_name="grid gap-4",
        ),
        _said(
            _("Elle a déjà servi, et ne sert qu’une fois."),
            _(
                "Si c’est vous qui l’avez acceptée, connectez-vous avec l’adresse qui l’a reçue. Sinon, demandez-en "
                "une autre à l’administrateur de la bulle."
            ),
        ),
    )


def _said(what: rx.Var[str], next_step: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.p(what, class_name="wrap-anywhere"),
        rx.el.p(next_step, class_name="wrap-anywhere"),
        class_name="grid gap-3",
    )


def _to_sign_in() -> rx.Component:
    return link_button(_("Me connecter"), href=routes.SIGN_IN, kind="quiet", wide=True, outside=True)


def _to_home() -> rx.Component:
    return link_button(_("Aller à l’accueil"), href=routes.HOME, kind="quiet", wide=True, outside=True)
