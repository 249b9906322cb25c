"""The parts of a form that plans an appointment: when, how people meet and where, and what is proposed when refused."""

from typing import Any

import reflex as rx

from mycharlotte.components.spoken import said
from mycharlotte.components.ui.choices import radio_group
from mycharlotte.components.ui.fields import described
from mycharlotte.components.ui.meeting_fields import day_field, slot_button, submit_saying, time_field
from mycharlotte.components.ui.numbers import number_field
from mycharlotte.components.ui.refusal import field_id, refusal_message
from mycharlotte.components.ui.word import Word, element_id
from mycharlotte.components.words import _
from mycharlotte.views.appointments import SlotChoice

# The class names stand here in full: the stylesheet holds those it finds written.
_SHOWN = {
    "on-site": "hidden group-has-[input[value=on-site]:checked]:inline",
    "at-home": "hidden group-has-[input[value=at-home]:checked]:inline",
    "phone": "hidden group-has-[input[value=phone]:checked]:inline",
    "video": "hidden group-has-[input[value=video]:checked]:inline",
}


def time_fields(state: Any, *, day: Any, time: Any, minutes: Any, confirm: Word) -> tuple[rx.Component, ...]:
    """A day and a time, with the way out when they are refused, then a length.

    The state has `to_confirm`, what `confirm` sends back, and `instead`, the next times that are free.
    """
    refusal = state.refusal
    return (
        rx.el.div(
            rx.el.div(
                day_field("day", _("Jour"), default=day, refusal=refusal),
                time_field("time", _("Heure"), default=time, refusal=refusal),
                class_name="grid items-end gap-x-4 gap-y-6 phone:grid-cols-2",
            ),
            submit_saying(confirm, name="confirmed", value=state.to_confirm),
            _free_instead(state.instead),
            class_name="grid justify-items-start gap-3 *:first:w-full",
        ),
        number_field("minutes", _("Durée, en minutes"), default=minutes, refusal=refusal),
    )


def _free_instead(slots: Any) -> rx.Component:
    return rx.cond(
        slots.length() > 0,
        rx.el.div(
            rx.el.p(_("Prochains créneaux libres :"), class_name="font-medium"),
            rx.el.div(rx.foreach(slots, _slot), class_name="flex flex-wrap gap-3"),
            class_name="grid gap-2",
        ),
    )


def place_fields(state: Any, *, mode: Any, place: Any) -> rx.Component:
    """How people meet, then where: an address, a telephone number or a link."""
    return rx.fragment(
        radio_group(
            "mode",
            _("Comment"),
            options=[
                ("on-site", _("Sur place")),
                ("at-home", _("À domicile")),
                ("phone", _("Par téléphone")),
                ("video", _("En visio")),
            ],
            default=mode,
            refusal=state.refusal,
        ),
        _place(state.refusal, place),
    )


def _place(refusal: Any, place: Any) -> rx.Component:
    def by_mode(on_site: Word, at_home: Word, phone: Word, video: Word) -> list[rx.Component]:
        words = {"on-site": on_site, "at-home": at_home, "phone": phone, "video": video}
        return [rx.el.span(label, class_name=_SHOWN[mode]) for mode, label in words.items()]

    return rx.el.div(
        rx.el.label(
            *by_mode(_("Adresse ou salle"), _("Adresse du domicile"), _("Numéro à appeler"), _("Adresse de la visio")),
            rx.el.span(_("Lieu"), class_name="group-has-[input[name=mode]:checked]:hidden"),
            rx.el.span(" ", _("(facultatif)"), class_name="font-normal text-muted"),
            html_for=field_id("place"),
            class_name="font-medium",
        ),
        rx.el.p(
            *by_mode(
                _("Le patient la lira sur son rendez-vous."),
                _("Le patient la lira sur son rendez-vous."),
                _("Celui du patient est proposé quand il l’a donné."),
                _("Un lien qui commence par https://, pour vous deux."),
            ),
            id=element_id(field_id("place"), "hint"),
            class_name="text-small text-muted",
        ),
        refusal_message(refusal, "place"),
        rx.el.input(
            id=element_id(field_id("place")),
            name="place",
            type="text",
            dir="auto",
            default_value=place,
            auto_complete="off",
            class_name="field",
            custom_attrs=described("place", "", refusal),
        ),
        class_name="grid gap-1.5",
    )


def _slot(slot: SlotChoice) -> rx.Component:
    return slot_button(said(slot.words), day=slot.day, time=slot.time)
