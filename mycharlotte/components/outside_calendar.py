"""One calendar of elsewhere: how its last reading went, and the appointments that fall at the same time."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.moment import spoken
from mycharlotte.components.numbers import written
from mycharlotte.components.ui.ago import ago
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.dialog import close_button, dialog, dialog_actions
from mycharlotte.components.words import _, words_for
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.session import SessionState
from mycharlotte.views.outside_calendars import ConflictLine, OutsideLine


def outside_calendar(line: OutsideLine) -> rx.Component:
    """Its name, its server, how it was last read, and what may be done about it."""
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
        rx.cond(
            line.conflicts > line.first.length(),  # type: ignore[attr-defined]  (a variable of the list)
            rx.el.p(_("Les suivants seront montrés ensuite.")),
        ),
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
    href = rx.Var.create(routes.of_appointment(routes.APPOINTMENT, "")) + conflict.ref
    return rx.el.li(link_button(spoken(conflict.at), href=href, kind="link"))


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
