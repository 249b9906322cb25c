"""One of a patient's appointments: when, with whom, where, what may be done with it, and until when."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.free_times import week_of_times
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.moment import spoken
from mycharlotte.components.my_appointments import mode_words, state_badge
from mycharlotte.components.series import series_course
from mycharlotte.components.ui.avatar import avatar
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.coming_back import coming_back
from mycharlotte.components.ui.description_list import description_list
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.long_text import Count, long_text_field
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _
from mycharlotte.states.my_appointment import MyAppointmentState
from mycharlotte.states.session import SessionState

REASON_AT_MOST = 500


def my_appointment() -> rx.Component:
    """Its sheet, or the times that it could have instead."""
    state = MyAppointmentState
    return rx.cond(
        state.is_missing,
        _missing(),
        rx.el.div(
            coming_back(state.refresh),
            outcome(refusal_summary(state.refusal, title=_("Rien n’a changé")), serial=state.deeds),
            rx.match(
                state.at,
                ("moving", rx.el.div(_sheet(), _times())),
                ("sure", _sure()),
                rx.el.div(
                    _sheet(),
                    _deeds(),
                    rx.el.div(series_course(routes.MY_APPOINTMENT), class_name="mt-10 max-w-measure empty:hidden"),
                ),
            ),
        ),
    )


def my_appointment_waiting() -> rx.Component:
    """The room of the sheet."""
    return waiting(skeleton("h-80 w-full max-w-measure"), label=_("Chargement de votre rendez-vous"))


def _sheet() -> rx.Component:
    shown = MyAppointmentState.shown
    return rx.el.div(
        card(
            rx.el.div(
                avatar(initials=shown.companion.initials, picture=shown.companion.picture_url),
                rx.el.div(
                    meeting_time(shown.when, class_name="text-lead font-bold first-letter:uppercase"),
                    rx.el.p(_("avec {name}", name=shown.companion.name), class_name="wrap-anywhere"),
                    rx.el.div(state_badge(shown.standing), class_name="mt-1"),
                    class_name="grid min-w-0 gap-0.5",
                ),
                class_name="flex items-start gap-4",
            ),
            description_list(
                [
                    (_("Pour"), rx.el.span(rx.el.bdi(shown.type_name), " · ", rx.el.bdi(shown.bubble_name))),
                    (_("Comment"), _how()),
                ]
            ),
            _text(_("À savoir"), shown.instructions),
            _text(_("Raison de l’annulation"), shown.reason),
            class_name="grid gap-4 p-5",
        ),
        class_name="mb-8 max-w-measure",
    )


def _how() -> rx.Component:
    shown = MyAppointmentState.shown
    words = rx.el.span(shown.place, dir="auto", class_name="block whitespace-pre-line wrap-anywhere")
    opened = rx.el.a(
        shown.place, href=shown.link, target="_blank", rel="noopener noreferrer", class_name="link block wrap-anywhere"
    )
    # A number is where one is called: it is not to be called from here.
    place = rx.cond((shown.mode == "video") & (shown.link != ""), opened, words)
    to_come = rx.cond(
        (shown.mode == "video") & (shown.standing == "coming"),
        rx.el.span(_("Votre accompagnant vous donnera le lien : il apparaîtra ici."), class_name="block text-muted"),
    )
    return rx.el.span(mode_words(shown.mode), rx.cond(shown.place != "", place, to_come))


def _text(name: rx.Var[str], words: rx.Var[str] | str) -> rx.Component:
    return rx.cond(
        words != "",
        rx.el.div(
            rx.el.p(name, class_name="text-muted"),
            rx.el.p(words, dir="auto", class_name="whitespace-pre-line wrap-anywhere"),
            class_name="grid gap-0.5",
        ),
    )


def _deeds() -> rx.Component:
    state = MyAppointmentState
    return rx.cond(
        state.shown.standing == "coming",
        rx.el.div(
            _deed(
                _("Déplacer"),
                state.rules.move,
                rx.cond(
                    state.rules.may_move,
                    link_button(
                        _("Choisir un autre horaire"), href=state.rules.moving, kind="quiet", icon="calendar-clock"
                    ),
                ),
            ),
            _deed(_("Annuler"), state.rules.cancel, rx.cond(state.rules.may_cancel, _cancel())),
            _deed(
                _("Votre calendrier"),
                None,
                link_button(
                    _("Ajouter à mon calendrier"), href=state.rules.file, kind="quiet", icon="download", outside=True
                ),
            ),
            class_name="grid max-w-measure gap-6",
        ),
        rx.el.div(link_button(_("Prendre un autre rendez-vous"), href=routes.BOOK, kind="quiet")),
    )


def _deed(title: rx.Var[str], rule: rx.Var | None, act: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="text-body font-medium"),
        rx.el.p(spoken(rule), class_name="text-muted") if rule is not None else rx.fragment(),
        rx.el.div(act, class_name="mt-1"),
        class_name="grid gap-1",
    )


def _cancel() -> rx.Component:
    state = MyAppointmentState
    count = Count(
        at_most=REASON_AT_MOST,
        left=_("Caractères restants : {n}", n="{n}"),
        over=_("Caractères en trop : {n}", n="{n}"),
        language=SessionState.language,
    )
    return dialog(
        form(
            rx.el.p(_("Votre accompagnant sera prévenu. Pendant trois minutes, vous pourrez revenir en arrière.")),
            long_text_field(
                "reason",
                _("Un mot pour votre accompagnant"),
                count=count,
                optional=_("(facultatif)"),
                refusal=state.refusal,
                rows=3,
            ),
            dialog_actions(
                button(_("Annuler le rendez-vous"), type="submit", kind="danger", busy_label=_("Annulation…")),
                close_button(_("Garder le rendez-vous")),
            ),
            on_submit=state.cancel,
            refusal=state.refusal,
            problem=_("Rien n’a changé"),
            saved=state.deeds,
        ),
        opener=button(_("Annuler ce rendez-vous"), kind="quiet"),
        title=_("Annuler ce rendez-vous ?"),
        close=_("Fermer"),
    )


def _times() -> rx.Component:
    return section(
        week_of_times(MyAppointmentState.week),
        rx.el.div(_keep()),
        title=_("Choisissez un autre horaire"),
        lead=_("Le rendez-vous reste à son heure tant que vous n’avez pas confirmé."),
    )


def _sure() -> rx.Component:
    state = MyAppointmentState
    return card(
        rx.el.h2(_("Est-ce bien cela ?"), class_name="text-lead"),
        description_list(
            [
                (_("Avec"), state.shown.companion.name),
                (_("Avant"), meeting_time(state.shown.when)),
                (_("Après"), rx.el.span(spoken(state.target.full), class_name="font-bold")),
            ]
        ),
        rx.el.div(
            button(_("Déplacer le rendez-vous"), on_click=state.move(state.target.at)),
            link_button(_("Choisir un autre horaire"), href=state.rules.moving, kind="quiet"),
            _keep(),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid max-w-measure gap-4 p-5",
    )


def _keep() -> rx.Component:
    here = rx.Var.create(routes.of_appointment(routes.MY_APPOINTMENT, "")) + MyAppointmentState.shown.ref
    return link_button(_("Ne rien changer"), href=here, kind="link")


def _missing() -> rx.Component:
    return rx.el.div(
        empty(
            _("Ce rendez-vous n’est pas dans votre liste"),
            _("Il a peut-être été retiré. Vos rendez-vous sont sur la page précédente."),
            icon="calendar-x",
            action=link_button(_("Voir mes rendez-vous"), href=routes.MY_APPOINTMENTS, kind="quiet"),
        )
    )
