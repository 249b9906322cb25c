"""Calendars of elsewhere: what was just done, the list, the form of another."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.outside_calendar import outside_calendar
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _
from mycharlotte.states.outside_calendars import OutsideCalendarsState


def outside_calendars() -> rx.Component:
    """What was just done, the calendars, the way to add one; for who is no companion, that there is nothing here."""
    state = OutsideCalendarsState
    return rx.cond(
        state.is_for_me,
        rx.el.div(_outcome(), rx.cond(state.calendars.length() > 0, _list(), _nothing()), _addition()),
        empty(
            _("Cette page est celle des accompagnants"),
            _("Ils y indiquent leurs autres agendas, pour que personne ne réserve quand ils sont pris."),
            icon="calendar-days",
        ),
    )


def outside_calendars_link() -> rx.Component:
    """The way to that page."""
    return section(
        rx.el.div(link_button(_("Gérer les agendas externes"), href=routes.OUTSIDE_CALENDARS, kind="quiet")),
        title=_("Agendas externes"),
        lead=_("Les heures où vous êtes pris dans un autre agenda ne seront pas proposées à vos patients."),
    )


def outside_calendars_waiting() -> rx.Component:
    """The room of one calendar and of the form."""
    line = rx.el.div(
        skeleton("h-6 w-40"), skeleton("h-5 w-56"), skeleton("h-5 w-44"), class_name="grid gap-1.5 px-5 py-4"
    )
    return waiting(
        card(line, class_name=""),
        rx.el.div(skeleton("h-6 w-56"), skeleton("h-12"), skeleton("h-12"), class_name="grid max-w-form gap-3"),
        label=_("Chargement de vos agendas"),
        class_name="grid gap-10",
    )


def _outcome() -> rx.Component:
    state = OutsideCalendarsState
    said = rx.match(
        state.done,
        ("added", _done(_("« {name} » est ajouté", name=state.about), _("Nous le lisons maintenant."))),
        (
            "removed",
            _done(_("« {name} » est retiré", name=state.about), _("Ses heures ne comptent plus : elles sont libres.")),
        ),
        rx.fragment(),
    )
    return outcome(said, serial=state.deeds)


def _done(title: rx.Var[str], words: rx.Var[str]) -> rx.Component:
    return rx.el.div(alert(rx.el.p(words), kind="success", title=title), class_name="mb-8 wrap-anywhere")


def _nothing() -> rx.Component:
    return rx.el.div(
        empty(
            _("Aucun agenda externe pour l’instant"),
            _("Ajoutez votre agenda personnel ou celui d’un autre lieu : ses heures prises le seront aussi ici."),
            icon="calendar-days",
        ),
        class_name="mb-10",
    )


def _list() -> rx.Component:
    state = OutsideCalendarsState
    return card(rx.el.ul(rx.foreach(state.calendars, outside_calendar), class_name="lined"), class_name="mb-10")


def _addition() -> rx.Component:
    state = OutsideCalendarsState
    return section(
        rx.cond(state.is_full, _full(), _form()),
        title=_("Ajouter un agenda"),
    )


def _full() -> rx.Component:
    """Said instead of the form, with what was refused of the list, which the form would say."""
    return rx.el.div(
        refusal_summary(OutsideCalendarsState.refusal, title=_("Il y a un problème")),
        alert(rx.el.p(_("Vous avez 5 agendas, c’est le maximum. Retirez-en un avant d’en ajouter un autre."))),
    )


def _form() -> rx.Component:
    state = OutsideCalendarsState
    return form(
        text_field(
            "name",
            _("Nom"),
            hint=_("Pour le reconnaître : Perso, Hôpital… Vous seul le voyez."),
            refusal=state.refusal,
            max_length=120,
        ),
        text_field(
            "address",
            _("Adresse de l’agenda"),
            hint=_(
                "Elle commence par https:// ou webcal://, et finit souvent par .ics. Elle reste secrète : nous ne la "
                "montrons plus ensuite, et ne gardons de l’agenda que les heures prises."
            ),
            refusal=state.refusal,
            input_mode="url",
            auto_capitalize="none",
            spell_check=False,
        ),
        _where(),
        rx.el.div(button(_("Ajouter cet agenda"), type="submit", busy_label=_("Ajout…"))),
        on_submit=state.add,
        refusal=state.refusal,
        problem=_("Il y a un problème"),
        saved=state.added,
    )


def _where() -> rx.Component:
    def step(where: str, how: rx.Var[str]) -> rx.Component:
        return rx.el.li(rx.el.span(where, class_name="font-medium"), " ", how)

    return rx.el.details(
        rx.el.summary(_("Où trouver cette adresse ?"), class_name="min-h-11 py-2.5 font-medium text-brand"),
        rx.el.ul(
            step("Google Agenda :", _("dans les paramètres de l’agenda, « Adresse secrète au format iCal ».")),
            step("Outlook :", _("Paramètres, Calendrier, Calendriers partagés, « Publier un calendrier », lien ICS.")),
            step("iCloud :", _("partagez l’agenda comme « Calendrier public », puis copiez son lien.")),
            class_name="grid list-disc gap-2 pl-5",
        ),
    )
