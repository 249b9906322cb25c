"""The tracked table of invitations: whom, where it stands, when and by whom it was sent, what may be done with it.

A table on a desk; on a smaller screen each row is a card, whose cells stand one above the other.
"""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.invite import LINK_LOOKS, SCRIPT, link_words
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.badge import Kind, badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.menu import menu, menu_action
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, words_for
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.invitations import InvitationsState
from mycharlotte.states.session import SessionState
from mycharlotte.views.invitations import InvitationLine

_TABLE = (
    "card block rounded-card border border-line bg-surface text-left shadow-raised desk:table desk:w-full "
    "desk:table-fixed"
)
_HEADING = "px-5 py-3 text-small font-medium whitespace-nowrap text-muted"
_ROW = "grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-3 px-5 py-4 desk:table-row"
_CELL = "min-w-0 desk:table-cell desk:px-5 desk:py-4 desk:align-top"
_ASIDE = "text-small text-muted wrap-anywhere"
STATES: dict[str, tuple[rx.Var[str], Kind]] = {
    "sent": (_("Envoyée"), "info"),
    "undelivered": (_("Non remise"), "error"),
    "opened": (_("Ouverte"), "info"),
    "accepted": (_("Acceptée"), "success"),
    "declined": (_("Refusée"), "neutral"),
    "expired": (_("Expirée"), "attention"),
    "revoked": (_("Révoquée"), "neutral"),
}


class InvitationLinks(rx.Component):
    """The table, and the dialog that gives a link: it comes from its door, and no state ever holds it."""

    library = SCRIPT
    tag = "InvitationLinks"

    door: rx.Var[str]
    bubble: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_lost: rx.EventHandler[rx.event.no_args_event_spec]


def invitation_table() -> rx.Component:
    """The rows of a page, and the dialogs that they open."""

    def heading(words: Word | rx.Component, width: str) -> rx.Component:
        return rx.el.th(words, scope="col", role="columnheader", class_name=f"{_HEADING} {width}")

    return rx.fragment(
        InvitationLinks.create(
            rx.el.table(
                rx.el.caption(_("Invitations, la plus récente d’abord"), class_name="sr-only"),
                rx.el.thead(
                    rx.el.tr(
                        heading(_("Personne"), "w-[30%]"),
                        heading(_("État"), "w-[25%]"),
                        heading(_("Envoi"), "w-[29%]"),
                        heading(rx.el.span(_("Actions"), class_name="sr-only"), "w-[16%]"),
                        role="row",
                    ),
                    role="rowgroup",
                    class_name="hidden border-b border-line desk:table-header-group",
                ),
                rx.el.tbody(
                    rx.foreach(InvitationsState.shown.lines, _row),
                    role="rowgroup",
                    class_name="lined block desk:table-row-group",
                ),
                role="table",
                class_name=_TABLE,
            ),
            door=routes.POST_INVITATION_LINK,
            bubble=BubbleState.bubble.ref,
            words=link_words()
            | {
                "title": _("Lien de l’invitation"),
                "whose": _("Pour {email}", email="{email}"),
                "close": _("Fermer"),
                "waiting": _("Préparation du lien"),
            },
            looks=LINK_LOOKS | _DIALOG,
            on_lost=SessionState.refresh,
        ),
        _revocation(),
    )


def state_name(state: rx.Var[str]) -> rx.Var[str]:
    """The words of a state."""
    return words_for(state, {name: words for name, (words, _kind) in STATES.items()}, otherwise=_("Envoyée"))


def _row(line: InvitationLine) -> rx.Component:
    return rx.el.tr(
        rx.el.th(_who(line), scope="row", role="rowheader", class_name=f"{_CELL} text-left font-normal"),
        rx.el.td(_state(line), role="cell", class_name=f"{_CELL} order-1 col-span-2"),
        rx.el.td(_sending(line), role="cell", class_name=f"{_CELL} order-1 col-span-2"),
        rx.el.td(_actions(line), role="cell", class_name=f"{_CELL} desk:text-right"),
        key=line.ref,
        role="row",
        class_name=_ROW,
    )


def _who(line: InvitationLine) -> rx.Component:
    return rx.fragment(
        rx.cond(line.name != "", rx.el.p(rx.el.bdi(line.name), class_name="font-medium wrap-anywhere")),
        rx.el.p(line.email, class_name=rx.cond(line.name != "", _ASIDE, "font-medium wrap-anywhere")),
        rx.el.p(rx.cond(line.role == "companion", _("Accompagnant"), _("Patient")), class_name=_ASIDE),
    )


