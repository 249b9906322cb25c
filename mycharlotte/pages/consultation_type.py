"""Bulle › Types de consultations › one of them, or a new one."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_href, bubble_page
from mycharlotte.components.consultation_form import consultation_form
from mycharlotte.components.ui.page import back_link
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.consultation_type import ConsultationTypeState


def type_of_consultation() -> rx.Component:
    """Add a type, or change one."""
    room = skeleton_fields(6, label=_("Chargement du type de consultation"))
    return bubble_page(
        ready(
            ConsultationTypeState.is_ready,
            consultation_form(),
            of=ConsultationTypeState.shown,
            waiting=room,
            about=(routes.TYPE_PARAMETER, ConsultationTypeState.asked),
        ),
        here=routes.CONSULTATION_TYPES,
        title=rx.cond(
            ConsultationTypeState.is_new, _("Nouveau type de consultation"), _("Modifier un type de consultation")
        ),
        lead=rx.cond(
            ConsultationTypeState.is_new,
            _("Seuls le nom et la durée sont à écrire : le reste a déjà un réglage raisonnable."),
            _("Rien n’est gardé avant « Enregistrer »."),
        ),
        back=back_link(_("Types de consultations"), href=bubble_href(routes.CONSULTATION_TYPES)),
        waiting=room,
        is_for_admins=True,
    )
