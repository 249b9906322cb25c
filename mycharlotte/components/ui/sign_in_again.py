"""What covers a page whose session is over: the two steps of a sign-in, and the page is there again as it was left.

    sign_in_again(mark("myCharlotte"), over=State.is_over, back=State.is_signed_in, email=State.email,
                  doors=Doors(…), words=Words(…), methods={"mail": MethodWords(…), …})

What was typed stays beneath, and is neither seen nor reached meanwhile: somebody else may be in front of the screen.
The doors are those of the sign-in pages, asked for JSON (`mycharlotte/http/forms.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.passkey import PasskeyWords
from mycharlotte.components.ui.word import Flag, Word

_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_HIDDEN = "invisible"
_LOOKS = {
    # Opaque all around, even in print: nothing of the page beneath shows.
    "cover": (
        "visible m-0 h-dvh max-h-none w-screen max-w-none overflow-y-auto border-0 bg-ground p-0 text-ink "
        "backdrop:bg-ground"
    ),
    "page": "mx-auto flex min-h-full max-w-form flex-col gap-6 px-4 py-8 tablet:py-14",
    "mark": "flex justify-center",
    "card": "card rounded-card border border-line bg-surface p-6 shadow-raised phone:p-8",
    "head": "mb-6 grid gap-2",
    "title": "text-title tracking-tight",
    "lead": "text-muted",
    "form": "grid gap-6",
    "field": "grid gap-1.5",
    "label": "font-medium",
    "hint": "text-small text-muted digits",
    "value": "wrap-anywhere",
    "refusal": "font-medium text-error",
    "input": "field",
    "password": "field pr-28",
    "frame": "relative",
    "toggle": (
        "absolute inset-y-0.5 right-0.5 min-w-11 rounded-control px-3 text-small font-medium text-brand hover:bg-sunken"
    ),
    "code": "field max-w-72 text-code font-medium tracking-[0.25em] digits",
    "choice": "flex min-h-11 items-center gap-3 py-1",
    "tick": "size-6 shrink-0",
    "aside": "pl-9 text-small text-muted",
    "primary": look("primary", wide=True),
    "quiet": look("quiet"),
    "wide": look("quiet", wide=True),
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
    "wait": "grid justify-items-start gap-2",
    "part": "mt-6 grid gap-3 border-t border-line pt-5",
    "list": "grid gap-2",
    "ways": "text-center",
    "link": "link justify-self-start",
}


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Where it knocks. `page` is what a door answers when the second step is asked for; `step` tells which one.

    `entry` and `forgotten` are the pages for whoever is somebody else, or no longer knows the password.
    """

    password: str
    code: str
    method: str
    resend: str
    challenge: str
    step: str
    page: str
    entry: str
    forgotten: str


@dataclass(frozen=True, kw_only=True)
class MethodWords:
    """A second step: its name in the list of the others, then its own page. A passkey's label is its button's."""

    name: Word
    title: Word
    lead: Word
    label: Word
    hint: Word = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What it says. `wait` has `{seconds}` for the number."""

    title: Word
    lead: Word
    email: Word
    password: Word
    show: Word
    hide: Word
    next: Word
    enter: Word
    checking: Word
    returning: Word
    trust: Word
    shared: Word
    resend: Word
    sending: Word
    wait: Word
    ready: Word
    mailbox: Word
    others: Word
    forgotten: Word
    another: Word
    offline: Word
    broken: Word
    device: PasskeyWords


class SignInAgain(rx.Component):
    """The cover, and what is in it while it is there."""

    library = rx.asset("scripts/sign_in_again.js").importable_path
    tag = "SignInAgain"

    over: rx.Var[bool]
    back: rx.Var[bool]
    email: rx.Var[str]
    hidden: rx.Var[str]
    doors: rx.Var[dict[str, str]]
    words: rx.Var[dict[str, str]]
    methods: rx.Var[dict[str, dict[str, str]]]
    looks: rx.Var[dict[str, str]]


def sign_in_again(
    mark: rx.Component,
    *,
    over: Flag,
    back: Flag,
    email: Word,
    doors: Doors,
    words: Words,
    methods: Mapping[str, MethodWords],
) -> rx.Component:
    """The cover: there once `over`, until `back`. `methods` has the words of each second step."""
    said = dict(vars(words))
    return SignInAgain.create(
        mark,
        over=over,
        back=back,
        email=email,
        hidden=_HIDDEN,
        doors=dict(vars(doors)),
        words=said | vars(said.pop("device")),
        methods={method: dict(vars(one)) for method, one in methods.items()},
        looks=_LOOKS,
    )