def _state(line: InvitationLine) -> rx.Component:
    badges = [(state, badge(words, kind)) for state, (words, kind) in STATES.items()]
    return rx.fragment(
        rx.match(line.state, *badges, rx.fragment()),
        rx.cond(
            (line.state != "sent") & (line.state != "undelivered"),
            rx.el.p(spoken(line.since), class_name=f"mt-1 {_ASIDE}"),
        ),
        rx.cond(
            line.state == "undelivered",
            _advice(_("L’e-mail n’a pas pu être remis. Vérifiez l’adresse, ou remettez vous-même le lien.")),
        ),
        rx.cond(
            line.is_orphan,
            _advice(
                _(
                    "{name} n’administre plus la bulle : cette invitation ne peut plus être acceptée. Renvoyez-la en "
                    "votre nom.",
                    name=rx.cond(line.inviter != "", line.inviter, SessionState.person.name),
                )
            ),
        ),
    )


def _advice(words: Word) -> rx.Component:
    return rx.el.p(words, class_name="mt-1 max-w-form text-small wrap-anywhere")


def _sending(line: InvitationLine) -> rx.Component:
    moment = spoken(line.sent)
    return rx.fragment(
        rx.el.p(
            rx.cond(
                line.inviter != "",
                _("Envoyée {moment} par {name}", moment=moment, name=line.inviter),
                _("Envoyée {moment} par vous", moment=moment),
            ),
            class_name=_ASIDE,
        ),
        rx.cond(
            line.reminded.iso != "",
            rx.el.p(_("Rappel envoyé {moment}", moment=spoken(line.reminded)), class_name=_ASIDE),
        ),
        rx.cond(
            line.until.iso != "",
            rx.el.p(_("Valable jusqu’au {day}", day=spoken(line.until)), class_name=_ASIDE),
        ),
    )


def _actions(line: InvitationLine) -> rx.Component:
    name = rx.cond(line.name != "", line.name, line.email)
    return rx.cond(
        line.may_resend,
        menu(
            menu_action(_("Renvoyer"), icon="send", on_click=InvitationsState.resend(line.ref)),
            rx.cond(
                line.may_extend,
                menu_action(
                    _("Prolonger de 14 jours"), icon="calendar-plus", on_click=InvitationsState.extend(line.ref)
                ),
            ),
            rx.cond(
                line.may_link,
                menu_action(_("Copier le lien ou le QR code"), icon="qr-code", custom_attrs={"data-link-of": line.ref}),
            ),
            menu_action(_("Révoquer"), icon="ban", on_click=InvitationsState.ask_to_revoke(line.ref)),
            face=rx.el.span(
                # On a phone, the room is for the address.
                rx.el.span(_("Actions"), aria_hidden="true", class_name="hidden tablet:inline"),
                rx.el.span(_("Actions pour {name}", name=name), class_name="sr-only"),
                icon("ellipsis-vertical", size="small"),
                class_name="flex min-w-11 items-center justify-center gap-1 px-2 font-medium text-brand",
            ),
            class_name="inline-block text-left",
            panel_class_name="w-72 max-w-[calc(100vw-3rem)]",
        ),
    )


def _revocation() -> rx.Component:
    line = InvitationsState.revoking
    return dialog(
        rx.el.p(
            _(
                "{name} ne pourra plus rejoindre la bulle avec cette invitation : aucun de ses liens n’ouvrira plus "
                "rien.",
                name=rx.cond(line.name != "", line.name, line.email),
            ),
            class_name="wrap-anywhere",
        ),
        rx.el.p(_("Vous pourrez toujours envoyer une nouvelle invitation."), class_name="text-muted"),
        dialog_actions(
            button(_("Révoquer l’invitation"), kind="danger", on_click=InvitationsState.revoke(line.ref)),
            close_button(_("Annuler")),
        ),
        open=line.ref != "",
        on_close=InvitationsState.leave,
        title=_("Révoquer cette invitation ?"),
        close=_("Fermer"),
    )


_DIALOG = {
    "dialog": (
        "arrive m-auto w-[min(38rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-0 text-ink "
        "shadow-floating"
    ),
    "dialogHead": "flex items-center justify-between gap-4 py-3 pr-3 pl-6 text-lead",
    "dialogClose": "min-h-11 shrink-0 rounded-small px-3 text-body font-medium text-brand hover:bg-sunken",
    "dialogBody": "grid gap-5 px-6 pb-6",
    "heard": "sr-only",
}
