"""The form of one's own profile (seed R10–R17)."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.edits import clashes, edited_version
from mycharlotte.components.ui.avatar import avatar
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.cropper import PictureWords, picture_field
from mycharlotte.components.ui.fields import fixed_field, phone_field, text_field
from mycharlotte.components.ui.form import form
from mycharlotte.components.ui.notice import notice
from mycharlotte.components.words import _
from mycharlotte.states.profile import ProfileState


def profile_form() -> rx.Component:
    """Everything one may change of oneself; nothing is kept before the button is pressed."""
    profile, refusal = ProfileState.profile, ProfileState.refusal
    return rx.fragment(
        form(
            clashes(
                ProfileState,
                title=_("Votre profil a été modifié ailleurs entre-temps"),
                labels={
                    "first_name": _("Votre prénom"),
                    "last_name": _("Votre nom"),
                    "phone": _("Votre numéro de téléphone"),
                },
                again=_("Pour garder ce que vous avez écrit, cliquez de nouveau sur « Mettre à jour mon profil »."),
            ),
            edited_version(ProfileState),
            _picture(),
            text_field(
                "first_name",
                _("Votre prénom"),
                default=profile.first_name,
                refusal=refusal,
                autocomplete="given-name",
            ),
            text_field(
                "last_name", _("Votre nom"), default=profile.last_name, refusal=refusal, autocomplete="family-name"
            ),
            phone_field(
                "phone",
                _("Votre numéro de téléphone"),
                hint=_(
                    "Portable de préférence. Par exemple 06 12 34 56 78, ou +33 6 67 37 30 01. Les numéros hors "
                    "de France sont acceptés."
                ),
                default=profile.phone,
                refusal=refusal,
            ),
            fixed_field(_("Votre adresse e-mail"), profile.email, hint=_change_of_address()),
            rx.el.div(button(_("Mettre à jour mon profil"), type="submit", busy_label=_("Enregistrement…"))),
            on_submit=ProfileState.save,
            refusal=refusal,
            problem=_("Il y a un problème"),
            saved=ProfileState.saved,
        ),
        notice(_("Votre profil est à jour."), serial=ProfileState.saved_serial, dismiss=_("Fermer")),
    )


def _picture() -> rx.Component:
    profile = ProfileState.profile
    pending = ProfileState.pending_picture_url
    shown = rx.cond(pending != "", pending, profile.picture_url)
    return rx.el.div(
        rx.el.h2(_("Votre photo de profil"), class_name="text-lead"),
        picture_field(
            "picture",
            upload_url=routes.POST_PICTURE,
            face=avatar(initials=profile.initials, picture=shown, size="large"),
            on_done=ProfileState.show_picture,
            serial=ProfileState.pictures_settled,
            words=PictureWords(
                choose=_("Choisir une photo"),
                hint=_("JPEG, PNG, WebP ou HEIC, 10 Mo au plus. Elle est vue par les membres de vos bulles."),
                crop=_("Cadrer la photo"),
                help=_("Déplacez la photo et réglez le zoom pour cadrer votre visage."),
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


def _change_of_address() -> rx.Component:
    contact = ProfileState.profile.contact_email
    return rx.el.span(
        _("Si vous voulez modifier votre adresse e-mail, envoyez-nous un e-mail à l’adresse"),
        " ",
        rx.el.a(contact, href="mailto:" + contact, class_name="link"),
        ".",
    )
