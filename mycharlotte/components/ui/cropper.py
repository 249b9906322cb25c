"""A picture one chooses, frames in a square and sends: with a mouse, a finger or the keyboard.

    picture_field("picture", upload_url="/files/pictures", face=avatar(initials=…, picture=State.picture, size="large"),
                  words=PictureWords(choose="Choisir une photo", …), on_done=State.picture_sent)

The picture goes to `upload_url` as multipart/form-data: `x`, `y`, `width`, `height` (the square, in pixels of the
picture as it is seen upright; absent when the browser cannot show it), then `picture` (the file). The server answers
200 `{"ok": true, "picture": "<ref>"}`, or 4xx `{"sentence": "…", "field": "…"}`. Inside a form, the reference received
is sent with it under the field's name (empty when no picture was chosen).
"""

from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx
from reflex_base.components.component import field

from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.word import Word


@dataclass(frozen=True, kw_only=True)
class PictureWords:
    """What the field says. `unseen` is for a picture that this browser cannot show (HEIC, mostly)."""

    choose: Word
    hint: Word
    crop: Word
    help: Word
    move: Word
    zoom: Word
    keep: Word
    cancel: Word
    sending: Word
    unseen: Word
    too_large: Word
    failed: Word


class PictureField(rx.Component):
    """The field; the part that crops is fetched once a picture is chosen."""

    library = rx.asset("scripts/picture.jsx").importable_path
    tag = "PictureField"
    lib_dependencies: list[str] = field(default_factory=lambda: ["react-easy-crop@6.2.5"])

    name: rx.Var[str]
    upload_url: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    looks: rx.Var[dict[str, str]]
    shape: rx.Var[str]
    serial: rx.Var[int]

    _is_form_control = True

    on_done: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


_WORDS = "col-start-1 row-start-1 inline-flex items-center justify-center gap-2"
_LOOKS = {
    "frame": "grid gap-4",
    "row": "flex flex-wrap items-center gap-x-6 gap-y-4",
    "choice": "grid min-w-0 flex-1 basis-56 justify-items-start gap-2",
    "chooser": f"{look('quiet')} chooser relative",
    "hint": "text-small text-muted",
    "refusal": "font-medium text-error",
    "panel": "card arrive grid max-w-form gap-4 rounded-card border border-line bg-surface p-4 shadow-raised",
    "stage": "relative h-72 overflow-hidden rounded-control bg-sunken",
    "zoom": "grid min-h-11 grid-cols-[auto_1fr] items-center gap-4 font-medium",
    "progress": "progress h-1.5 w-full",
    "actions": "flex flex-wrap gap-3",
    "keep": look("primary"),
    "cancel": look("quiet"),
    "idle": f"idle-words {_WORDS}",
    "busy": f"busy-words {_WORDS}",
}


def picture_field(
    name: str,
    *,
    upload_url: Word,
    face: rx.Component,
    words: PictureWords,
    shape: Literal["round", "rect"] = "round",
    serial: int | rx.Var[int] = 0,
    on_done: Any = None,
    on_refused: Any = None,
) -> rx.Component:
    """The picture in use (`face`) and the way to change it.

    `shape` is how the square will be shown: as a disc, or whole. `on_done` receives the reference of the picture,
    `on_refused` the server's answer. When `serial` changes, a picture sent and not yet kept is forgotten.
    """
    events = {
        trigger: handler
        for trigger, handler in {"on_done": on_done, "on_refused": on_refused}.items()
        if handler is not None
    }
    said = dict(vars(words))
    said["tooLarge"] = said.pop("too_large")
    return PictureField.create(
        face, name=name, upload_url=upload_url, words=said, looks=_LOOKS, shape=shape, serial=serial, **events
    )
