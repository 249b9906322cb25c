"""Pages that stand without the application: a refusal at the door, a page too large, a fault of ours.

Whole in themselves but for one stylesheet, in the reader's language, saying what happened and what to do.
"""

from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from mycharlotte import routes
from mycharlotte.http import cookies, origins
from mycharlotte.locales import marked as _
from mycharlotte.locales import say
from mycharlotte.templates import render

_NOT_FROM_OUR_PAGES = (
    _("Cette demande n’a pas pu être acceptée"),
    _("Elle ne vient pas d’une page de MyCharlotte. Revenez à l’accueil et recommencez."),
)
WORDS: dict[int, tuple[str, str]] = {
    400: _NOT_FROM_OUR_PAGES,
    403: _NOT_FROM_OUR_PAGES,
    405: _NOT_FROM_OUR_PAGES,
    404: (
        _("Page introuvable"),
        _("L’adresse est peut-être incomplète, ou la page n’existe plus. Rien n’est perdu : revenez à l’accueil."),
    ),
    413: (_("C’est trop volumineux"), _("L’envoi dépasse la taille acceptée. Revenez en arrière et allégez-le.")),
    429: (_("Beaucoup de demandes à la suite"), _("Attendez un moment, puis réessayez.")),
    503: (
        _("Ce service est momentanément indisponible"),
        _("Rien n’est perdu. Réessayez dans quelques minutes."),
    ),
    500: (
        _("Quelque chose s’est mal passé de notre côté"),
        _("Vous n’y êtes pour rien. Réessayez dans un instant."),
    ),
}


def plain_page(scope: Scope, status: int, *, reference: str = "", headers: dict[str, str] | None = None) -> Response:
    """Answer with a page of words. `reference` is what to quote when writing to us."""
    language = origins.language(scope, cookies.read(scope["headers"]).get(cookies.LANGUAGE, ""))
    title, text = WORDS[status]
    html = render(
        "plain.html",
        language=language,
        title=say(language, title),
        text=say(language, text),
        reference=say(language, "Référence à nous donner : {reference}", reference=reference) if reference else "",
        home=routes.HOME,
        back=say(language, "Revenir à l’accueil"),
    )
    return HTMLResponse(html, status_code=status, headers=headers)
