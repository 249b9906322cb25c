"""Creating a bubble: its name, its first admin, then what happens next."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, link_button
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.fields import email_field, text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.words import _
from mycharlotte.states.home import HomeState
from mycharlotte.states.new_bubble import NewBubbleState


def new_bubble() -> rx.Component:
    """The form, then what was done; for anyone but a platform admin, why there is none."""
    created = NewBubbleState.created
    return rx.cond(
        NewBubbleState.is_allowed,
        outcome(rx.cond(created.ref != "", _created(), _form()), serial=NewBubbleState.creations),
        empty(
            _("Cette page est réservée aux administrateurs de la plateforme"),
            _("On entre dans une bulle par une invitation de son administrateur."),
            icon="lock",
            action=link_button(_("Voir mes bulles"), href=routes.BUBBLES, kind="quiet"),
        ),
    )


def new_bubble_link() -> rx.Component:
    """The way there, for those who may."""
    return rx.cond(
        HomeState.home.may_create_bubble,
        rx.el.div(
            link_button(_("Créer une bulle"), href=routes.NEW_BUBBLE, kind="quiet", icon="plus"), class_name="mt-6"
        ),
    )


def _form() -> rx.Component:
    refusal, optional = NewBubbleState.refusal, _("(facultatif)")
    return form(
        text_field("name", _("Nom de la bulle"), hint=_("Par exemple : Bulle des Lilas."), refusal=refusal),
        rx.el.fieldset(
            rx.el.legend(_("Son premier administrateur"), class_name="mb-4 text-lead font-bold"),
            email_field(
                "email",
                _("Son adresse e-mail"),
                autocomplete="off",
                hint=_("Une invitation y sera envoyée. Avec votre propre adresse, vous administrez la bulle aussitôt."),
                refusal=refusal,
            ),
            text_field("admin_first_name", _("Son prénom"), refusal=refusal, optional=optional),
            text_field("admin_last_name", _("Son nom"), refusal=refusal, optional=optional),
            class_name="grid gap-6",
        ),
        rx.el.div(button(_("Créer la bulle"), type="submit", busy_label=_("Création…"))),
        on_submit=NewBubbleState.create,
        refusal=refusal,
        problem=_("Il y a un problème"),
    )


def _created() -> rx.Component:
    created = NewBubbleState.created
    return rx.el.div(
        rx.cond(created.invited_email != "", _invited(), _yours()),
        rx.el.div(
            rx.cond(
                created.invited_email == "",
                link_button(
                    _("Écrire ses informations"),
                    href=rx.Var.create(routes.of_bubble(routes.BUBBLE_EDIT, "")) + created.ref,
                ),
            ),
            button(_("Créer une autre bulle"), kind="quiet", on_click=NewBubbleState.begin_again),
            link_button(_("Voir mes bulles"), href=routes.BUBBLES, kind="quiet"),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid max-w-measure gap-6",
    )


def _invited() -> rx.Component:
    created = NewBubbleState.created
    return rx.el.div(
        alert(
            _("Une invitation part à l’adresse {email}.", email=created.invited_email),
            kind="success",
            title=_("La bulle « {name} » est créée", name=created.name),
        ),
        rx.el.h2(_("Et maintenant"), class_name="text-lead"),
        rx.el.ol(
            rx.el.li(
                _(
                    "La personne ouvre le lien de l’e-mail, puis accepte : elle crée son compte, ou se connecte si "
                    "elle en a un. Elle a {days} jours pour répondre.",
                    days=created.days_to_answer,
                )
            ),
            rx.el.li(_("Elle administre alors la bulle : elle en écrit les informations et y invite les membres.")),
            rx.el.li(
                _(
                    "Si l’adresse était fausse, ou si la personne ne répond pas, créez de nouveau la bulle sous le "
                    "même nom : l’invitation est renvoyée, ou part à une autre adresse."
                )
            ),
            class_name="grid list-decimal gap-2 pl-6",
        ),
        class_name="grid gap-4",
    )


def _yours() -> rx.Component:
    return alert(
        _("C’est votre adresse : vous en êtes le premier administrateur dès maintenant, sans invitation."),
        kind="success",
        title=_("La bulle « {name} » est créée", name=NewBubbleState.created.name),
    )
