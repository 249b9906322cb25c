"""What a form post has to say to the page it sends back to: sealed in an HttpOnly cookie, for two minutes."""

import base64
import json
import time
from dataclasses import dataclass, field

from mycharlotte import refusals
from mycharlotte.domain import keys, sealing
from mycharlotte.domain.errors import Refused
from mycharlotte.views.refusal import Refusal

CONTEXT = "flash"
SECONDS = 120


@dataclass(frozen=True)
class Flash:
    """A refusal and what was typed (never a password), or the name of what was done."""

    refusal: Refusal = field(default_factory=Refusal)
    typed: dict[str, str] = field(default_factory=dict)
    done: str = ""


def seal(refused: Refused, typed: dict[str, str], *, path: str) -> str:
    """Seal a refusal, in both languages, for the page at `path`."""
    words = {}
    for language in ("fr", "en"):
        shown = refusals.shown(refused, language)
        words[language] = {"sentence": shown.sentence, "field": shown.field, "by_field": shown.by_field}
    return _sealed({"path": path, "typed": typed, "words": words})


def seal_done(done: str, *, path: str) -> str:
    """Seal the name of what was done, which the page at `path` puts in words."""
    return _sealed({"path": path, "done": done})


def unseal(text: str, *, path: str, language: str) -> Flash:
    """Return what was sealed for this page; nothing when it is too old, for another page, or not ours."""
    try:
        content = json.loads(sealing.unseal(base64.urlsafe_b64decode(text), key=keys.of(CONTEXT), context=CONTEXT))
    except (sealing.Unsealable, ValueError):
        return Flash()
    if content["path"] != path or time.time() - content["at"] > SECONDS:
        return Flash()
    if done := content.get("done"):
        return Flash(done=done)
    words = content["words"]["en" if language == "en" else "fr"]
    return Flash(Refusal(**words, serial=1), content["typed"])


def _sealed(content: dict[str, object]) -> str:
    plain = json.dumps({"at": time.time(), **content}).encode()
    return base64.urlsafe_b64encode(sealing.seal(plain, key=keys.of(CONTEXT), context=CONTEXT)).decode()
