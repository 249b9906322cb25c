"""Pieces of the sign-in pages."""

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.button import button, look
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.countdown import countdown
from mycharlotte.components.ui.form import post_form
from mycharlotte.components.words import _
from mycharlotte.states.sign_in import SignInState
from mycharlotte.views.sign_in import DemoAccount


def resend() -> rx.Component:
    """Another mailed code, once the wait is over."""
    return rx.cond(
        (SignInState.second_step.method == "mail") | (SignInState.second_step.method == ""),
        another_code(routes.POST_RESEND, seconds=SignInState.second_step.seconds_to_resend, serial=SignInState.looks),
    )


def another_code(action: str, *, seconds: rx.Var[int], serial: rx.Var[int]) -> rx.Component:
    """The button that has another code mailed, by the door `action`."""
    return rx.el.div(
        post_form(
            countdown(
                button(_("Renvoyer un code"), type="submit", kind="quiet", busy_label=_("Envoi…")),
                seconds=seconds,
                serial=serial,
                waiting=_("Vous pourrez demander un autre code dans {seconds} s.", seconds="{seconds}"),
                ready=_("Vous pouvez demander un autre code."),
            ),
            action=action,
        ),
        class_name="mt-6 border-t border-line pt-5",
    )


def slow_mail() -> rx.Component:
    """The mail has not left yet: say so, nothing is lost."""
    return rx.cond(
        SignInState.second_step.is_mail_slow & (SignInState.second_step.method == "mail"),
        late_mail(),
    )


def late_mail() -> rx.Component:
    """The mail of a code has not left yet."""
    return rx.el.div(
        alert(
            rx.el.p(
                _(
                    "L’envoi des e-mails est lent en ce moment. Votre code partira dès que possible ; vous "
                    "pourrez aussi en redemander un."
                )
            ),
            kind="warning",
            title=_("Le code tarde à partir"),
        ),
        class_name="mb-6",
    )


def mailbox_link(url: rx.Var[str] = SignInState.mailbox_url) -> rx.Component:
    """In a demo, mails stay on this machine: lead to them."""
    return rx.cond(
        url != "",
        card(
            rx.el.p(
                _("Ceci est une démonstration : les e-mails restent sur cette machine."), class_name="mb-3 text-muted"
            ),
            rx.el.a(
                _("Ouvrir la boîte aux lettres"),
                href=url,
                target="_blank",
                class_name=look("quiet"),
            ),
            class_name="p-5",
        ),
    )


def demo_accounts() -> rx.Component:
    """In a demo, whom one may be."""
    return rx.cond(
        SignInState.accounts.length() > 0,
        card(
            rx.el.h2(_("Comptes de démonstration"), class_name="text-lead mb-1"),
            rx.el.p(
                _("Ces personnes sont inventées, et leurs e-mails restent sur cette machine."),
                class_name="mb-3 text-muted",
            ),
            rx.el.ul(rx.foreach(SignInState.accounts, _account), class_name="grid gap-3"),
            class_name="p-5",
        ),
    )


def _account(account: DemoAccount) -> rx.Component:
    part = rx.match(
        account.part,
        ("companion", _("accompagnante")),
        ("admin", _("administratrice de bulle")),
        _("patient"),
    )
    return rx.el.li(
        rx.el.p(rx.el.span(account.name, class_name="font-medium"), ", ", part),
        rx.el.p(rx.el.code(account.email), class_name="text-small"),
        rx.el.p(rx.el.code(account.password), class_name="text-small"),
    )
