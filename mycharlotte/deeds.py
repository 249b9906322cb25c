"""Every sentence of the journal: what was done with an account, for its page and its file.

Sentences do not say who did it, unless it was somebody else whom we know: whoever reads is to recognise themselves.
Only words of ours and names are put in them.
"""

from mycharlotte.domain.audit import Action
from mycharlotte.domain.journal import Event, Kind
from mycharlotte.locales import marked as _
from mycharlotte.locales import say, say_n

SENTENCES: dict[Action, str] = {
    Action.PERSON_CREATED: _("Votre compte a été créé"),
    Action.SIGN_IN_REFUSED: _("Un mot de passe erroné a été tapé pour ouvrir votre compte"),
    Action.SIGN_IN_BEGUN: _("Votre mot de passe a été tapé pour ouvrir votre compte"),
    Action.CODE_SENT: _("Un code de connexion vous a été envoyé par e-mail"),
    Action.CODE_REFUSED: _("La deuxième étape de la connexion n’a pas été réussie"),
    Action.SIGNED_IN: _("Votre compte a été ouvert"),
    Action.SIGNED_OUT: _("La session a été fermée avec « Se déconnecter »"),
    Action.CONFIRMED: _("Votre identité a été confirmée"),
    Action.CONFIRMATION_REFUSED: _("Votre identité n’a pas été confirmée"),
    Action.PASSWORD_CHANGED: _("Le mot de passe a été modifié"),
    Action.PASSWORD_RESET_ASKED: _("Un lien pour mot de passe oublié a été demandé"),
    Action.PASSWORD_RESET: _("Un nouveau mot de passe a été choisi avec le lien reçu par e-mail"),
    Action.BACKUP_CODES_GENERATED: _("De nouveaux codes de secours ont été générés"),
    Action.BACKUP_CODES_PROVED: _("Un code de secours a été retapé pour vérifier qu’ils sont bien gardés"),
    Action.BACKUP_CODE_USED: _("Un code de secours a été utilisé"),
    Action.APP_ADDED: _("L’application d’authentification a été activée"),
    Action.APP_REMOVED: _("L’application d’authentification a été retirée"),
    Action.PASSKEY_ADDED: _("Une clé d’accès a été ajoutée"),
    Action.PASSKEY_RENAMED: _("Une clé d’accès a été renommée"),
    Action.PASSKEY_REMOVED: _("Une clé d’accès a été retirée"),
    Action.RESCUE_ISSUED: _("Vous avez créé un code de dépannage pour un membre"),
    Action.RESCUE_USED: _("Le code de dépannage a été utilisé"),
    Action.SESSION_REVOKED: _("Une autre session a été fermée"),
    Action.DEVICE_TRUSTED: _("L’appareil est devenu un appareil de confiance"),
    Action.DEVICE_DISTRUSTED: _("Un appareil de confiance a été oublié"),
    Action.JOURNAL_DOWNLOADED: _("Ce journal a été téléchargé"),
    Action.CALENDAR_LINK_MADE: _("Un lien d’agenda a été créé"),
    Action.CALENDAR_LINK_RENEWED: _("Un lien d’agenda a été renouvelé : l’ancienne adresse ne marche plus"),
    Action.CALENDAR_LINK_UPDATED: _("Ce que montre un lien d’agenda a été modifié"),
    Action.CALENDAR_LINK_REVOKED: _("Un lien d’agenda a été supprimé"),
}

# The same, when it is known by which method.
_BY_METHOD: dict[Action, dict[str | None, str]] = {
    Action.SIGNED_IN: {
        "": _("Votre compte a été ouvert avec votre mot de passe, depuis un appareil de confiance"),
        "mail": _("Votre compte a été ouvert avec un code reçu par e-mail"),
        "app": _("Votre compte a été ouvert avec un code de votre application"),
        "passkey": _("Votre compte a été ouvert avec une clé d’accès"),
        "backup": _("Votre compte a été ouvert avec un code de secours"),
        "rescue": _("Votre compte a été ouvert avec un code de dépannage"),
    },
    Action.CODE_REFUSED: {
        "mail": _("Un code erroné a été tapé à la place du code reçu par e-mail"),
        "app": _("Un code erroné a été tapé à la place du code de votre application"),
        "passkey": _("Une clé d’accès a été refusée à la connexion"),
        "backup": _("Un code erroné a été tapé à la place d’un code de secours"),
        "rescue": _("Un code erroné a été tapé à la place du code de dépannage"),
    },
    Action.CONFIRMED: {
        "password": _("Votre identité a été confirmée avec votre mot de passe"),
        "app": _("Votre identité a été confirmée avec un code de votre application"),
        "passkey": _("Votre identité a été confirmée avec une clé d’accès"),
        "backup": _("Votre identité a été confirmée avec un code de secours"),
    },
    Action.CONFIRMATION_REFUSED: {
        "password": _("Un mot de passe erroné a été tapé pour confirmer votre identité"),
        "app": _("Un code d’application erroné a été tapé pour confirmer votre identité"),
        "passkey": _("Une clé d’accès a été refusée pour confirmer votre identité"),
        "backup": _("Un code de secours erroné a été tapé pour confirmer votre identité"),
    },
}

# The same, when a name was written: that of a passkey.
_BY_NAME: dict[Action, str] = {
    Action.PASSKEY_ADDED: _("La clé d’accès « {name} » a été ajoutée"),
    Action.PASSKEY_RENAMED: _("Une clé d’accès a été renommée « {name} »"),
    Action.PASSKEY_REMOVED: _("La clé d’accès « {name} » a été retirée"),
}

_REFUSALS = {Action.SIGN_IN_REFUSED, Action.CODE_REFUSED, Action.CONFIRMATION_REFUSED}
_REFUSED = _("Une demande sur la sécurité de votre compte a été refusée")

KINDS: dict[Kind, str] = {
    Kind.SIGN_IN: _("Connexions"),
    Kind.PASSWORD: _("Mot de passe"),
    Kind.METHODS: _("Méthodes de validation"),
    Kind.DEVICES: _("Appareils et sessions"),
    Kind.ACCOUNT: _("Compte"),
}


def sentence(event: Event, language: str) -> str:
    """Put an event in words."""
    if event.is_refused and event.action not in _REFUSALS:
        return say(language, _REFUSED)
    if event.action is Action.RESCUE_ISSUED:
        return _rescue(event, language)
    if event.action is Action.SESSION_REVOKED and event.count:
        return say_n(
            language,
            "{n} autre session a été fermée",
            "Les {n} autres sessions ont été fermées",
            event.count,
        )
    if event.name and (named := _BY_NAME.get(event.action)):
        return say(language, named, name=event.name)
    return say(language, _BY_METHOD.get(event.action, {}).get(event.method, SENTENCES[event.action]))


def _rescue(event: Event, language: str) -> str:
    """An admin and someone helped both find it in their journals."""
    if not event.is_by_another:
        if not event.to:
            return say(language, SENTENCES[event.action])
        return say(language, "Vous avez créé un code de dépannage pour {name}", name=event.to)
    if not event.by:
        return say(language, "Un administrateur a créé un code de dépannage pour vous")
    return say(language, "{name} a créé un code de dépannage pour vous", name=event.by)
