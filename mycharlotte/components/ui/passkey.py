"""A form whose button asks the device for a passkey, then sends what it answered in the field `passkey`.

passkey_form(hidden("method", "passkey"), action="/auth/code", challenge="/auth/defi", label="Utiliser ma clé d’accès",
             busy_label="Votre appareil vous le demande…", words=PasskeyWords(…), refusal=State.refusal, problem="…")

The button first sends the form to `challenge`, which answers with the browser's options (WebAuthn Level 3, §5.1.8 and
§5.1.9), with a refusal, or with the page to go to. What fails in the browser is said beneath the button; what the
server refuses, in the summary on top.
"""

from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.refusal import field_id, refusal_summary
from mycharlotte.components.ui.word import Word

_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_LOOKS = {
    "action": "grid justify-items-start gap-3",
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
    "cancelled": "text-muted",
    "failed": "font-medium text-error",
}


@dataclass(frozen=True, kw_only=True)
class PasskeyWords:
    """What the form says of what fails in the browser.

    `cancelled` is said for a wait that was too long as well: browsers make no difference. `known`: the device has a
    passkey here already. `unsupported`: the browser has no passkeys, or not on this page. `failed`: all the rest.
    """

    cancelled: Word
    known: Word
    unsupported: Word
    failed: Word


class PasskeyForm(rx.Component):
    """The form, its button and what it says."""

    library = rx.asset("scripts/passkey.js").importable_path
    tag = "PasskeyForm"

    action: rx.Var[str]
    method: rx.Var[str]
    no_validate: rx.Var[bool]
    kind: rx.Var[str]
    challenge: rx.Var[str]
    label: rx.Var[str]
    busy_label: rx.Var[str]
    button_id: rx.Var[str]
    words: rx.Var[dict[str, str]]
    looks: rx.Var[dict[str, str]]


def passkey_form(
    *extra: rx.Component,
    action: str,
    challenge: str,
    label: Word,
    busy_label: Word,
    words: PasskeyWords,
    kind: Literal["get", "create"] = "get",
    wide: bool = False,
    refusal: Any | None = None,
    problem: Word | None = None,
) -> rx.Component:
    """The form: `extra` (fields of its own), then the button. `kind` is whether a passkey is used or made."""
    return rx.el.div(
        refusal_summary(refusal, title=problem) if refusal is not None else rx.fragment(),
        PasskeyForm.create(
            *extra,
            action=action,
            method="post",
            no_validate=True,
            kind=kind,
            challenge=challenge,
            label=label,
            busy_label=busy_label,
            button_id=field_id("passkey"),
            words=dict(vars(words)),
            looks=_LOOKS | {"button": look("primary", wide=wide)},
            class_name="grid max-w-form gap-6",
        ),
    )
