"""Booking by oneself, in three presses: what, with whom, when; then sure."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.free_times import next_times, week_of_times
from mycharlotte.components.meeting_time import meeting_time
from mycharlotte.components.moment import spoken
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.avatar import avatar
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.coming_back import coming_back
from mycharlotte.components.ui.description_list import description_list
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import phone_field, text_field
from mycharlotte.components.ui.form import form, hidden
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.option_card import option_card, option_list
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.palette import dot
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.waiting import wait_offer
from mycharlotte.components.words import _
from mycharlotte.states.book import BookState
from mycharlotte.views.self_booking import CompanionChoice, TypeChoice


def book() -> rx.Component:
    """The step that the address leads to."""
    state = BookState
    return rx.el.div(
        coming_back(state.refresh),
        outcome(
            rx.match(
                state.at,
                ("what", _what()),
                ("whom", _whom()),
                ("when", _when()),
                ("sure", _sure()),
                ("taken", _taken()),
                ("mine", _mine()),
                ("nowhere", no_patient()),
                _missing(),
            ),
            serial=state.steps,
        ),
    )


def book_waiting() -> rx.Component:
    """The room of three choices."""
    one = skeleton("h-20 w-full")
    return waiting(skeleton("h-6 w-64"), one, one, one, label=_("Chargement"), class_name="grid max-w-measure gap-3")


def no_patient() -> rx.Component:
    """For someone who is a patient in no bubble."""
    return empty(
        _("Cette page est celle des patients"),
        _("Les patients d’une bulle y prennent rendez-vous et retrouvent les leurs. Votre planning est dans l’agenda."),
        icon="calendar-days",
        action=link_button(_("Ouvrir l’agenda"), href=routes.AGENDA, kind="quiet"),
    )


def _step(title: rx.Var[str], *content: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.h2(title, class_name="text-lead"), *content, class_name="grid gap-5")


def _what() -> rx.Component:
    return rx.cond(
        BookState.choices.length() > 0,
        _step(_("De quoi avez-vous besoin ?"), option_list(rx.foreach(BookState.choices, _type))),
        empty(
            _("Rien ne se réserve en ligne pour l’instant"),
            _("Vos accompagnants fixent les rendez-vous avec vous : contactez-les."),
            icon="calendar-days",
            action=link_button(_("Revenir à mes rendez-vous"), href=routes.MY_APPOINTMENTS, kind="quiet"),
        ),
    )


def _type(choice: TypeChoice) -> rx.Component:
    with_whom = rx.cond(choice.companion != "", rx.fragment(" · ", _("avec {name}", name=choice.companion)))
    return rx.el.li(
        option_card(
            dot(choice.colour),
            choice.name,
            rx.el.span(spoken(choice.lasts), " · ", spoken(choice.mode), with_whom, class_name="text-ink"),
            rx.cond(
                choice.instructions != "",
                rx.el.span(choice.instructions, dir="auto", class_name="line-clamp-2 text-muted wrap-anywhere"),
            ),
            rx.el.span(choice.bubble_name, dir="auto", class_name="text-small text-muted wrap-anywhere"),
            href=choice.href,
        )
    )


def _whom() -> rx.Component:
    anyone = option_card(
        rx.el.span(
            icon("users-round"),
            class_name="grid size-12 shrink-0 place-items-center rounded-full bg-brand-soft text-brand",
        ),
        _("Peu importe"),
        rx.el.span(_("Voir tous les créneaux, du plus proche au plus lointain"), class_name="text-muted"),
        href=BookState.anyone,
    )
    return _step(
        _("Avec qui ?"), _chosen(), option_list(rx.el.li(anyone), rx.foreach(BookState.companions, _companion))
    )


def _companion(one: CompanionChoice) -> rx.Component:
    follows = rx.cond(one.follows, rx.el.span(badge(_("Vous suit"), "success")))
    return rx.el.li(
        option_card(avatar(initials=one.initials, picture=one.picture_url), one.name, follows, href=one.href)
    )


def _when() -> rx.Component:
    return _step(_("À quel moment ?"), _chosen(), week_of_times(BookState.week), wait_offer())


def _chosen() -> rx.Component:
    """What was chosen so far."""
    choice = BookState.choice
    return rx.el.p(
        dot(choice.colour),
        rx.el.span(
            rx.el.bdi(choice.name, class_name="font-medium"),
            " · ",
            spoken(choice.lasts),
            rx.cond(BookState.companion != "", rx.fragment(" · ", _("avec {name}", name=BookState.companion))),
            class_name="min-w-0 wrap-anywhere",
        ),
        class_name="flex gap-3",
    )


def _sure() -> rx.Component:
    state, summary = BookState, BookState.summary
    return _step(
        _("Est-ce bien cela ?"),
        card(
            rx.el.div(
                avatar(initials=summary.initials, picture=summary.picture_url),
                rx.el.div(
                    meeting_time(summary.when, class_name="text-lead font-bold first-letter:uppercase"),
                    rx.el.p(_("avec {name}", name=summary.companion_name), class_name="wrap-anywhere"),
                    class_name="grid min-w-0 gap-0.5",
                ),
                class_name="flex items-start gap-4",
            ),
            description_list(
                [
                    (_("Pour"), rx.el.span(rx.el.bdi(summary.type_name), " · ", spoken(summary.lasts))),
                    (_("Comment"), _how()),
                    (_("Annuler"), spoken(summary.cancel)),
                    (_("Déplacer"), spoken(summary.move)),
                ]
            ),
            rx.cond(
                summary.instructions != "",
                rx.el.div(
                    rx.el.p(_("À savoir"), class_name="text-muted"),
                    rx.el.p(summary.instructions, dir="auto", class_name="whitespace-pre-line wrap-anywhere"),
                    class_name="grid gap-0.5",
                ),
            ),
            class_name="grid max-w-measure gap-4 p-5",
        ),
        form(
            rx.cond(state.instead.length() > 0, rx.el.div(next_times(state.instead))),
            hidden("companion", summary.companion),
            hidden("start", summary.at),
            rx.match(summary.asks, ("phone", _phone()), ("address", _address()), hidden("place", "")),
            rx.el.div(
                button(_("Réserver ce rendez-vous"), type="submit", busy_label=_("Réservation…")),
                link_button(_("Changer d’horaire"), href=state.back, kind="quiet"),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=state.book,
            refusal=state.refusal,
            problem=_("Ce n’est pas encore réservé"),
        ),
    )


def _how() -> rx.Component:
    summary = BookState.summary
    place = rx.cond(
        (summary.place != "") & (summary.asks == ""),
        rx.el.span(summary.place, dir="auto", class_name="block whitespace-pre-line wrap-anywhere"),
    )
    video = rx.cond(
        summary.is_video,
        rx.el.span(_("Le lien vous sera donné avec le rendez-vous."), class_name="block text-muted"),
    )
    return rx.el.span(spoken(summary.mode), place, video)


def _phone() -> rx.Component:
    return phone_field(
        "place",
        _("Le numéro où vous appeler"),
        hint=_("Celui de votre profil est proposé ; vous pouvez en écrire un autre."),
        default=BookState.summary.place,
        refusal=BookState.refusal,
    )


def _address() -> rx.Component:
    return text_field(
        "place",
        _("L’adresse où venir"),
        hint=_("Avec ce qui aide à vous trouver : étage, code, sonnette."),
        autocomplete="street-address",
        refusal=BookState.refusal,
    )


def _taken() -> rx.Component:
    state = BookState
    return rx.el.div(
        alert(
            rx.cond(
                state.instead.length() > 0,
                rx.el.p(_("Voici les prochains qui sont libres.")),
                rx.el.p(_("Il n’y en a pas d’autre libre pour l’instant.")),
            ),
            kind="warning",
            title=_("Ce créneau vient d’être pris"),
        ),
        _chosen(),
        rx.cond(state.instead.length() > 0, next_times(state.instead)),
        rx.el.div(link_button(_("Voir tous les créneaux"), href=state.back, kind="quiet")),
        class_name="grid gap-5",
    )


def _mine() -> rx.Component:
    return rx.el.div(
        alert(
            rx.el.p(_("Vous pouvez le voir dans vos rendez-vous, ou choisir un autre moment.")),
            title=_("Vous avez déjà un rendez-vous à cette heure"),
        ),
        rx.el.div(
            link_button(_("Voir mes rendez-vous"), href=routes.MY_APPOINTMENTS),
            link_button(_("Choisir un autre moment"), href=BookState.back, kind="quiet"),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid gap-5",
    )


def _missing() -> rx.Component:
    return empty(
        _("Cette consultation ne se réserve plus ici"),
        _("Elle a peut-être été retirée, ou n’est plus ouverte à la réservation en ligne."),
        icon="calendar-x",
        action=link_button(_("Voir ce qui se réserve"), href=routes.BOOK, kind="quiet"),
    )
