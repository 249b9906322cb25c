"""The time zone one lives in: the one there is, the one that the device proposes, the way to look for another."""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.search import search_field
from mycharlotte.components.words import _
from mycharlotte.states.session import SessionState
from mycharlotte.states.time_zone import TimeZoneState
from mycharlotte.views.time_zones import ZoneLine

_DEVICE = rx.Var("Intl.DateTimeFormat().resolvedOptions().timeZone", _var_type=str)


def time_zone() -> rx.Component:
    """The zone, and how to choose another."""
    state = TimeZoneState
    return section(
        refusal_summary(state.refusal, title=_("Il y a un problème")),
        rx.el.div(
            _outcome(),
            rx.cond((state.proposed.zone != "") & ~state.is_choosing, _proposed()),
            _zone(),
        ),
        rx.el.span(on_mount=state.notice_device(_DEVICE), hidden=True),
        title=_("Fuseau horaire"),
        lead=_("Tout ce que vous lisez ici, et dans vos e-mails, est à l’heure de cette ville."),
    )


def _zone() -> rx.Component:
    state = TimeZoneState
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.p(_named(state.zone), class_name="font-medium wrap-anywhere"),
                rx.el.p(_("Il y est {time}.", time=_in(state.zone, "time")), class_name="text-small text-muted digits"),
                class_name="grid min-w-0 flex-1 basis-56 gap-0.5",
            ),
            rx.cond(
                state.is_choosing,
                button(_("Annuler"), kind="quiet", on_click=state.leave),
                button(_("Choisir une autre ville"), kind="quiet", on_click=state.begin),
            ),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4",
        ),
        rx.cond(state.is_choosing, _search()),
        class_name="",
    )


def _outcome() -> rx.Component:
    state = TimeZoneState
    told = alert(kind="success", title=_("Votre fuseau horaire est enregistré."))
    return outcome(rx.cond(state.was_chosen, rx.el.div(told, class_name="mb-4")), serial=state.deeds)


def _proposed() -> rx.Component:
    state = TimeZoneState
    proposed = alert(
        _what_stays(),
        kind="info",
        title=_("Votre appareil est à l’heure de {city}.", city=_in(state.proposed, "city")),
        action=button(_("Utiliser ce fuseau"), kind="quiet", on_click=state.choose(state.proposed.zone)),
    )
    return rx.el.div(proposed, class_name="mb-4")


def _what_stays() -> rx.Component:
    """What becomes of appointments and hours, said before anything is chosen."""
    return rx.el.div(
        rx.el.p(_("Vos rendez-vous ne bougent pas : ils s’afficheront à l’heure de la ville choisie.")),
        rx.cond(
            TimeZoneState.keeps_hours,
            rx.el.p(
                _(
                    "Vos horaires et vos absences gardent, eux, la même heure à l’horloge : 9 h reste 9 h, à l’heure "
                    "de la ville choisie."
                )
            ),
        ),
        class_name="grid gap-1",
    )


def _search() -> rx.Component:
    state = TimeZoneState
    return rx.el.div(
        rx.el.div(_what_stays(), class_name="text-muted"),
        search_field(
            "zone",
            _("Ville ou pays"),
            hint=_("Par exemple Paris, La Réunion, Montréal ou Nouméa."),
            query=state.query,
            on_search=state.look_for,
        ),
        rx.el.div(
            rx.cond(
                state.found.length() > 0,
                rx.el.ul(
                    rx.foreach(state.found, _found),
                    class_name="lined overflow-hidden rounded-control border border-line",
                ),
                rx.cond(
                    state.query != "",
                    rx.el.p(_("Aucune ville de ce nom. Essayez celui d’une grande ville voisine, ou du pays.")),
                ),
            ),
            aria_live="polite",
        ),
        class_name="grid gap-4 border-t border-line px-5 py-5",
    )


def _found(line: ZoneLine) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(_named(line), class_name="min-w-0 flex-1 wrap-anywhere"),
            rx.el.span(_in(line, "time"), class_name="shrink-0 text-muted digits"),
            rx.cond(line.zone == TimeZoneState.zone.zone, icon("check", class_name="text-brand")),
            type="button",
            on_click=TimeZoneState.choose(line.zone),
            class_name=(
                "flex min-h-11 w-full items-center gap-4 px-4 py-2.5 text-left transition-colors hover:bg-sunken"
            ),
        )
    )


def _named(line: Any) -> rx.Var[str]:
    return rx.cond(SessionState.language == "en", line.english, line.french)


def _in(line: Any, what: str) -> rx.Var[str]:
    french, english = getattr(line, f"french_{what}"), getattr(line, f"english_{what}")
    return rx.cond(SessionState.language == "en", english, french)
