"""Calendars of elsewhere: the list, with how each reading went; what falls at the same time; the form of another."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.moment import spoken
from mycharlotte.components.numbers import written
from mycharlotte.components.ui.ago import ago
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button, text_link
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _, words_for
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.session import SessionState
from mycharlotte.views.outside_calendars import ConflictLine, OutsideLine


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
        title=_("Vos agendas d’ailleurs"),
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
    return card(rx.el.ul(rx.foreach(state.calendars, _line), class_name="lined"), class_name="mb-10")


def _line(line: OutsideLine) -> rx.Component:
    state = OutsideCalendarsState
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.h2(line.name, dir="auto", class_name="text-body font-medium wrap-anywhere"),
                rx.el.p(rx.el.bdi(line.host), class_name="text-small text-muted wrap-anywhere"),
                rx.el.p(_standing(line), role="status", class_name="text-small text-muted"),
                class_name="grid min-w-0 flex-1 basis-64 gap-0.5",
            ),
            rx.el.div(
                button(
                    _("Relire maintenant"),
                    kind="quiet",
                    on_click=state.read_again(line.ref),
                    busy=line.is_being_read,
                    busy_label=_("Lecture…"),
                    aria_label=_("Relire maintenant {name}", name=line.name),
                ),
                _removal(line),
                class_name="flex flex-wrap gap-2",
            ),
            class_name="flex flex-wrap items-start gap-x-4 gap-y-3",
        ),
        rx.cond(line.failure != "", _failure(line)),
        rx.cond(line.conflicts > 0, _conflicts(line)),
        class_name="grid gap-4 px-5 py-4",
    )


def _standing(line: OutsideLine) -> rx.Component:
    """When it was last read; a word when it never was, and is about to be."""
    return rx.cond(
        line.read.iso != "",
        rx.fragment(
            _("Lu"),
            " ",
            ago(
                line.read.iso,
                language=SessionState.language,
                just_now=_("à l’instant"),
                otherwise=spoken(line.read),
            ),
        ),
        rx.cond(line.failure != "", _("Jamais lu"), _("Première lecture en cours")),
    )


def _failure(line: OutsideLine) -> rx.Component:
    why = words_for(
        line.failure,
        {
            "not-secure": _(
                "{host} n’a pas de certificat valable, ou renvoie vers une adresse non protégée.", host=line.host
            ),
            "private": _(
                "Cette adresse mène à un réseau privé, que nous ne pouvons pas lire. Utilisez l’adresse de partage "
                "de l’agenda."
            ),
            "slow": _("{host} met trop de temps à répondre.", host=line.host),
            "too-large": _("Cet agenda dépasse 5 Mo : il est trop lourd pour être lu."),
            "gone": _(
                "{host} ne donne pas cet agenda. Vérifiez qu’il est encore partagé, puis ajoutez de nouveau son "
                "adresse.",
                host=line.host,
            ),
            "server": _("{host} est en panne, ou nous demande d’attendre.", host=line.host),
            "redirects": _("Cette adresse renvoie trop de fois ailleurs."),
            "not-a-calendar": _(
                "Ce que donne cette adresse n’est pas un agenda. Copiez son adresse au format iCal, qui finit souvent "
                "par .ics."
            ),
            "too-full": _("Cet agenda a trop d’événements pour être lu."),
        },
        otherwise=_("Nous n’arrivons pas à joindre {host}.", host=line.host),
    )
    return alert(
        rx.el.p(why),
        rx.el.p(
            rx.cond(
                line.read.iso != "",
                _(
                    "Dernière lecture réussie {moment} : ses heures d’alors comptent toujours.",
                    moment=spoken(line.read),
                ),
                _("Aucune de ses heures ne compte pour l’instant."),
            ),
            " ",
            _("Prochain essai {moment}.", moment=spoken(line.next_try)),
        ),
        kind="warning",
        title=_("« {name} » n’a pas pu être lu", name=line.name),
    )


def _conflicts(line: OutsideLine) -> rx.Component:
    return alert(
        rx.el.ul(rx.foreach(line.first, _conflict), class_name="grid"),
        kind="warning",
        title=rx.cond(
            line.conflicts == 1,
            _("1 rendez-vous tombe en même temps qu’un événement de « {name} »", name=line.name),
            _(
                "{n} rendez-vous tombent en même temps qu’un événement de « {name} »",
                n=written(line.conflicts.to(int)),
                name=line.name,
            ),
        ),
    )


def _conflict(conflict: ConflictLine) -> rx.Component:
    return rx.el.li(
        text_link(spoken(conflict.at), href=rx.Var.create(routes.of_appointment(routes.APPOINTMENT, "")) + conflict.ref)
    )


def _removal(line: OutsideLine) -> rx.Component:
    return dialog(
        rx.el.p(_("Nous ne le lirons plus, et les heures qu’il prenait redeviendront libres.")),
        dialog_actions(
            button(_("Retirer cet agenda"), kind="danger", on_click=OutsideCalendarsState.remove(line.ref)),
            close_button(_("Garder")),
        ),
        opener=button(_("Retirer"), kind="quiet", aria_label=_("Retirer {name}", name=line.name)),
        title=_("Retirer « {name} » ?", name=line.name),
        close=_("Fermer"),
    )


def _addition() -> rx.Component:
    state = OutsideCalendarsState
    return section(
        rx.cond(
            state.is_full,
            alert(rx.el.p(_("Vous avez 5 agendas, c’est le maximum. Retirez-en un avant d’en ajouter un autre."))),
            _form(),
        ),
        title=_("Ajouter un agenda"),
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
