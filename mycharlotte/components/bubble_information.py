"""What a bubble tells of itself, as its members read it."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.bubble_frame import bubble_href
from mycharlotte.components.ui.button import link_button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.skeleton import skeleton, skeleton_lines, waiting
from mycharlotte.components.ui.word import Flag, Word
from mycharlotte.components.words import _
from mycharlotte.states.bubble_information import BubbleInformationState
from mycharlotte.states.bubbles import BubbleState

_LINK = "link inline-flex min-h-11 items-center gap-2"


def bubble_information() -> rx.Component:
    """A page worth reading; until an admin wrote something, what will be there."""
    information = BubbleInformationState.information
    return rx.cond(
        information.ref == BubbleState.bubble.ref,
        rx.cond(information.tells_something, _information(), _nothing_yet()),
        information_waiting(),
    )


def information_waiting() -> rx.Component:
    """The room of the page."""
    return waiting(
        rx.el.div(skeleton("h-40 w-40"), class_name="mb-2"),
        skeleton_lines(4, label=_("Chargement des informations")),
        label=_("Chargement des informations"),
    )


def _information() -> rx.Component:
    information = BubbleInformationState.information
    return rx.el.div(
        rx.cond((information.picture_url != "") | (information.welcome != ""), _welcome()),
        rx.cond(
            information.description != "",
            section(_paragraphs(information.description_paragraphs), title=_("Présentation")),
        ),
        rx.cond(_has_contacts(), section(_contacts(), title=_("Adresse et contacts"))),
        rx.cond(BubbleState.bubble.may_run, _edit_link()),
    )


def _welcome() -> rx.Component:
    information = BubbleInformationState.information
    return rx.el.section(
        rx.cond(
            information.picture_url != "",
            rx.el.img(
                src=information.picture_url,
                alt=_("Photo de la bulle {name}", name=information.name),
                width="160",
                height="160",
                class_name="size-40 shrink-0 rounded-card bg-sunken object-cover",
            ),
        ),
        rx.cond(
            information.welcome != "",
            rx.el.div(
                rx.el.h2(_("Bienvenue"), class_name="text-lead"),
                _paragraphs(information.welcome_paragraphs),
                class_name="grid min-w-0 content-start gap-3",
            ),
        ),
        class_name="mb-10 flex flex-col gap-x-8 gap-y-5 tablet:flex-row",
    )


def _paragraphs(paragraphs: rx.Var[tuple[str, ...]]) -> rx.Component:
    """Each as it was written, line by line; never anything but text."""
    return rx.el.div(
        rx.foreach(paragraphs, lambda text: rx.el.p(text, dir="auto", class_name="whitespace-pre-line wrap-anywhere")),
        class_name="grid max-w-measure gap-4",
    )


def _has_contacts() -> Flag:
    information = BubbleInformationState.information
    return information.address + information.phone + information.email + information.website != ""


def _contacts() -> rx.Component:
    information = BubbleInformationState.information
    return card(
        rx.el.dl(
            _line(
                "map-pin",
                _("Adresse"),
                rx.el.span(information.address, dir="auto", class_name="block whitespace-pre-line py-2.5"),
                is_there=information.address != "",
            ),
            _line(
                "phone",
                _("Téléphone"),
                rx.el.a(information.phone, href="tel:" + information.phone_dialled, class_name=_LINK),
                is_there=information.phone != "",
            ),
            _line(
                "mail",
                _("E-mail"),
                rx.el.a(information.email, href="mailto:" + information.email, class_name=_LINK),
                is_there=information.email != "",
            ),
            _line("globe", _("Site web"), _website(), is_there=information.website != ""),
        ),
        class_name="px-6 py-2",
    )


def _website() -> rx.Component:
    information = BubbleInformationState.information
    return rx.el.a(
        rx.el.bdi(information.website_shown, class_name="min-w-0 wrap-anywhere"),
        icon("external-link", size="small"),
        rx.el.span(_("(s’ouvre dans un nouvel onglet)"), class_name="sr-only"),
        href=information.website,
        target="_blank",
        rel="noopener noreferrer",
        class_name=_LINK,
    )


def _line(drawing: str, name: Word, value: rx.Component, *, is_there: Flag) -> rx.Component:
    return rx.cond(
        is_there,
        rx.el.div(
            rx.el.dt(
                icon(drawing, class_name="text-muted"),
                name,
                class_name="flex items-center gap-3 text-muted tablet:py-2.5",
            ),
            rx.el.dd(value, class_name="min-w-0 wrap-anywhere pl-[2.125rem] tablet:pl-0"),
            class_name=(
                "grid items-start gap-x-6 border-b border-line py-1.5 last:border-b-0 "
                "tablet:grid-cols-[12rem_minmax(0,1fr)]"
            ),
        ),
    )


def _edit_link() -> rx.Component:
    return link_button(
        _("Modifier les informations"), href=bubble_href(routes.BUBBLE_EDIT), kind="quiet", icon="pencil"
    )


def _nothing_yet() -> rx.Component:
    return rx.cond(
        BubbleState.bubble.may_run,
        empty(
            _("Présentez votre bulle"),
            _(
                "Un mot d’accueil, une adresse, un téléphone : les membres sauront où ils sont et à qui s’adresser. "
                "Tout est facultatif, sauf le nom."
            ),
            icon="message-square-text",
            action=link_button(_("Modifier les informations"), href=bubble_href(routes.BUBBLE_EDIT), icon="pencil"),
        ),
        empty(
            _("Cette bulle n’a pas encore d’informations"),
            _("Son adresse, ses contacts et un mot d’accueil apparaîtront ici dès qu’un administrateur les écrira."),
            icon="message-square-text",
        ),
    )
