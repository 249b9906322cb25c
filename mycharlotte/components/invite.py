"""Inviting someone: the form, and once it is sent the link and the QR code to hand over (seed R45, decision D7)."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_href
from mycharlotte.components.ui.button import link_button, look
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.invitations import InviteState
from mycharlotte.states.session import SessionState

SCRIPT = rx.asset("scripts/invite.jsx").importable_path
_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_QR = "size-52 shrink-0 rounded-control"

# What gives a link to hand over looks the same on both pages.
LINK_LOOKS = {
    "quiet": look("quiet"),
    "hint": "text-small text-muted",
    "shown": f"{_WORDS} transition-opacity",
    "hidden": f"{_WORDS} transition-opacity opacity-0",
    "link": "grid gap-4",
    "whose": "font-medium wrap-anywhere",
    "linkFrame": "flex flex-wrap items-start gap-x-8 gap-y-5",
    "linkTexts": "grid min-w-0 flex-1 basis-60 justify-items-start gap-3",
    "linkText": "w-full rounded-control bg-sunken p-3 font-mono text-small break-all select-all",
    "qr": f"{_QR} border border-line",
    "qrWaiting": f"skeleton {_QR}",
    "textWaiting": "skeleton h-24 flex-1 basis-60",
}
_LOOKS = LINK_LOOKS | {
    "form": "grid max-w-form gap-6",
    "pair": "grid gap-6 tablet:grid-cols-2 tablet:gap-4",
    "field": "grid content-start gap-1.5",
    "label": "font-medium",
    "optional": "font-normal text-muted",
    "input": "field",
    "refusal": "font-medium text-error",
    "choice": "grid gap-1",
    "option": "flex min-h-11 items-center gap-3 py-1",
    "radio": "size-6 shrink-0",
    "summary": "mb-6 grid max-w-form gap-1 rounded-control border-2 border-error bg-error-soft p-4 text-error",
    "summaryTitle": "text-lead font-bold",
    "summaryLink": "link text-error!",
    "primary": look("primary"),
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
    "sent": "card grid max-w-measure gap-5 rounded-card border border-line bg-surface p-6 shadow-raised",
    "sentTitle": "text-lead wrap-anywhere",
    "actions": "flex flex-wrap gap-3",
}


class InviteDesk(rx.Component):
    """The whole way, in one piece: the link comes to it from its door, and no state ever holds it."""

    library = SCRIPT
    tag = "InviteDesk"

    door: rx.Var[str]
    bubble: rx.Var[str]
    language: rx.Var[str]
    refused: rx.Var[Any]
    typed: rx.Var[dict[str, str]]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_lost: rx.EventHandler[rx.event.no_args_event_spec]


def invite() -> rx.Component:
    """The form, then what was sent."""
    return InviteDesk.create(
        link_button(_("Voir les invitations"), href=bubble_href(routes.INVITATIONS), kind="quiet"),
        door=routes.POST_INVITE,
        bubble=BubbleState.bubble.ref,
        language=SessionState.language,
        refused=InviteState.refusal,
        typed=InviteState.typed,
        words=_words() | link_words(),
        looks=_LOOKS,
        on_lost=SessionState.refresh,
    )


def invite_waiting() -> rx.Component:
    """The room of the head of the page and of the form."""
    field = rx.el.div(skeleton("h-6 w-40"), skeleton("h-12"), class_name="grid gap-2")
    return waiting(
        rx.el.div(
            skeleton("size-14"),
            rx.el.div(skeleton("h-7 w-48"), skeleton("h-6 w-32"), class_name="grid gap-1"),
            class_name="flex items-center gap-4",
        ),
        skeleton("h-11 w-full max-w-form"),
        rx.el.div(field, field, field, field, class_name="grid max-w-form gap-6"),
        label=_("Chargement du formulaire"),
        class_name="grid gap-6",
    )


def link_words() -> dict[str, Word]:
    """What is said of a link to hand over."""
    return {
        "handOver": _(
            "Vous pouvez remettre vous-même ce lien, ou faire scanner le QR code. Il ouvre cette invitation : ne le "
            "donnez qu’à cette personne."
        ),
        "copy": _("Copier le lien"),
        "copied": _("Lien copié"),
        "notCopied": _("Votre navigateur n’a pas pu copier. Le lien est sélectionné : copiez-le."),
        "qr": _("QR code qui ouvre l’invitation"),
        "until": _("L’invitation est valable jusqu’au {day}.", day="{day}"),
        "once": _("Ce lien ne sera plus affiché. S’il se perd, vous pourrez en créer un autre depuis les invitations."),
        "failed": _("Aucune réponse n’est arrivée. Vérifiez votre connexion, puis réessayez."),
    }


def _words() -> dict[str, Any]:
    return {
        "email": _("Adresse e-mail"),
        "emailHint": _("Celle de la personne invitée. Elle seule pourra accepter, avec cette adresse."),
        "role": _("Rôle dans la bulle"),
        "roles": {"patient": _("Patient"), "companion": _("Accompagnant")},
        "firstName": _("Prénom"),
        "lastName": _("Nom de famille"),
        "optional": _("(facultatif)"),
        "message": _("Message personnel"),
        "messageHint": _(
            "Il sera dans l’e-mail : n’y écrivez rien sur la santé de la personne. 1 000 caractères au plus."
        ),
        "language": _("Langue de l’e-mail"),
        "languages": {"fr": "Français", "en": "English"},
        "send": _("Envoyer l’invitation"),
        "sending": _("Envoi…"),
        "resend": _("Renvoyer l’invitation"),
        "problem": _("Il y a un problème"),
        "lost": _("Votre session est terminée. Reconnectez-vous pour continuer."),
        "sent": _("Invitation envoyée à {email}", email="{email}"),
        "resent": _("Invitation renvoyée à {email}", email="{email}"),
        "leaving": _("L’e-mail part maintenant. Vous suivrez la réponse dans les invitations de la bulle."),
        "another": _("Inviter une autre personne"),
    }
