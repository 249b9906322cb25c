"""Reminders of appointments by mail: which ones one receives."""

import reflex as rx

from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.page import section
from mycharlotte.components.words import _
from mycharlotte.states.reminders import RemindersState


def reminders() -> rx.Component:
    """One line for each sort of reminder."""
    chosen = RemindersState.reminders
    day_before, hour_before = chosen.day_before.to(bool), chosen.hour_before.to(bool)
    return section(
        card(
            rx.el.ul(
                _line(
                    _("La veille, entre 17 h et 19 h"),
                    _("Un seul e-mail pour tous les rendez-vous du lendemain."),
                    day_before,
                    RemindersState.choose(~day_before, hour_before),
                ),
                _line(
                    _("Une heure avant"),
                    _("Un e-mail pour chaque rendez-vous."),
                    hour_before,
                    RemindersState.choose(day_before, ~hour_before),
                ),
                class_name="lined",
            ),
            class_name="",
        ),
        title=_("Rappels"),
        lead=_("Par e-mail, à {email}. Ils disent l’heure de vos rendez-vous, et rien d’autre.", email=chosen.email),
    )


def _line(title: rx.Var[str], words: rx.Var[str], is_on: rx.Var[bool], choose: rx.event.EventSpec) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(title, class_name="font-medium"),
            rx.el.p(words, class_name="text-small text-muted"),
            rx.el.p(
                rx.cond(is_on, badge(_("Activé"), "success"), badge(_("Désactivé"))), role="status", class_name="mt-1"
            ),
            class_name="grid min-w-0 flex-1 basis-64 gap-0.5",
        ),
        button(
            rx.cond(is_on, _("Ne plus recevoir"), _("Recevoir")),
            kind="quiet",
            on_click=choose,
            aria_label=rx.cond(
                is_on, _("Ne plus recevoir : {reminder}", reminder=title), _("Recevoir : {reminder}", reminder=title)
            ),
        ),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4",
    )
