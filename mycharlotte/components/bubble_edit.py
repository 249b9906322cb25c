"""The form of a bubble's general information (seed R47, decision D9)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.edits import clashes, edited_version
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.cropper import PictureWords, picture_field
from mycharlotte.components.ui.fields import email_field, phone_field, text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.long_text import Count, long_text_field
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.ui.ready import ready
from mycharlotte.components.ui.skeleton import skeleton_fields
from mycharlotte.components.words import _
from mycharlotte.states.bubble_edit import BubbleEditState
from mycharlotte.states.session import SessionState

TEXT_AT_MOST = 2000
ADDRESS_AT_MOST = 300


def bubble_form() -> rx.Component:
    """Everything a bubble tells of itself; nothing is kept before the button is pressed."""
    information = BubbleEditState.information
    return rx.fragment(
        ready(information.ref != "", _form(), of=information.ref, waiting=form_waiting()),
        notice(
            _("Les informations de la bulle sont à jour."), serial=BubbleEditState.saved_serial, dismiss=_("Fermer")
        ),
    )


def form_waiting() -> rx.Component:
    """The room of the form."""
    return skeleton_fields(6, label=_("Chargement des informations"))


def _form() -> rx.Component:
    information, refusal, optional = BubbleEditState.information, BubbleEditState.refusal, _("(facultatif)")
    return form(
        clashes(
            BubbleEditState,
            title=_("Ces informations ont été modifiées ailleurs entre-temps"),
            labels={
                "name": _("Nom de la bulle"),
                "welcome": _("Message d’accueil"),
                "description": _("Présentation"),
                "address": _("Adresse"),
                "phone": _("Téléphone"),
                "email": _("E-mail"),
                "website": _("Site web"),
                "picture": _("Photo de la bulle"),
            },
            again=_("Pour enregistrer ce choix, cliquez de nouveau sur « Mettre à jour les informations »."),
        ),
        edited_version(BubbleEditState),
        _picture(),
        text_field("name", _("Nom de la bulle"), default=information.name, refusal=refusal),
        long_text_field(
            "welcome",
            _("Message d’accueil"),
            count=_count(TEXT_AT_MOST),
            default=information.welcome,
            hint=_("Les premiers mots que lit une personne qui rejoint la bulle."),
            refusal=refusal,
            optional=optional,
        ),
        long_text_field(
            "description",
            _("Présentation"),
            count=_count(TEXT_AT_MOST),
            default=information.description,
            hint=_("Ce que la bulle propose, à qui, et quand. N’écrivez rien sur la santé d’une personne."),
            rows=8,
            refusal=refusal,
            optional=optional,
        ),
        long_text_field(
            "address",
            _("Adresse"),
            count=_count(ADDRESS_AT_MOST),
            default=information.address,
            rows=3,
            refusal=refusal,
            optional=optional,
        ),
        phone_field(
            "phone",
            _("Téléphone"),
            default=information.phone,
            hint=_("Par exemple 01 23 45 67 89. Les numéros hors de France sont acceptés."),
            refusal=refusal,
            optional=optional,
        ),
        email_field(
            "email", _("E-mail"), autocomplete="off", default=information.email, refusal=refusal, optional=optional
        ),
        text_field(
            "website",
            _("Site web"),
            default=information.website,
            hint=_("Par exemple exemple.fr. Seules les adresses en https sont acceptées."),
            refusal=refusal,
            optional=optional,
            input_mode="url",
            auto_capitalize="none",
            spell_check=False,
        ),
        rx.el.div(button(_("Mettre à jour les informations"), type="submit", busy_label=_("Enregistrement…"))),
        on_submit=BubbleEditState.save,
        refusal=refusal,
        problem=_("Il y a un problème"),
        saved=BubbleEditState.saved,
    )


def _count(at_most: int) -> Count:
    return Count(
        at_most=at_most,
        left=_("Caractères restants : {n}", n="{n}"),
        over=_("Caractères en trop : {n}", n="{n}"),
        language=SessionState.language,
    )


def _picture() -> rx.Component:
    pending = BubbleEditState.pending_picture_url
    return rx.el.div(
        rx.el.h2(_("Photo de la bulle"), class_name="text-lead"),
        picture_field(
            "picture",
            upload_url=routes.POST_PICTURE,
            face=_face(rx.cond(pending != "", pending, BubbleEditState.information.picture_url)),
            shape="rect",
            on_done=BubbleEditState.show_picture,
            serial=BubbleEditState.pictures_settled,
            words=PictureWords(
                choose=_("Choisir une photo"),
                hint=_(
                    "JPEG, PNG, WebP ou HEIC, 10 Mo au plus. Seuls les membres de la bulle la voient, une fois les "
                    "informations mises à jour."
                ),
                crop=_("Cadrer la photo"),
                help=_("Déplacez la photo et réglez le zoom pour la cadrer."),
                move=_("Déplacer la photo avec les flèches du clavier"),
                zoom=_("Zoom"),
                keep=_("Garder ce cadrage"),
                cancel=_("Annuler"),
                sending=_("Envoi…"),
                unseen=_("Votre navigateur ne peut pas afficher cette photo. Elle sera cadrée au centre."),
                too_large=_("Cette photo dépasse 10 Mo. Choisissez-en une plus légère."),
                failed=_("L’envoi n’a pas abouti. Vérifiez votre connexion, puis réessayez."),
            ),
        ),
        class_name="grid gap-3",
    )


def _face(url: rx.Var[str]) -> rx.Component:
    return rx.cond(
        url != "",
        rx.el.img(src=url, alt="", width="96", height="96", class_name="size-24 shrink-0 rounded-control object-cover"),
        rx.el.span(
            icon("users-round", size="large"),
            class_name="grid size-24 shrink-0 place-items-center rounded-control bg-brand-soft text-brand",
        ),
    )
