"""Fields: a label, a hint, the refusal in the same words as the summary, an input that keeps what was typed.

    text_field("first_name", "Votre prénom", default=State.first_name, autocomplete="given-name", refusal=State.refusal)
    phone_field("phone", "Votre numéro de téléphone", hint="De préférence un mobile.", refusal=State.refusal)

Inputs are left to the browser (`default`): an answer of the server never takes back a letter.
"""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.refusal import concerns, field_id, refusal_message
from mycharlotte.components.ui.word import Word, element_id


class PasswordInput(rx.Component):
    """An input and its button to show what is typed."""

    library = rx.asset("scripts/password.js").importable_path
    tag = "PasswordInput"

    name: rx.Var[str]
    auto_complete: rx.Var[str]
    required: rx.Var[bool]
    auto_focus: rx.Var[bool]
    max_length: rx.Var[int]
    show: rx.Var[str]
    hide: rx.Var[str]
    toggle_class_name: rx.Var[str]
    frame_class_name: rx.Var[str]

    _is_form_control = True


class CodeInput(rx.Component):
    """An input that takes a code pasted with spaces and dashes."""

    library = rx.asset("scripts/code.js").importable_path
    tag = "CodeInput"

    name: rx.Var[str]
    digits: rx.Var[int]
    lettered: rx.Var[bool]
    auto_capitalize: rx.Var[str]
    spell_check: rx.Var[bool]
    input_mode: rx.Var[str]
    auto_complete: rx.Var[str]
    required: rx.Var[bool]
    auto_focus: rx.Var[bool]

    _is_form_control = True


def described(name: str, hint: Word | None, refusal: Any | None) -> dict[str, Any]:
    """The attributes that tie an input to its hint and, when it is at fault, to its refusal."""
    hint_id = f"{field_id(name)}-hint" if hint is not None else ""
    if refusal is None:
        return {"aria-describedby": hint_id} if hint_id else {}
    refused = concerns(refusal, name)
    at_fault = f"{field_id(name)}-refusal {hint_id}".strip()
    return {
        "aria-invalid": rx.cond(refused, "true", "false"),
        "aria-describedby": rx.cond(refused, at_fault, hint_id or rx.Var("undefined")),
    }


def framed(
    name: str, label: Word, control: rx.Component, *, hint: Word | None, refusal: Any | None, optional: Word | None
) -> rx.Component:
    """A control with its label, its hint and its refusal, in the order they are read."""
    return rx.el.div(
        rx.el.label(
            label,
            rx.el.span(" ", optional, class_name="font-normal text-muted") if optional is not None else rx.fragment(),
            html_for=field_id(name),
            class_name="font-medium",
        ),
        rx.el.p(hint, id=element_id(field_id(name), "hint"), class_name="text-small text-muted")
        if hint is not None
        else rx.fragment(),
        refusal_message(refusal, name) if refusal is not None else rx.fragment(),
        control,
        class_name="grid gap-1.5",
    )


def text_field(
    name: str,
    label: Word,
    *,
    default: Any = None,
    hint: Word | None = None,
    refusal: Any | None = None,
    optional: Word | None = None,
    autocomplete: str = "off",
    **props: Any,
) -> rx.Component:
    """One line of text. `optional` is the word shown when it may stay empty; else it is required."""
    if default is not None:
        props["default_value"] = default
    if props.setdefault("type", "text") == "text":
        # A name written from right to left stands as it is written.
        props["dir"] = "auto"
    control = rx.el.input(
        id=element_id(field_id(name)),
        name=name,
        auto_complete=autocomplete,
        required=optional is None,
        class_name="field",
        custom_attrs=described(name, hint, refusal),
        **props,
    )
    return framed(name, label, control, hint=hint, refusal=refusal, optional=optional)


def email_field(name: str, label: Word, *, autocomplete: str = "email", **props: Any) -> rx.Component:
    """An e-mail address; `autocomplete="username"` on the sign-in page."""
    return text_field(
        name,
        label,
        autocomplete=autocomplete,
        type="email",
        input_mode="email",
        auto_capitalize="none",
        spell_check=False,
        **props,
    )


def phone_field(name: str, label: Word, **props: Any) -> rx.Component:
    """A telephone number, typed as people write it."""
    return text_field(name, label, autocomplete="tel", type="tel", input_mode="tel", **props)


def password_field(
    name: str,
    label: Word,
    *,
    show: Word,
    hide: Word,
    hint: Word | None = None,
    refusal: Any | None = None,
    new: bool = False,
    **props: Any,
) -> rx.Component:
    """A password, with a button (`show`, `hide`) to see it. `new` tells password keepers to propose one."""
    control = PasswordInput.create(
        id=element_id(field_id(name)),
        name=name,
        auto_complete="new-password" if new else "current-password",
        required=True,
        show=show,
        hide=hide,
        class_name="field pr-28",
        frame_class_name="relative",
        toggle_class_name=(
            "absolute inset-y-0.5 right-0.5 min-w-11 rounded-control px-3 text-small font-medium text-brand "
            "hover:bg-sunken"
        ),
        custom_attrs=described(name, hint, refusal),
        **props,
    )
    return framed(name, label, control, hint=hint, refusal=refusal, optional=None)


def code_field(
    name: str, label: Word, *, digits: int = 6, hint: Word | None = None, refusal: Any | None = None, **props: Any
) -> rx.Component:
    """One field for a code of digits: takes a paste with spaces, and the code the telephone proposes."""
    return _code(name, label, hint, refusal, digits=digits, input_mode="numeric", **props)


def lettered_code_field(
    name: str, label: Word, *, hint: Word | None = None, refusal: Any | None = None, **props: Any
) -> rx.Component:
    """One field for a code of letters and digits, in either case, with or without its dashes."""
    props |= {"input_mode": "text", "auto_capitalize": "characters", "spell_check": False}
    return _code(name, label, hint, refusal, lettered=True, **props)


def _code(name: str, label: Word, hint: Word | None, refusal: Any | None, **props: Any) -> rx.Component:
    control = CodeInput.create(
        id=element_id(field_id(name)),
        name=name,
        auto_complete="one-time-code",
        required=True,
        class_name="field max-w-72 text-code font-medium tracking-[0.25em] digits",
        custom_attrs=described(name, hint, refusal),
        **props,
    )
    return framed(name, label, control, hint=hint, refusal=refusal, optional=None)


def fixed_field(label: Word, value: Word, *, hint: rx.Component | Word | None = None) -> rx.Component:
    """What is shown and cannot be edited here; the hint says what to do instead."""
    return rx.el.div(
        rx.el.p(label, class_name="font-medium"),
        rx.el.p(value, class_name="wrap-anywhere"),
        rx.el.p(hint, class_name="text-small text-muted") if hint is not None else rx.fragment(),
        class_name="grid gap-1.5",
    )
