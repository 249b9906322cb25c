"""The appointments that an absence lies over: cancelled when they are ticked, moved one by one, or left as they are."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.spoken import said
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.refusal import field_id, refusal_message
from mycharlotte.components.ui.ticks import tick, tick_all, ticks
from mycharlotte.components.ui.word import element_id
from mycharlotte.components.words import _, _n
from mycharlotte.states.absences import AbsencesState
from mycharlotte.views.appointments import AppointmentLine

_STATE = AbsencesState
REASON_AT_MOST = 500


def absence_appointments() -> rx.Component:
    """Each with its patient and its time; nothing happens to what is not ticked."""
    over = _STATE.over
    return rx.el.section(
        alert(
            rx.el.p(_("Absence : {when}.", when=said(over.absence.when))),
            rx.el.p(_("Rien n’est annulé sans vous. Cochez ceux à annuler, ou déplacez-les un par un.")),
            kind="warning",
            title=_n(
                "{n} rendez-vous est déjà pris pendant cette absence",
                "{n} rendez-vous sont déjà pris pendant cette absence",
                over.appointments.length(),
            ),
        ),
        form(
            rx.el.div(
                refusal_message(_STATE.refusal, "appointments"),
                ticks(
                    "appointments",
                    rx.cond(over.appointments.length() > 1, tick_all(_("Tout cocher"))),
                    rx.el.ul(rx.foreach(over.appointments, _line), class_name="lined border-t border-line"),
                    label=_("Rendez-vous à annuler"),
                ),
                id=element_id(field_id("appointments")),
                tab_index=-1,
            ),
            text_field(
                "reason",
                _("Raison de l’annulation, pour les patients"),
                hint=_("La même pour tous ceux que vous cochez. N’écrivez rien sur la santé d’une personne."),
                optional=_("(facultatif)"),
                max_length=REASON_AT_MOST,
                refusal=_STATE.refusal,
            ),
            rx.el.div(
                button(_("Annuler les rendez-vous cochés"), type="submit", busy_label=_("Annulation…")),
                button(_("Les laisser pour l’instant"), kind="quiet", on_click=_STATE.look("")),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=_STATE.cancel,
            refusal=_STATE.refusal,
            problem=_("Il y a un problème"),
            saved=_STATE.deeds,
        ),
        key=over.absence.ref,
        class_name="mb-10 grid max-w-measure gap-5",
    )


def _line(one: AppointmentLine) -> rx.Component:
    words = rx.el.span(
        rx.el.bdi(one.name, class_name="font-medium"),
        rx.el.span(one.type_name, " · ", one.bubble_name, class_name="text-small text-muted"),
        meeting_time(one.when),
        class_name="grid min-w-0",
    )
    return rx.el.li(
        tick(one.ref + ":" + one.version.to(str), words),
        link_button(
            rx.fragment(_("Déplacer"), rx.el.span(" ", one.name, class_name="sr-only")),
            href=rx.Var.create(routes.of_appointment(routes.APPOINTMENT, "")) + one.ref,
            kind="link",
        ),
        class_name="flex flex-wrap items-center justify-between gap-x-4 py-2",
    )
