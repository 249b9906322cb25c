"""Forms: what was refused on top, the fields, the button; what was typed stays, and nothing is sent twice.

form(text_field("first_name", "Votre prénom", default=State.profile.first_name, refusal=State.refusal),
     button("Mettre à jour mon profil", type="submit", busy_label="Enregistrement…"),
     on_submit=State.save, refusal=State.refusal, problem="Il y a un problème", saved=State.saved)

post_form(…, action="/connexion", refusal=…, problem=…)       the browser sends it itself
"""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.forms import Form

from mycharlotte.components.ui.refusal import refusal_summary
from mycharlotte.components.ui.word import Word

_FORM = rx.asset("scripts/form.js").importable_path
_SHAPE = "grid max-w-form gap-6"


class EventForm(Form):
    """A Reflex form that refuses to be sent twice."""

    library = _FORM
    tag = "EventForm"
    _is_tag_in_global_scope = False

    saved: rx.Var[int]
    answered: rx.Var[int]


class PostForm(rx.Component):
    """A form left to the browser: it works before the page is alive."""

    library = _FORM
    tag = "PostForm"

    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]
    no_validate: rx.Var[bool]
    auto_complete: rx.Var[str]


def form(
    *content: rx.Component,
    on_submit: Any,
    refusal: Any | None = None,
    problem: Word | None = None,
    saved: rx.Var[int] | None = None,
    answered: rx.Var[int] | None = None,
    **props: Any,
) -> rx.Component:
    """A form answered by an event. `problem` is the title of the summary of what was refused.

    When `saved` grows, the fields show again what the server kept. The button is busy from the moment the form is sent
    until `saved`, `answered` or the serial of the refusal changes.
    """
    answers = [] if refusal is None else [refusal.serial.to(int)]
    if saved is not None:
        props["saved"] = saved
        answers.append(saved.to(int))
    if answered is not None:
        answers.append(answered.to(int))
    if answers:
        props["answered"] = sum(answers[1:], start=answers[0])
    return rx.el.div(
        refusal_summary(refusal, title=problem) if refusal is not None else rx.fragment(),
        EventForm.create(*content, on_submit=on_submit, no_validate=True, class_name=_SHAPE, **props),
    )


def post_form(
    *content: rx.Component,
    action: Word,
    refusal: Any | None = None,
    problem: Word | None = None,
    files: bool = False,
    **props: Any,
) -> rx.Component:
    """A form sent by the browser itself (passwords, codes, sessions). Its button rests when the page comes back."""
    if files:
        props["enc_type"] = "multipart/form-data"
    return rx.el.div(
        refusal_summary(refusal, title=problem) if refusal is not None else rx.fragment(),
        PostForm.create(*content, action=action, method="post", no_validate=True, class_name=_SHAPE, **props),
    )


def hidden(name: str, value: Word) -> rx.Component:
    """What a form carries without showing it."""
    return rx.el.input(type="hidden", name=name, value=value)
