"""Where one's account is open, and the devices one trusts: two lists, and the way out of each line."""

import reflex as rx

from mycharlotte.components.ui.alert import alert
from mycharlotte.components.ui.badge import badge
from mycharlotte.components.ui.button import button
from mycharlotte.components.ui.card import card
from mycharlotte.components.ui.empty import empty
from mycharlotte.components.ui.icon import icon
from mycharlotte.components.ui.outcome import outcome
from mycharlotte.components.ui.page import section
from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.skeleton import skeleton, waiting
from mycharlotte.components.words import _
from mycharlotte.states.devices import DevicesState
from mycharlotte.states.session import SessionState
from mycharlotte.views.devices import DeviceLine, DeviceWords, SessionLine, SessionWords

_ROW = "flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4"


def devices() -> rx.Component:
    """What was just done, the sessions, the trusted devices."""
    return rx.el.div(_outcome(), _sessions(), _devices())


def devices_waiting() -> rx.Component:
    """The room of both lists."""
    line = rx.el.div(
        skeleton("size-10"),
        rx.el.div(skeleton("h-5 w-44"), skeleton("h-5 w-3/4"), skeleton("h-5 w-2/3"), class_name="grid flex-1 gap-1.5"),
        class_name="flex gap-4 px-5 py-4",
    )
    group = rx.el.div(skeleton("h-6 w-52"), card(line, line, class_name="lined"), class_name="grid gap-4")
    return waiting(group, group, label=_("Chargement de vos sessions et de vos appareils"), class_name="grid gap-10")


def _outcome() -> rx.Component:
    return outcome(
        rx.match(
            DevicesState.done,
            (
                "session",
                _done(_("La session est fermée."), _("Pour y revenir, il faudra s’y connecter de nouveau.")),
            ),
            (
                "others",
                _done(
                    _("Les autres sessions sont fermées."), _("Votre compte n’est plus ouvert que sur cet appareil.")
                ),
            ),
            (
                "device",
                _done(
                    _("Cet appareil n’est plus de confiance."),
                    _("À la prochaine connexion, la deuxième étape y sera demandée."),
                ),
            ),
            rx.fragment(),
        ),
        refusal_summary(DevicesState.refusal, title=_("Il y a un problème")),
        serial=DevicesState.deeds,
    )


def _done(title: rx.Var[str], words: rx.Var[str]) -> rx.Component:
    return rx.el.div(alert(rx.el.p(words), kind="success", title=title), class_name="mb-8")


def _sessions() -> rx.Component:
    return section(
        card(rx.el.ul(rx.foreach(DevicesState.sessions, _session), class_name="lined"), class_name=""),
        rx.cond(
            DevicesState.sessions.length() > 1,
            rx.el.div(button(_("Déconnecter les autres"), kind="quiet", on_click=DevicesState.revoke_others)),
            rx.el.p(_("Votre compte n’est ouvert nulle part ailleurs."), class_name="text-muted"),
        ),
        title=_("Sessions ouvertes"),
        lead=_("Si vous n’en reconnaissez pas une, déconnectez-la, puis changez votre mot de passe."),
    )


def _session(line: SessionLine) -> rx.Component:
    return rx.el.li(
        _picture(line.is_handheld),
        rx.cond(SessionState.language == "en", _session_words(line.english, line), _session_words(line.french, line)),
        rx.cond(
            line.is_this,
            rx.fragment(),
            button(
                _("Déconnecter"),
                kind="quiet",
                on_click=DevicesState.revoke(line.ref),
                aria_label=_("Déconnecter {device}", device=_named(line)),
            ),
        ),
        class_name=_ROW,
    )


def _session_words(words: SessionWords, line: SessionLine) -> rx.Component:
    here = rx.cond(line.is_this, badge(_("Cette session"), "success"))
    return _in_words(words.device, here, words.opened, words.seen)


def _devices() -> rx.Component:
    return section(
        rx.cond(
            DevicesState.devices.length() > 0,
            card(rx.el.ul(rx.foreach(DevicesState.devices, _device), class_name="lined"), class_name=""),
            empty(
                _("Aucun appareil de confiance"),
                _("En vous connectant, vous pouvez faire confiance à votre appareil pendant 30 jours."),
                icon="monitor-smartphone",
            ),
        ),
        title=_("Appareils de confiance"),
        lead=_(
            "Seul votre mot de passe y est demandé. Ils perdent votre confiance dès que votre mot de passe ou vos "
            "méthodes changent."
        ),
    )


def _device(line: DeviceLine) -> rx.Component:
    return rx.el.li(
        _picture(line.is_handheld),
        rx.cond(SessionState.language == "en", _device_words(line.english, line), _device_words(line.french, line)),
        button(
            _("Ne plus faire confiance"),
            kind="quiet",
            on_click=DevicesState.distrust(line.ref),
            aria_label=_("Ne plus faire confiance à {device}", device=_named(line)),
        ),
        class_name=_ROW,
    )


def _device_words(words: DeviceWords, line: DeviceLine) -> rx.Component:
    here = rx.cond(line.is_this, badge(_("Cet appareil"), "success"))
    return _in_words(words.device, here, words.until, words.used)


def _in_words(name: str, here: rx.Component, *sentences: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.span(name, class_name="font-medium"), here, class_name="flex flex-wrap items-center gap-x-3 gap-y-1"
        ),
        *(rx.el.p(sentence, class_name="text-small text-muted") for sentence in sentences),
        class_name="grid min-w-0 flex-1 basis-56 gap-0.5",
    )


def _named(line: SessionLine | DeviceLine) -> rx.Var[str]:
    return rx.cond(SessionState.language == "en", line.english.device, line.french.device)


def _picture(is_handheld: bool) -> rx.Component:  # noqa: FBT001 - a variable of the line
    return rx.el.span(
        rx.cond(is_handheld, icon("smartphone"), icon("monitor")),
        class_name="grid size-10 shrink-0 place-items-center self-start rounded-control bg-sunken text-muted",
    )
