"""The words of lists of invitations: their columns, the roles, and why a row is not sent with how to mend it.

One sentence for each `RowRefusal` (a test checks that none is missing): pages and files say the same.
"""

from mycharlotte.domain.invitation_files import Column, RowRefusal
from mycharlotte.locales import marked as _
from mycharlotte.locales import say
from mycharlotte.models.bubbles import Role

COLUMNS: dict[Column, str] = {
    Column.EMAIL: _("adresse e-mail"),
    Column.ROLE: _("rôle"),
    Column.FIRST_NAME: _("prénom"),
    Column.LAST_NAME: _("nom"),
    Column.MESSAGE: _("message"),
    Column.LANGUAGE: _("langue"),
}
ROLES: dict[Role, str] = {Role.PATIENT: _("patient"), Role.COMPANION: _("accompagnant")}
REASONS: dict[RowRefusal, str] = {
    RowRefusal.EMAIL_MISSING: _("Il manque l’adresse e-mail : ajoutez-la."),
    RowRefusal.EMAIL_HAS_ACCENTS: _("Une adresse e-mail s’écrit sans accent avant le @. Vérifiez les lettres."),
    RowRefusal.EMAIL_INVALID: _("Ce n’est pas une adresse e-mail complète, comme prenom.nom@exemple.fr."),
    RowRefusal.ROLE_MISSING: _("Il manque le rôle : écrivez patient ou accompagnant."),
    RowRefusal.ROLE_UNKNOWN: _("Ce rôle n’est pas proposé : écrivez patient ou accompagnant."),
    RowRefusal.FIRST_NAME_TOO_LONG: _("Le prénom est trop long : 100 caractères au plus."),
    RowRefusal.FIRST_NAME_UNREADABLE: _("Le prénom contient un caractère invisible, ou aucune lettre : retapez-le."),
    RowRefusal.LAST_NAME_TOO_LONG: _("Le nom est trop long : 100 caractères au plus."),
    RowRefusal.LAST_NAME_UNREADABLE: _("Le nom contient un caractère invisible, ou aucune lettre : retapez-le."),
    RowRefusal.MESSAGE_TOO_LONG: _("Le message est trop long : 1 000 caractères au plus."),
    RowRefusal.TWICE: _("Cette adresse est déjà plus haut dans la liste."),
    RowRefusal.ONESELF: _("C’est l’adresse de la personne qui a choisi ce fichier."),
    RowRefusal.MEMBER: _("Cette personne fait déjà partie de la bulle."),
    RowRefusal.INVITED: _("Une invitation attend déjà la réponse de cette personne. Renvoyez-la depuis le suivi."),
    RowRefusal.PESTERED: _("Dix invitations sont déjà parties à cette adresse aujourd’hui. Réessayez demain."),
    RowRefusal.STOPPED: _("L’envoi s’est arrêté avant : la personne qui l’a lancé n’administre plus la bulle."),
}


def columns(language: str) -> list[str]:
    """Return the first line of a list."""
    return [say(language, name) for name in COLUMNS.values()]
