"""The form of a consultation type, in groups: what it is, who gives it, who books it and when, what to know."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components import consultation_fields as fields
from mycharlotte.components.bubble_frame import bubble_href
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.versions import version_field
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _, words_for
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.views.edits import Clash

_STATE = ConsultationTypeState


def consultation_form() -> rx.Component:
    """The form; for a type that is not there or that was retired, the way back."""
    return rx.cond(
        _STATE.is_missing,
        _not_here(_("Ce type de consultation est introuvable"), _("Revenez à la liste pour en choisir un autre.")),
        rx.cond(
            _STATE.is_retired,
            _not_here(
                _("Ce type de consultation est retiré"),
                _("Pour le modifier, remettez-le d’abord, depuis la liste des types retirés."),
            ),
            _form(),
        ),
    )


def _form() -> rx.Component:
    return form(
        _clashes(),
        version_field("version", _STATE.version.to(str), serial=_STATE.settled),
        _group(_("L’essentiel"), *fields.essentials()),
        _group(_("Qui la propose"), fields.givers()),
        _group(_("Réservation"), *fields.booking()),
        _group(_("Règles"), *fields.rules()),
        _group(_("Consignes"), fields.instructions()),
        rx.el.div(
            button(
                rx.cond(_STATE.is_new, _("Ajouter ce type"), _("Enregistrer")),
                type="submit",
                busy_label=_("Enregistrement…"),
            ),
            link_button(_("Annuler"), href=bubble_href(routes.CONSULTATION_TYPES), kind="quiet"),
            class_name="flex flex-wrap gap-3",
        ),
        on_submit=_STATE.save,
        refusal=_STATE.refusal,
        problem=_("Il y a un problème"),
    )


def _group(title: Word, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="text-lead"),
        *content,
        class_name="grid gap-6 border-b border-line pb-8",
    )


def _clashes() -> rx.Component:
    """What another admin saved meanwhile, beside what is typed here."""
    return rx.cond(
        _STATE.clashes.length() > 0,
        alert(
            rx.el.ul(rx.foreach(_STATE.clashes, _clash), class_name="grid gap-2"),
            rx.el.p(_("Pour garder ce que vous avez écrit, cliquez de nouveau sur « Enregistrer ».")),
            kind="warning",
            title=_("Ce type a été modifié ailleurs entre-temps"),
            action=button(_("Reprendre ce qui est enregistré"), kind="quiet", on_click=_STATE.take_theirs),
        ),
    )


def _clash(clash: Clash) -> rx.Component:
    label = words_for(
        clash.field,  # type: ignore[arg-type]  (a variable of the list)
        {
            "name": _("Nom"),
            "minutes": _("Durée"),
            "mode": _("Lieu"),
            "colour": _("Couleur"),
            "givers": _("Qui la propose"),
            "booking": _("Qui peut réserver"),
            "earliest_days": _("Réservation, au plus tôt"),
            "latest_minutes": _("Réservation, au plus tard"),
            "buffer_before": _("Temps libre avant"),
            "buffer_after": _("Temps libre après"),
            "cancel_minutes": _("Annulation par le patient"),
            "move_minutes": _("Report par le patient"),
        },
        otherwise=_("Consignes pour le patient"),
    )
    return rx.el.li(
        rx.el.span(label, class_name="font-medium"),
        rx.el.p(_("Enregistré : "), rx.el.bdi(clash.theirs)),
        rx.cond(
            clash.is_mine,
            rx.el.p(_("Vous avez écrit : "), rx.el.bdi(clash.mine)),
            rx.el.p(_("Vous n’y avez pas touché : c’est cette réponse qui sera gardée.")),
        ),
    )


def _not_here(title: Word, words: Word) -> rx.Component:
    back = link_button(_("Voir les types de consultations"), href=bubble_href(routes.CONSULTATION_TYPES), kind="quiet")
    return empty(title, words, icon="search-x", action=back)
