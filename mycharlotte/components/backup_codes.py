"""Backup codes: how many are left, the eight new ones, and the proof that they are kept (seed R33–R37, decision D2)."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.document import BRAND
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import Kind, button, link_button, look
from mycharlotte.components.ui.copy import copy_button
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState

_LIST = "backup-codes"
_LEFT = SecurityState.security.backup_codes_left
_FEW = 2  # from there on, one is invited to make new ones
_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_BOX = "rounded-control p-4 font-medium"
_LOOKS = {
    "frame": "grid",
    "section": "mb-10 grid gap-4",
    "title": "text-lead",
    "text": "-mt-2 max-w-measure",
    "codes": (
        "card grid max-w-measure grid-cols-2 gap-x-4 gap-y-3 rounded-card border border-line bg-surface px-4 py-6 "
        "shadow-raised tablet:px-8"
    ),
    "code": "text-center font-mono text-lead font-medium whitespace-nowrap tablet:text-code",
    "warning": f"{_BOX} max-w-measure bg-attention-soft text-attention",
    "refusal": f"{_BOX} mb-6 max-w-measure bg-error-soft text-error",
    "success": f"{_BOX} mb-10 max-w-measure bg-success-soft text-success",
    "making": "mb-10 flex min-h-11 items-center gap-3 font-medium",
    "form": "grid max-w-form gap-6",
    "field": "grid gap-1.5",
    "label": "font-medium",
    "beside": "font-medium text-error",
    "hint": "text-small text-muted",
    "input": "field max-w-72 font-mono text-lead",
    "submit": look("primary"),
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
}


class BackupCodes(rx.Component):
    """The codes, which the browser alone knows, and for as long as they are shown."""

    library = rx.asset("scripts/backup_codes.jsx").importable_path
    tag = "BackupCodes"

    url: rx.Var[str]
    proof_url: rx.Var[str]
    list_id: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]
    ready: rx.Var[bool]
    left: rx.Var[int]
    proved: rx.Var[bool]
    over: rx.Var[bool]

    on_proved: rx.EventHandler[rx.event.no_args_event_spec]


def backup_codes() -> rx.Component:
    """Where one stands, then the codes, then the proof, then how to keep them."""
    return BackupCodes.create(
        _standing(),
        _question(),
        _ways_to_keep(),
        _advice(),
        url=routes.POST_BACKUP_CODES,
        proof_url=routes.POST_BACKUP_PROOF,
        list_id=_LIST,
        words=_words(),
        looks=_LOOKS,
        ready=SecurityState.is_ready,
        left=_LEFT,
        proved=SecurityState.security.are_backup_codes_proved,
        over=SessionState.is_over,
        on_proved=SecurityState.refresh,
    )


def _standing() -> rx.Component:
    """How many are left, and whether they were proved."""
    return rx.cond(
        _LEFT > 0,
        section(
            rx.cond(
                _LEFT > _FEW,
                rx.el.p(_how_many(), class_name="max-w-measure"),
                alert(rx.el.p(_("Générez-en de nouveaux avant d’en manquer.")), kind="warning", title=_how_many()),
            ),
            rx.cond(
                SecurityState.security.are_backup_codes_proved,
                rx.fragment(),
                rx.el.p(
                    _("Vous n’avez pas encore vérifié que vous les gardez."),
                    class_name="max-w-measure text-muted",
                ),
            ),
            title=_("Vos codes"),
            aside=rx.cond(
                SecurityState.security.are_backup_codes_proved,
                badge(_("Vérifiés"), "success"),
                badge(_("Pas encore vérifiés"), "attention"),
            ),
        ),
        section(
            rx.el.p(
                _(
                    "Un code de secours remplace celui que nous envoyons par e-mail : il sert le jour où votre "
                    "messagerie ne marche pas, ou si votre téléphone est perdu. Il vous faudra toujours votre mot de "
                    "passe."
                ),
                class_name="max-w-measure",
            ),
            title=_("Vous n’avez pas de code de secours"),
        ),
    )


def _how_many() -> rx.Var[str]:
    return _("Sur vos huit codes, il vous en reste {n}.", n=_LEFT)


def _question() -> rx.Component:
    """New codes kill the old ones: that is asked before, and so is a fresh proof of who one is."""
    label = _("Générer des nouveaux codes")
    asked = dialog(
        rx.cond(
            _LEFT > 0,
            rx.el.p(_("Les codes que vous avez déjà ne marcheront plus, même ceux qui n’ont pas servi.")),
        ),
        rx.el.p(
            _(
                "Huit nouveaux codes s’afficheront dans cette page, une seule fois. Vos autres sessions seront "
                "fermées, et plus aucun appareil ne sera de confiance."
            )
        ),
        dialog_actions(
            button(_("OK"), custom_attrs={"data-make": "", "data-close": ""}),
            close_button(_("Annuler")),
        ),
        opener=_as_needed(lambda kind: button(label, kind=kind)),
        title=label,
        close=_("Fermer"),
    )
    return rx.el.div(
        rx.cond(
            SecurityState.security.is_proof_fresh,
            asked,
            _as_needed(lambda kind: link_button(label, href=routes.confirmation(routes.BACKUP_CODES), kind=kind)),
        ),
        class_name="mb-10",
    )


def _as_needed(draw: Callable[[Kind], rx.Component]) -> rx.Component:
    """The next step is the most visible thing of the page, when there is one."""
    return rx.cond(_LEFT > _FEW, draw("quiet"), draw("primary"))


def _ways_to_keep() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            copy_button(
                None,
                _("Copier"),
                source=_LIST,
                done=_("Copiés"),
                refused=_("Les codes sont sélectionnés : copiez-les."),
            ),
            custom_attrs={"data-keep": "copy"},
        ),
        button(_("Télécharger"), kind="quiet", icon="download", custom_attrs={"data-keep": "download"}),
        button(_("Imprimer"), kind="quiet", icon="printer", custom_attrs={"data-keep": "print"}),
        class_name="flex flex-wrap gap-3",
    )


def _advice() -> rx.Component:
    return section(
        rx.el.ul(
            *(
                rx.el.li(words)
                for words in (
                    _("Imprimez-les, et rangez la feuille avec vos papiers importants."),
                    _("Ou mettez-les dans un gestionnaire de mots de passe."),
                    _("Ne les gardez ni dans vos e-mails, ni en photo sur votre téléphone."),
                    _("Quelqu’un les a vus ? Générez-en de nouveaux : les anciens ne marcheront plus."),
                )
            ),
            class_name="grid max-w-measure list-disc gap-2 pl-5",
        ),
        title=_("Bien les garder"),
    )


def _words() -> dict[str, Word | list[Word]]:
    return {
        "title": _("Vos huit nouveaux codes"),
        "once": _("Ils ne seront plus affichés. Gardez-les maintenant : copiez-les, téléchargez-les ou imprimez-les."),
        "remind": _(
            "Vos codes ne sont pas encore gardés, et ils ne seront plus affichés. Copiez-les, téléchargez-les ou "
            "imprimez-les. Pour partir quand même, recommencez."
        ),
        "making": _("Génération de vos codes…"),
        "lost": _(
            "La réponse ne nous est pas parvenue. Vérifiez votre connexion, puis générez de nouveaux codes : les "
            "anciens ne marchent peut-être plus."
        ),
        "failed": _("L’envoi n’a pas abouti. Vérifiez votre connexion, puis réessayez."),
        "proof": _("Vérifiez que vous les gardez"),
        "why": _("Recopiez un code depuis votre feuille ou votre fichier. Il restera utilisable."),
        "code": _("Un de vos codes de secours"),
        "hint": _("En majuscules ou en minuscules, avec ou sans tiret."),
        "prove": _("Vérifier"),
        "proving": _("Vérification…"),
        "proved": _("C’est vérifié : vous gardez vos codes de secours."),
        "file": _("codes-de-secours-mycharlotte.txt"),
        "sheet": _("Codes de secours {brand}", brand=BRAND),
        "account": _("Compte : {email}", email=SessionState.person.email),
        "date": _("Générés le {date}"),
        "advice": [
            _("Chaque code sert une seule fois : cochez-le quand vous l’avez utilisé."),
            _("Rangez cette liste avec vos papiers importants, et ne la montrez à personne."),
            _("Si elle est perdue, ou si quelqu’un l’a vue, générez de nouveaux codes : Paramètres, puis Sécurité."),
        ],
    }
