"""What is known of an appointment: where it stands, when, with whom, what for, where."""

from typing import Any

import reflex as rx

from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.new_appointment import mode_words
from mycharlotte.components.spoken import said
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.palette import chip
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _

_ROW = (
    "grid gap-x-6 gap-y-0.5 border-b border-line py-3 last:border-b-0 tablet:grid-cols-[10rem_minmax(0,1fr)] "
    "tablet:items-baseline"
)
_LINK = "link inline-block py-2.5 wrap-anywhere"  # 44 px high, and still text on paper


def standing_badge(standing: Any) -> rx.Component:
    """Where an appointment stands (decision D8)."""
    found = rx.match(
        standing,
        ("coming", badge(_("à venir"), "info")),
        ("to-tell", badge(_("à renseigner"), "attention")),
        ("honoured", badge(_("honoré"), "success")),
        ("cancelled-by-patient", badge(_("annulé par le patient"))),
        ("cancelled-by-companion", badge(_("annulé par l’accompagnant"))),
        ("no-show", badge(_("absence non excusée"), "error")),
        rx.fragment(),
    )
    return rx.fragment(found)


def heading(appointment: Any) -> rx.Component:
    """When it is, where it stands, what for."""
    return rx.el.div(
        meeting_time(appointment.when, class_name="grid gap-0.5 text-lead font-bold print:hidden"),
        rx.el.p(said(appointment.exactly), class_name="hidden text-lead font-bold print:block"),
        rx.el.div(
            standing_badge(appointment.standing),
            chip(rx.el.bdi(appointment.type_name), appointment.colour),  # type: ignore[arg-type]
            rx.el.span(said(appointment.lasting), class_name="text-muted"),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-2",
        ),
        class_name="grid gap-3",
    )


def facts(appointment: Any) -> rx.Component:
    """The rest, name by name; what nobody said has no line."""
    patient, series = appointment.patient, appointment.series
    return rx.el.dl(
        _fact(_("Motif de l’annulation"), _text(appointment.reason), where=appointment.reason != ""),
        _fact(_("Téléphone"), dial(patient.phone, patient.dialled), where=patient.phone != ""),
        _fact(_("E-mail"), _mail(patient.email), where=patient.email != ""),
        _fact(_("Lieu"), place(appointment)),
        _fact(_("Consignes"), _text(appointment.instructions), where=appointment.instructions != ""),
        _fact(_("Série"), _series(series), where=series.ref != ""),
        _fact(_("Bulle"), rx.el.bdi(appointment.bubble_name)),
        _fact(
            _("Réservé par"),
            rx.cond(appointment.is_booked_by_viewer, _("vous"), rx.el.bdi(appointment.booked_by)),
        ),
        class_name="max-w-measure",
    )


def place(appointment: Any) -> rx.Component:
    """How people meet, and where: a number that dials, a video call that opens elsewhere, an address as it is."""
    return rx.fragment(
        mode_words(appointment.mode),
        rx.cond(
            appointment.place != "",
            rx.el.div(
                rx.match(
                    appointment.mode,
                    (
                        "phone",
                        rx.el.a(appointment.place, href=appointment.link, reload_document=True, class_name=_LINK),
                    ),
                    ("video", video_link(appointment.link)),
                    _text(appointment.place),
                )
            ),
        ),
    )


def video_link(address: Any) -> rx.Component:
    """The way into a video call, in a tab of its own; what it is reads on paper too."""
    return rx.el.a(
        rx.el.span(
            _("Rejoindre la visio"), " ", rx.el.span(_("(nouvel onglet)"), class_name="no-print text-small text-muted")
        ),
        href=address,
        target="_blank",
        rel="noopener noreferrer",
        reload_document=True,
        class_name=_LINK,
    )


def dial(shown: Any, dialled: Any) -> rx.Component:
    """A telephone number that dials."""
    return rx.el.a(shown, href="tel:" + dialled, reload_document=True, class_name=_LINK)


def _mail(address: Any) -> rx.Component:
    return rx.el.a(address, href="mailto:" + address, reload_document=True, class_name=_LINK)


def _series(series: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            series.every_weeks == 1,
            _("Toutes les semaines"),
            _("Toutes les {n} semaines", n=series.every_weeks.to(str)),
        ),
        rx.cond(
            series.number > 0,
            rx.el.span(
                rx.cond(
                    series.number == 1,
                    _("1re séance sur {count}", count=series.count.to(str)),
                    _("{number}e séance sur {count}", number=series.number.to(str), count=series.count.to(str)),
                ),
                class_name="block",
            ),
        ),
    )


def _text(words: Any) -> rx.Component:
    return rx.el.span(words, dir="auto", class_name="whitespace-pre-line wrap-anywhere")


def _fact(name: Word, value: Any, *, where: Any = True) -> rx.Component:
    row = rx.el.div(
        rx.el.dt(name, class_name="text-muted"),
        rx.el.dd(value, class_name="min-w-0 wrap-anywhere"),
        class_name=_ROW,
    )
    return row if where is True else rx.cond(where, row)
