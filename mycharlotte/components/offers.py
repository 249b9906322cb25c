"""The slots that are held for a patient who waits: to take or to leave, before a time."""

import reflex as rx

from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.fields import phone_field, text_field
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.words import _, words_for
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.views.waiting import HeldSlot


def offers() -> rx.Component:
    """What is held now; nothing when nothing is."""
    state = MyAppointmentsState
    return rx.cond(
        state.offers.length() > 0,
        section(
            rx.foreach(state.offers, _offer),
            title=_("Un créneau s’est libéré"),
        ),
    )


def _offer(one: HeldSlot) -> rx.Component:
    state = MyAppointmentsState
    mode = words_for(
        rx.Var.create(one.mode),
        {"at-home": _("À domicile"), "phone": _("Par téléphone"), "video": _("En visio")},
        otherwise=_("Sur place"),
    )
    return card(
        rx.el.p(
            _("Un créneau vous est proposé jusqu’à {time}", time=spoken(one.until)),
            class_name="font-medium text-brand",
        ),
        rx.el.div(
            meeting_time(one.when, class_name="text-lead font-bold first-letter:uppercase"),
            rx.el.p(_("avec {name}", name=one.companion), class_name="wrap-anywhere"),
            rx.el.p(
                dot(one.colour),
                rx.el.span(rx.el.bdi(one.type_name), " · ", mode, class_name="min-w-0 wrap-anywhere"),
                class_name="flex gap-3 text-muted",
            ),
            class_name="grid gap-1",
        ),
        form(
            hidden("offer", one.ref),
            rx.match(
                one.asks,
                (
                    "phone",
                    phone_field("place", _("Le numéro où vous appeler"), default=one.place, refusal=state.refusal),
                ),
                (
                    "address",
                    text_field(
                        "place",
                        _("L’adresse où venir"),
                        hint=_("Avec ce qui aide à vous trouver : étage, code, sonnette."),
                        autocomplete="street-address",
                        refusal=state.refusal,
                    ),
                ),
                hidden("place", ""),
            ),
            rx.el.div(
                button(_("Prendre ce créneau"), type="submit", busy_label=_("Réservation…")),
                button(_("Non merci"), kind="quiet", on_click=state.decline(one.ref)),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=state.take,
            refusal=state.refusal,
            problem=_("Ce n’est pas encore réservé"),
        ),
        class_name="grid max-w-measure gap-4 border-2! border-brand! p-5",
    )
