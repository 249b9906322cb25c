"""The field of a new password, the same wherever one is chosen (seed R27, decision D3)."""

from typing import Any

import reflex as rx

from mycharlotte import routes
from mycharlotte.components.ui.new_password import NewPasswordWords
from mycharlotte.components.ui.new_password import new_password_field as field
from mycharlotte.components.words import _


def new_password_field(refusal: Any, *, label: rx.Var[str] | None = None) -> rx.Component:
    """Ask for a new password; the rule is the seed's, shown as it is met."""
    return field(
        "new_password",
        _("Nouveau mot de passe") if label is None else label,
        rules=[
            ("too-short", _("12 caractères au moins")),
            ("no-upper", _("au moins une majuscule")),
            ("no-lower", _("des minuscules")),
            ("no-digit", _("un chiffre")),
        ],
        words=NewPasswordWords(
            show=_("Afficher"),
            hide=_("Masquer"),
            rule=_("Ce qu’il faut"),
            met=_("c’est fait"),
            unmet=_("à faire"),
            strengths=[_("Très facile à deviner"), _("Facile à deviner"), _("Moyen"), _("Solide"), _("Très solide")],
            weak={
                "common": _("Ce mot de passe est trop répandu : choisissez-en un autre."),
                "personal": _("Votre adresse ou votre nom ne peut pas être votre mot de passe."),
            },
        ),
        judge=routes.POST_STRENGTH,
        hint=_("Une phrase de plusieurs mots se retient mieux. Vous pouvez coller celui d’un gestionnaire."),
        refusal=refusal,
    )
