"""The code that makes an account, mailed to the address invited."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.sign_in import another_code, late_mail, mailbox_link
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.fields import code_field
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.words import _
from mycharlotte.states.guests import GuestState


def code() -> rx.Component:
    """The code of the mail, and what to do without one."""
    return rx.fragment(
        rx.cond(GuestState.sign_up.is_mail_slow, late_mail()),
        post_form(
            code_field(
                "code",
                _("Votre code"),
                hint=_("6 chiffres, valables 10 minutes."),
                default_value=GuestState.code,
                refusal=GuestState.refusal,
            ),
            button(_("Créer mon compte"), type="submit", wide=True, busy_label=_("Vérification…")),
            action=routes.POST_SIGN_UP_CODE,
            refusal=GuestState.refusal,
            problem=_("Il y a un problème"),
        ),
        rx.el.p(
            _("Pas de code dans le message ? Il vous dit alors comment répondre avec le compte que vous avez déjà."),
            class_name="mt-6 text-muted",
        ),
        another_code(routes.POST_SIGN_UP_RESEND, seconds=GuestState.sign_up.seconds_to_resend, serial=GuestState.looks),
    )


def mailbox() -> rx.Component:
    """In a demo, where the message is."""
    return mailbox_link(GuestState.mailbox_url)
