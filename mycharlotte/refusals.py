"""Every sentence of refusal: what happened and how to mend it, in words one would say to an adult one respects.

One entry for each refusal of the domain (a test checks that none is missing, in both languages). Sentences may name the
details that the refusal carries: `{seconds}`, `{left}`.
"""

from collections.abc import Callable

from mycharlotte.domain import addresses, errors, names, phone, pictures, profiles, sign_in
from mycharlotte.domain.errors import Refused, TooManyTries
from mycharlotte.domain.profiles import SeveralRefused
from mycharlotte.locales import say, say_n
from mycharlotte.views.refusal import Refusal


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when it is shown."""
    return message


_FIELD_NAMES = {"first_name": _("votre prénom"), "last_name": _("votre nom")}
_THIS_FIELD = _("ce champ")

SENTENCES: dict[type[Refused], str] = {
    errors.NotFound: _("Cette page ou cet élément est introuvable."),
    errors.NotAllowed: _("Vous n’avez pas le droit de faire cela ici."),
    errors.SignedOut: _("Votre session est terminée. Reconnectez-vous pour continuer."),
    errors.Stale: _("Entre-temps, ces informations ont été modifiées ailleurs. Choisissez ce que vous gardez."),
    addresses.EmailInvalid: _("Écrivez une adresse e-mail complète, par exemple prenom.nom@exemple.fr."),
    names.NameMissing: _("Renseignez {name}."),
    names.NameTooLong: _("Raccourcissez {name} : 100 caractères au plus."),
    names.NameHasHiddenCharacters: _("Retapez {name} : le texte collé contient un caractère invisible."),
    phone.PhoneNotANumber: _("Écrivez le numéro avec des chiffres, par exemple 06 12 34 56 78."),
    phone.PhoneTooShort: _("Il manque des chiffres à ce numéro. Par exemple : 06 12 34 56 78."),
    phone.PhoneTooLong: _(
        "Ce numéro a trop de chiffres. L’indicatif du pays ne s’écrit qu’une fois : +33 6 12 34 56 78."
    ),
    phone.PhoneUnknownCountry: _("Aucun pays n’a cet indicatif. Pour la France, écrivez +33 ou commencez par 0."),
    phone.PhoneDoesNotExist: _("Ce numéro n’existe pas. Vérifiez les chiffres un à un."),
    pictures.PictureEmpty: _("Ce fichier est vide. Choisissez une autre photo."),
    pictures.PictureTooHeavy: _("Cette photo dépasse 10 Mo. Choisissez-en une plus légère."),
    pictures.PictureTooLarge: _("Cette photo a trop de pixels pour être ouverte. Choisissez-en une plus petite."),
    pictures.PictureNotAnImage: _("Ce fichier n’est pas une photo JPEG, PNG, WebP ou HEIC."),
    pictures.PictureDamaged: _("Cette photo est abîmée ou incomplète. Choisissez-en une autre."),
    pictures.PictureCropOutside: _("Le cadrage sort de la photo. Cadrez-la de nouveau."),
    profiles.UnknownLanguage: _("Cette langue n’est pas proposée."),
    sign_in.WrongCredentials: _(
        "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez les deux, puis réessayez."
    ),
    sign_in.AttemptOver: _("Cette connexion a expiré. Recommencez avec votre mot de passe."),
    sign_in.CodeMalformed: _("Le code compte 6 chiffres. Recopiez-le depuis l’e-mail."),
    sign_in.CodeExpired: _("Ce code a plus de 10 minutes. Demandez-en un nouveau."),
    sign_in.NoTriesLeft: _("Ce code a été essayé 5 fois : il ne sert plus. Demandez-en un nouveau."),
}


def shown(refused: Refused, language: str) -> Refusal:
    """Put a refusal in words: the summary's, and one beside each field to mend."""
    if isinstance(refused, SeveralRefused):
        by_field = {one.field: sentence(one, language) for one in refused.refusals}
        summary = say(language, "Quelques réponses sont à corriger.")
        return Refusal(sentence=summary, field=refused.field, by_field=by_field)
    words = sentence(refused, language)
    return Refusal(sentence=words, field=refused.field, by_field={refused.field: words} if refused.field else {})


def fault(reference: str, language: str) -> Refusal:
    """Say that something broke on our side."""
    words = say(
        language,
        "Quelque chose s’est mal passé de notre côté. Réessayez ; si cela recommence, écrivez-nous "
        "avec la référence {reference}.",
        reference=reference,
    )
    return Refusal(sentence=words)


def sentence(refused: Refused, language: str) -> str:
    """Put one refusal in words."""
    if worded := _WORDED.get(type(refused)):
        return worded(refused, language)
    name = say(language, _FIELD_NAMES.get(refused.field, _THIS_FIELD))
    return say(language, SENTENCES[type(refused)], **{**refused.details, "name": name})


def _too_many_tries(refused: Refused, language: str) -> str:
    seconds = refused.seconds if isinstance(refused, TooManyTries) else 0
    if seconds <= 90:  # noqa: PLR2004
        return say_n(
            language,
            "Trop d’essais à la suite. Réessayez dans {n} seconde.",
            "Trop d’essais à la suite. Réessayez dans {n} secondes.",
            max(1, seconds),
        )
    if seconds <= 90 * 60:
        return say_n(
            language,
            "Trop d’essais à la suite. Réessayez dans {n} minute.",
            "Trop d’essais à la suite. Réessayez dans {n} minutes.",
            -(-seconds // 60),
        )
    return say_n(
        language,
        "Trop d’essais à la suite. Réessayez dans {n} heure.",
        "Trop d’essais à la suite. Réessayez dans {n} heures.",
        -(-seconds // 3600),
    )


def _too_soon(refused: Refused, language: str) -> str:
    return say_n(
        language,
        "Le dernier code vient de partir. Vous pourrez en demander un autre dans {n} seconde.",
        "Le dernier code vient de partir. Vous pourrez en demander un autre dans {n} secondes.",
        int(str(refused.details["seconds"])),
    )


def _wrong_code(refused: Refused, language: str) -> str:
    return say_n(
        language,
        "Ce n’est pas le dernier code envoyé. Il vous reste {n} essai.",
        "Ce n’est pas le dernier code envoyé. Il vous reste {n} essais.",
        int(str(refused.details["left"])),
    )


_WORDED: dict[type[Refused], Callable[[Refused, str], str]] = {
    errors.TooManyTries: _too_many_tries,
    sign_in.ResendTooSoon: _too_soon,
    sign_in.WrongCode: _wrong_code,
}
