"""One's passkeys: the list, a name changed in place, the way to add and to remove one."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form, hidden, post_form
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.passkey import PasskeyWords, passkey_form
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _
from mycharlotte.states.passkeys import PasskeysState
from mycharlotte.views.passkeys import PasskeyView

_CONFIRM_FIRST = routes.confirmation(routes.PASSKEYS)
_ROW = "flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4"


def passkeys() -> rx.Component:
    """What the last form did, the list, the way to add one."""
    return rx.el.div(
        _outcome(),
        rx.cond(PasskeysState.passkeys.length() > 0, _list(), _nothing()),
        rx.el.div(_addition(), class_name="mt-10"),
        notice(_("Le nom est enregistré."), serial=PasskeysState.renamed, dismiss=_("Fermer")),
    )


def passkeys_waiting() -> rx.Component:
    """The room of two passkeys and of the form."""
    line = rx.el.div(
        skeleton("size-10"),
        rx.el.div(skeleton("h-5 w-40"), skeleton("h-4 w-2/3"), skeleton("h-4 w-1/2"), class_name="grid flex-1 gap-1.5"),
        class_name="flex items-center gap-4 px-5 py-5",
    )
    return waiting(
        card(line, line, class_name="lined"),
        rx.el.div(skeleton("h-6 w-56"), skeleton("h-5 w-40"), skeleton("h-12"), class_name="grid max-w-form gap-3"),
        label=_("Chargement de vos clés d’accès"),
        class_name="grid gap-10",
    )


def _outcome() -> rx.Component:
    said = rx.match(
        PasskeysState.done,
        (
            "added",
            _done(_("Votre clé d’accès est ajoutée."), _("Elle vous sera proposée à votre prochaine connexion.")),
        ),
        ("removed", _done(_("La clé d’accès est retirée."), _("Elle n’ouvre plus votre compte."))),
        rx.fragment(),
    )
    return rx.fragment(said, refusal_summary(PasskeysState.refused, title=_("Il y a un problème")))


def _done(title: rx.Var[str], words: rx.Var[str]) -> rx.Component:
    rule = _("Par sécurité, vos autres sessions sont fermées, et aucun appareil n’est plus de confiance.")
    return rx.el.div(alert(rx.el.p(words, " ", rule), kind="success", title=title), class_name="mb-8")


def _nothing() -> rx.Component:
    return empty(
        _("Aucune clé d’accès pour l’instant"),
        _("Commencez par l’appareil que vous utilisez le plus souvent."),
        icon="key-round",
    )


def _list() -> rx.Component:
    return card(rx.el.ul(rx.foreach(PasskeysState.passkeys, _line), class_name="lined"), class_name="")


def _line(passkey: PasskeyView) -> rx.Component:
    return rx.el.li(rx.cond(PasskeysState.editing == passkey.ref, _renaming(passkey), _shown(passkey)))


def _shown(passkey: PasskeyView) -> rx.Component:
    used = rx.cond(
        passkey.used.iso != "",
        _("Dernière utilisation {moment}", moment=spoken(passkey.used)),
        _("Jamais utilisée"),
    )
    return rx.el.div(
        rx.el.span(
            icon("key-round"),
            class_name="grid size-10 shrink-0 place-items-center rounded-control bg-sunken text-muted",
        ),
        rx.el.div(
            rx.el.p(rx.el.bdi(passkey.name), class_name="font-medium wrap-anywhere"),
            rx.el.p(_("Ajoutée {moment}", moment=spoken(passkey.added)), class_name="text-small text-muted"),
            rx.el.p(used, class_name="text-small text-muted"),
            class_name="grid min-w-0 flex-1 basis-56 gap-0.5",
        ),
        rx.el.div(
            button(
                _("Renommer"),
                kind="quiet",
                on_click=PasskeysState.edit(passkey.ref),
                # Back where one was, once the form is closed.
                auto_focus=PasskeysState.edited == passkey.ref,
                aria_label=_("Renommer {name}", name=passkey.name),
            ),
            rx.cond(
                PasskeysState.is_proof_old,
                link_button(_("Retirer"), href=_CONFIRM_FIRST, kind="quiet"),
                _removal(passkey),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        class_name=_ROW,
    )


def _renaming(passkey: PasskeyView) -> rx.Component:
    return rx.el.div(
        form(
            hidden("passkey", passkey.ref),
            text_field(
                "new_name",
                _("Nom de la clé"),
                default=passkey.name,
                refusal=PasskeysState.refusal,
                auto_focus=True,
            ),
            dialog_actions(
                button(_("Enregistrer"), type="submit", busy_label=_("Enregistrement…")),
                button(_("Annuler"), kind="quiet", on_click=PasskeysState.leave),
            ),
            on_submit=PasskeysState.rename,
            refusal=PasskeysState.refusal,
            problem=_("Il y a un problème"),
            saved=PasskeysState.renamed,
        ),
        class_name="px-5 py-4",
    )


def _removal(passkey: PasskeyView) -> rx.Component:
    return dialog(
        rx.el.p(rx.el.bdi(passkey.name), class_name="font-medium wrap-anywhere"),
        rx.el.p(_("Elle n’ouvrira plus votre compte. Vos autres sessions seront fermées, et vous recevrez un e-mail.")),
        post_form(
            hidden("passkey", passkey.ref),
            dialog_actions(
                button(_("Retirer cette clé"), type="submit", kind="danger", busy_label=_("Retrait…")),
                close_button(_("Garder")),
            ),
            action=routes.POST_PASSKEY_REMOVAL,
        ),
        opener=button(_("Retirer"), kind="quiet", aria_label=_("Retirer {name}", name=passkey.name)),
        title=_("Retirer cette clé d’accès ?"),
        close=_("Fermer"),
    )


def _addition() -> rx.Component:
    return section(
        rx.cond(
            PasskeysState.is_full,
            alert(
                rx.el.p(_("Vous avez dix clés d’accès, c’est le maximum. Retirez-en une avant d’en ajouter une autre."))
            ),
            rx.cond(PasskeysState.is_proof_old, _confirmation(), _form()),
        ),
        title=_("Ajouter une clé d’accès"),
    )


def _confirmation() -> rx.Component:
    """Asked for before anything is typed, which would be lost on the way."""
    return rx.el.div(
        rx.el.p(
            _("Nous vous demanderons d’abord de confirmer que c’est bien vous, puis votre appareil vous guidera."),
            class_name="max-w-measure text-muted",
        ),
        link_button(_("Ajouter une clé d’accès"), href=_CONFIRM_FIRST),
        class_name="grid justify-items-start gap-4",
    )


def _form() -> rx.Component:
    return passkey_form(
        rx.el.p(_("Votre appareil vous guidera pour la créer."), class_name="text-muted"),
        text_field(
            "name",
            _("Nom de la clé"),
            hint=_("Pour la reconnaître dans la liste."),
            default=PasskeysState.suggested_name,
            refusal=PasskeysState.refused,
        ),
        action=routes.POST_PASSKEY,
        challenge=routes.POST_PASSKEY_CHALLENGE,
        label=_("Ajouter une clé d’accès"),
        busy_label=_("Votre appareil vous attend…"),
        words=PasskeyWords(
            cancelled=_("Rien n’a été ajouté : vous avez annulé, ou le délai est passé. Vous pouvez réessayer."),
            known=_("Cet appareil a déjà une clé d’accès sur votre compte."),
            unsupported=_(
                "Ce navigateur ne permet pas d’ajouter une clé d’accès. Essayez avec un autre navigateur, ou sur "
                "votre téléphone."
            ),
            failed=_("La clé d’accès n’a pas été ajoutée. Vérifiez votre connexion, puis réessayez."),
        ),
        kind="create",
    )
