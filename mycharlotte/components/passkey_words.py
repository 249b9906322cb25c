"""What is said when a device does not answer with a passkey."""

from mycharlotte.components.ui.passkey import PasskeyWords
from mycharlotte.components.words import _


def passkey_words() -> PasskeyWords:
    """The sentences for whoever uses a passkey they have."""
    return PasskeyWords(
        cancelled=_("Vous avez annulé, ou le délai est passé. Réessayez, ou choisissez une autre méthode."),
        known=_("Cet appareil a déjà une clé d’accès sur votre compte."),
        unsupported=_("Ce navigateur ne sait pas utiliser de clé d’accès. Choisissez une autre méthode."),
        failed=_("Votre appareil n’a pas répondu. Réessayez, ou choisissez une autre méthode."),
    )
