"""Inviting by the list: how to write one, what was read of it, how far it is, what became of each line."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from mycharlotte import list_words, routes
from mycharlotte.components.batch_rows import batch_rows, said
from mycharlotte.components.bubble_frame import bubble_href
from mycharlotte.components.numbers import written
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, link_button, look
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.landing import jump_link
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.refusal import field_id, refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.ui.table import table, table_row
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.session import SessionState

_BATCH = BatchesState.batch
_COUNTS = BatchesState.batch.counts


class InvitationFile(rx.Component):
    """The field that takes a list to its door; no state ever holds the file."""

    library = rx.asset("scripts/invitation_file.jsx").importable_path
    tag = "InvitationFile"

    door: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]

    on_read: rx.EventHandler[rx.event.no_args_event_spec]
    on_lost: rx.EventHandler[rx.event.no_args_event_spec]


_LOOKS = {
    "frame": "grid gap-3",
    "row": "grid justify-items-start gap-2",
    "chooser": f"{look('primary')} chooser relative",
    "hint": "text-small text-muted",
    "progress": "progress h-1.5 w-full max-w-form",
    "refusal": "grid max-w-measure gap-1 rounded-control border-2 border-error bg-error-soft p-4 text-error",
    "name": "font-bold wrap-anywhere",
}


def invitation_list() -> rx.Component:
    """The last list of the bubble where it stands, and the way to choose one."""
    return ready(
        BatchesState.is_ready,
        rx.el.div(
            _outcome(),
            refusal_summary(BatchesState.refusal, title=_("Il y a un problème")),
            rx.el.div(
                rx.match(
                    _BATCH.state,
                    ("preview", _preview()),
                    ("sending", _sending()),
                    ("done", rx.fragment(_result(), _new_list(_("Envoyer une autre liste")))),
                    _new_list(_("Votre liste")),
                ),
                class_name="grid grid-cols-[minmax(0,1fr)] gap-6",
            ),
        ),
        of=SessionState.person.ref + BubbleState.bubble.ref,
        waiting=list_waiting(),
    )


def list_waiting() -> rx.Component:
    """The room of the explanation and of the field."""
    return waiting(
        skeleton("h-7 w-32"),
        skeleton("h-6 w-full max-w-measure"),
        skeleton("h-80 w-full"),
        skeleton("h-11 w-56"),
        label=_("Chargement de la liste"),
        class_name="grid gap-4",
    )


def _outcome() -> rx.Component:
    def said(alert: rx.Component) -> rx.Component:
        return rx.el.div(alert, class_name="mb-6")

    return outcome(
        rx.match(
            BatchesState.done,
            ("read", said(alert(_("Votre fichier est lu : rien n’est encore envoyé."), kind="info"))),
            (
                "started",
                rx.cond(
                    _BATCH.state == "done",
                    said(alert(_("L’envoi est terminé."), kind="success")),
                    said(alert(_("L’envoi a commencé."), kind="info")),
                ),
            ),
            ("dropped", said(alert(_("La liste est abandonnée : rien n’a été envoyé."), kind="info"))),
            rx.fragment(),
        ),
        serial=BatchesState.deeds,
    )


def _new_list(title: Word) -> rx.Component:
    return section(
        _columns(),
        rx.el.div(
            link_button(
                _("Télécharger un modèle"), href=routes.INVITATIONS_MODEL, kind="quiet", icon="download", outside=True
            )
        ),
        InvitationFile.create(
            door=rx.Var.create(routes.of_bubble(routes.POST_INVITATIONS_FILE, "")) + BubbleState.bubble.ref,
            words={
                "choose": _("Choisir un fichier"),
                "hint": _("CSV de 5 000 personnes au plus, 2 Mo au plus. Rien n’est envoyé avant votre accord."),
                "reading": _("Lecture du fichier…"),
                "tooHeavy": _("Ce fichier dépasse 2 Mo. Partagez la liste en plusieurs fichiers."),
                "failed": _("Aucune réponse n’est arrivée. Vérifiez votre connexion, puis réessayez."),
            },
            looks=_LOOKS,
            on_read=BatchesState.see,
            on_lost=SessionState.refresh,
        ),
        title=title,
        lead=_(
            "Une ligne par personne, dans un fichier CSV de votre tableur. La première ligne nomme les colonnes, dans "
            "l’ordre que vous voulez ; les autres colonnes sont ignorées."
        ),
    )


def _columns() -> rx.Component:
    needed, optional = badge(_("Obligatoire"), "info"), badge(_("Facultatif"))
    names = {column: said(name) for column, name in list_words.COLUMNS.items()}
    rows: Sequence[tuple[str, Word, rx.Component]] = (
        ("email", "prenom.nom@exemple.fr", needed),
        ("role", _("patient ou accompagnant"), needed),
        ("first_name", "Dominique", optional),
        ("last_name", "Martin", optional),
        ("message", _("Un mot pour cette personne, sans rien sur sa santé"), optional),
        ("language", _("fr ou en : celle de l’invitation, français sinon"), optional),
    )
    return table(
        *(
            table_row(
                rx.el.span(names[column], " ", need, class_name="flex flex-wrap items-center gap-x-3 gap-y-1"), example
            )
            for column, example, need in rows
        ),
        caption=_("Les colonnes de la liste"),
        columns=[_("Colonne"), _("Exemple")],
    )


def _preview() -> rx.Component:
    ready_ones = rx.cond(
        _COUNTS.good == 1,
        _("1 invitation prête à partir"),
        _("{n} invitations prêtes à partir", n=written(_COUNTS.good)),
    )
    return rx.fragment(
        card(
            rx.el.h2(rx.cond(_COUNTS.good > 0, ready_ones, _("Aucune invitation à envoyer")), class_name="text-lead"),
            _refused_count(),
            rx.el.p(
                rx.cond(
                    _COUNTS.good > 0,
                    _("Vérifiez la liste ci-dessous. Les lignes refusées ne sont pas envoyées."),
                    _("Corrigez le fichier dans votre tableur, abandonnez cette liste, puis choisissez-le de nouveau."),
                )
            ),
            rx.el.div(
                rx.cond(
                    _COUNTS.good > 0,
                    button(
                        rx.cond(
                            _COUNTS.good == 1,
                            _("Envoyer l’invitation"),
                            _("Envoyer les {n} invitations", n=written(_COUNTS.good)),
                        ),
                        icon="send",
                        on_click=BatchesState.start(_BATCH.ref),
                    ),
                ),
                button(_("Abandonner"), kind="quiet", on_click=BatchesState.drop(_BATCH.ref)),
                class_name="flex flex-wrap gap-3",
            ),
            _moment(_("Liste lue {moment}, choisie par {name}", moment=_at(), name=_BATCH.by)),
            class_name="grid gap-4 p-6",
        ),
        batch_rows(_("Prêtes"), _COUNTS.total - _COUNTS.refused),
    )


def _sending() -> rx.Component:
    where = _("{n} sur {total}", n=written(_COUNTS.handled), total=written(_COUNTS.good))
    return card(
        rx.el.h2(_("Envoi en cours"), class_name="text-lead"),
        rx.el.div(
            rx.el.progress(
                value=_COUNTS.handled.to(str),
                max=_COUNTS.good.to(str),
                aria_label=_("Invitations traitées"),
                class_name="progress h-2 w-full",
            ),
            rx.el.p(where, class_name="digits font-medium"),
            class_name="grid gap-2",
        ),
        rx.el.p(
            _("Vous pouvez quitter cette page : l’envoi continue, et vous en retrouverez ici l’avancement."),
            class_name="max-w-measure text-muted",
        ),
        _moment(_("Lancé {moment} par {name}", moment=_at(), name=_BATCH.by)),
        class_name="grid gap-4 p-6",
    )


def _result() -> rx.Component:
    return rx.fragment(
        card(
            rx.el.h2(
                rx.cond(
                    _COUNTS.sent == 1,
                    _("1 invitation envoyée"),
                    rx.cond(
                        _COUNTS.sent > 0,
                        _("{n} invitations envoyées", n=written(_COUNTS.sent)),
                        _("Aucune invitation envoyée"),
                    ),
                ),
                class_name="text-lead",
            ),
            _refused_count(),
            rx.cond(
                _BATCH.is_stopped,
                rx.el.p(
                    _("L’envoi s’est arrêté en chemin : {name} n’administre plus la bulle.", name=_BATCH.by),
                    class_name="font-medium",
                ),
            ),
            rx.el.div(
                link_button(
                    _("Télécharger le résultat"),
                    href=rx.Var.create(_RESULT[0]) + _BATCH.ref + _RESULT[1],
                    kind="quiet",
                    icon="download",
                    outside=True,
                ),
                link_button(_("Suivre les invitations"), href=bubble_href(routes.INVITATIONS), kind="quiet"),
                jump_link(_("Envoyer une autre liste"), to=field_id("file"), class_name=look("quiet")),
                class_name="flex flex-wrap gap-3",
            ),
            _moment(_("Liste envoyée par {name}, terminée {moment}", moment=_at(), name=_BATCH.by)),
            class_name="grid gap-4 p-6",
        ),
        batch_rows(_("Envoyées"), _COUNTS.sent),
    )


_RESULT = routes.INVITATIONS_RESULT.split("{batch_ref}")


def _refused_count() -> rx.Component:
    return rx.cond(
        _COUNTS.refused > 0,
        rx.el.div(
            badge(
                rx.cond(
                    _COUNTS.refused == 1,
                    _("1 ligne refusée"),
                    _("{n} lignes refusées", n=written(_COUNTS.refused)),
                ),
                "attention",
            )
        ),
    )


def _moment(words: Word) -> rx.Component:
    return rx.el.p(words, class_name="text-small text-muted")


def _at() -> rx.Var[str]:
    return rx.cond(SessionState.language == "en", _BATCH.english_at, _BATCH.french_at)
