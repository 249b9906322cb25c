"""The second steps in words: on the sign-in page, and over a page whose session is over."""

from mycharlotte.components.ui.sign_in_again import MethodWords
from mycharlotte.components.ui.word import Word
from mycharlotte.components.words import _


def method_words(address: Word) -> dict[str, MethodWords]:
    """What each method is called and asks for; `address` is where a code is mailed."""
    return {
        "mail": MethodWords(
            name=_("Code par e-mail"),
            title=_("Votre code de connexion"),
            lead=_("Nous l’avons envoyé à {address}.", address=address),
            label=_("Votre code"),
            hint=_("6 chiffres, valables 10 minutes."),
        ),
        "app": MethodWords(
            name=_("Application d’authentification"),
            title=_("Code de votre application"),
            lead=_("Ouvrez votre application d’authentification et recopiez le code affiché."),
            label=_("Votre code"),
            hint=_("6 chiffres, nouveaux toutes les 30 secondes."),
        ),
        "backup": MethodWords(
            name=_("Code de secours"),
            title=_("Code de secours"),
            lead=_("Prenez un code de votre liste. Il ne servira qu’une fois."),
            label=_("Votre code de secours"),
            hint=_("Par exemple K7M2X-9QTRB."),
        ),
        "rescue": MethodWords(
            name=_("Code de dépannage"),
            title=_("Code de dépannage"),
            lead=_("Recopiez le code que votre administrateur vous a donné."),
            label=_("Votre code de dépannage"),
            hint=_("Par exemple K7M2-9QTR."),
        ),
        "passkey": MethodWords(
            name=_("Clé d’accès"),
            title=_("Clé d’accès"),
            lead=_("Votre appareil vous reconnaît par votre empreinte, votre visage ou son code."),
            label=_("Utiliser ma clé d’accès"),
        ),
    }
