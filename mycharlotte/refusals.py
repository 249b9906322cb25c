"""Every sentence of refusal: what happened and how to mend it, in words one would say to an adult one respects.

One entry for each refusal of the domain (a test checks that none is missing, in both languages). Sentences may name the
details that the refusal carries: `{seconds}`, `{left}`.
"""

from collections.abc import Callable

from babel.numbers import format_decimal

from mycharlotte import agenda_refusals, list_words
from mycharlotte.domain import (
    acceptance,
    addresses,
    app_removal,
    assignments,
    authenticator,
    backup_codes,
    batches,
    codes,
    confirmation,
    consultation_drafts,
    consultation_editing,
    consultation_requests,
    consultation_types,
    devices,
    errors,
    guests,
    invitation_files,
    invitations,
    keyring,
    mailed_codes,
    names,
    new_bubbles,
    new_passwords,
    offers,
    open_sessions,
    passkeys,
    passwords,
    pending_invitations,
    phone,
    pictures,
    platform_admins,
    profiles,
    rescue,
    roles,
    sign_in,
    sign_ups,
    texts,
    websites,
)
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import Refused, TooManyTries
from mycharlotte.domain.invitation_files import Column
from mycharlotte.domain.passwords import Weakness
from mycharlotte.locales import marked as _
from mycharlotte.locales import say, say_n
from mycharlotte.views.refusal import Refusal

_FIELD_NAMES = {
    "first_name": _("votre prénom"),
    "last_name": _("votre nom"),
    "name": _("le nom"),
    "admin_first_name": _("le prénom"),
    "admin_last_name": _("le nom"),
    "new_name": _("le nom"),
    "minutes": _("la durée"),
    "earliest_days": _("la réservation au plus tôt"),
    "latest_amount": _("la réservation au plus tard"),
    "buffer_before": _("le temps libre avant"),
    "buffer_after": _("le temps libre après"),
    "cancel_amount": _("le délai d’annulation"),
    "move_amount": _("le délai de report"),
}
_THIS_FIELD = _("ce champ")

SENTENCES: dict[type[Refused], str] = {
    **agenda_refusals.SENTENCES,
    errors.NotFound: _("Cette page ou cet élément est introuvable."),
    errors.NotAllowed: _("Vous n’avez pas le droit de faire cela ici."),
    errors.Contended: _("D’autres personnes font un changement au même moment. Réessayez dans quelques secondes."),
    errors.SignedOut: _("Votre session est terminée. Reconnectez-vous pour continuer."),
    invitations.AlreadyMember: _("{who} fait déjà partie de cette bulle."),
    invitations.AlreadyInvited: _(
        "Une invitation envoyée à cette adresse attend déjà une réponse. Vous pouvez la renvoyer."
    ),
    invitations.NotOneself: _("C’est votre adresse : vous faites déjà partie de cette bulle."),
    offers.RoleNotOffered: _("Choisissez un rôle : patient ou accompagnant."),
    offers.MessageTooLong: _("Raccourcissez le message : 1 000 caractères au plus."),
    pending_invitations.AlreadyAccepted: _("Cette invitation a été acceptée entre-temps."),
    pending_invitations.AlreadyDeclined: _(
        "Cette invitation a été refusée entre-temps. Si la personne a changé d’avis, envoyez-lui une nouvelle "
        "invitation."
    ),
    pending_invitations.AlreadyRevoked: _(
        "Cette invitation a été révoquée entre-temps. Pour inviter de nouveau cette personne, envoyez-lui une nouvelle "
        "invitation."
    ),
    pending_invitations.Expired: _("Cette invitation a expiré. Renvoyez-la ou prolongez-la d’abord."),
    pending_invitations.InviterGone: _(
        "La personne qui a envoyé cette invitation n’administre plus la bulle. Renvoyez-la en votre nom."
    ),
    pending_invitations.SentMomentsAgo: _("Un e-mail vient de partir. Attendez une minute avant de le renvoyer."),
    pending_invitations.ExtendedAlready: _("Cette invitation est déjà valable plus de 14 jours."),
    invitation_files.FileEmpty: _("Ce fichier est vide. Choisissez celui qui contient votre liste."),
    invitation_files.FileHasNoRows: _(
        "Ce fichier nomme des colonnes, mais personne en dessous. Ajoutez une ligne par personne."
    ),
    invitation_files.FileTooHeavy: _("Ce fichier dépasse 2 Mo. Partagez la liste en plusieurs fichiers."),
    invitation_files.FileTooLong: _("Cette liste compte plus de 5 000 personnes. Partagez-la en plusieurs fichiers."),
    invitation_files.FileNotText: _(
        "Ce fichier est un document, une image ou un classeur, pas un CSV. Dans votre tableur, choisissez "
        "« Enregistrer sous », puis « CSV »."
    ),
    invitation_files.FileUnreadable: _(
        "Les caractères de ce fichier sont illisibles. Dans votre tableur, enregistrez-le de nouveau au format "
        "« CSV UTF-8 »."
    ),
    invitation_files.FileBadlyQuoted: _(
        "Un guillemet est mal placé ou n’est pas refermé à la ligne {line}. Corrigez-la, puis choisissez de nouveau "
        "le fichier."
    ),
    batches.BatchUnderWay: _(
        "Une liste de cette bulle est en cours d’envoi. Attendez qu’elle soit partie pour en choisir une autre."
    ),
    batches.NothingToSend: _("Cette liste n’a rien à envoyer, ou a été abandonnée. Choisissez de nouveau un fichier."),
    guests.InvitationOver: _(
        "Cette invitation n’attend plus de réponse. Demandez-en une autre à l’administrateur de la bulle."
    ),
    acceptance.NotYourInvitation: _(
        "Cette invitation est pour une autre adresse. Déconnectez-vous, puis continuez avec cette adresse."
    ),
    sign_ups.SignUpOver: _("Cette demande de compte a expiré, ou elle a déjà servi. Recommencez depuis l’invitation."),
    sign_ups.AccountExists: _("Cette adresse a maintenant un compte. Connectez-vous pour rejoindre la bulle."),
    errors.Stale: _("Entre-temps, ces informations ont été modifiées ailleurs. Choisissez ce que vous gardez."),
    platform_admins.AddressTaken: _("Un compte existe déjà avec cette adresse. Choisissez-en une autre."),
    new_bubbles.BubbleNameTaken: _("Une bulle porte déjà ce nom. Choisissez-en un autre."),
    websites.WebsiteInvalid: _("Écrivez l’adresse d’un site, par exemple https://exemple.fr."),
    websites.WebsiteNotSecure: _(
        "Cette adresse commence par http:// : seules celles en https:// sont acceptées. Essayez avec https://."
    ),
    addresses.EmailHasAccents: _("Une adresse e-mail s’écrit sans accent avant le @. Vérifiez les lettres une à une."),
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
    open_sessions.AlreadyOver: _("Cette session est déjà fermée."),
    devices.NotTrusted: _("Cet appareil n’est déjà plus de confiance."),
    sign_in.AttemptOver: _("Cette connexion a expiré. Recommencez avec votre mot de passe."),
    codes.CodeMalformed: _("Le code compte 6 chiffres. Recopiez-le en entier."),
    codes.NoTriesLeft: _("Cinq essais erronés : demandez un nouveau code par e-mail, ou choisissez une autre méthode."),
    mailed_codes.CodeExpired: _("Ce code a plus de 10 minutes. Demandez-en un nouveau."),
    backup_codes.BackupCodeMalformed: _("Un code de secours compte 10 lettres et chiffres, par exemple K7M2X-9QTRB."),
    rescue.RescueCodeMalformed: _("Un code de dépannage compte 8 lettres et chiffres, par exemple K7M2-9QTR."),
    backup_codes.WrongBackupCode: _("Ce n’est pas un de vos codes de secours. Vérifiez les lettres une à une."),
    backup_codes.BackupCodeUsed: _(
        "Ce code de secours a déjà servi. Prenez-en un autre de la liste, et rayez celui-ci."
    ),
    backup_codes.BackupCodeReplaced: _(
        "Ce code vient d’une ancienne série : elle a été remplacée. Prenez un code de la liste la plus récente."
    ),
    authenticator.WrongAppCode: _(
        "Ce n’est pas le code que votre application affiche en ce moment. Si elle l’affiche bien, réglez l’heure de "
        "votre téléphone sur « automatique »."
    ),
    authenticator.AppCodeUsed: _(
        "Ce code a déjà servi, ou un plus récent a servi. Attendez le suivant dans l’application."
    ),
    authenticator.SetupOver: _(
        "Cette page est restée ouverte plus de dix minutes. Un nouveau QR code est affiché : scannez-le, puis "
        "recopiez le code."
    ),
    authenticator.KeyTypedAsCode: _(
        "C’est la clé de configuration : collez-la dans votre application. Écrivez ici les 6 chiffres que "
        "l’application affiche."
    ),
    authenticator.AppAlreadyActive: _("Une application est déjà active. Retirez-la avant d’en configurer une autre."),
    authenticator.NoApp: _("Aucune application n’est configurée sur ce compte."),
    app_removal.NeitherCode: _(
        "Écrivez les 6 chiffres que votre application affiche, ou un de vos codes de secours : 10 lettres et chiffres."
    ),
    confirmation.ProofNeeded: _("Confirmez d’abord que c’est bien vous."),
    confirmation.WrongPassword: _("Ce n’est pas votre mot de passe actuel."),
    new_passwords.LinkOver: _("Ce lien a déjà servi, ou il a plus de 30 minutes. Demandez-en un nouveau."),
    passkeys.PasskeyRefused: _("Cette clé d’accès n’a pas été reconnue. Réessayez, ou choisissez une autre méthode."),
    passkeys.PasskeyNotAdded: _("La clé d’accès n’a pas pu être ajoutée. Recommencez."),
    keyring.PasskeyKnown: _("Cet appareil a déjà une clé d’accès sur votre compte."),
    keyring.TooManyPasskeys: _("Vous avez déjà dix clés d’accès. Retirez-en une avant d’en ajouter une autre."),
    keyring.PasskeyNameTooLong: _("Raccourcissez le nom de la clé : 60 caractères au plus."),
    rescue.IdentityCheckMissing: _(
        "Écrivez comment vous avez vérifié l’identité de cette personne, en une phrase au moins."
    ),
    rescue.IdentityCheckTooLong: _("Raccourcissez cette phrase : 500 caractères au plus."),
    rescue.NotForOneself: _("Demandez à un autre administrateur : personne ne se dépanne soi-même."),
    assignments.CompanionGone: _(
        "Une des personnes choisies n’accompagne plus dans cette bulle. La liste est à jour : vérifiez votre choix."
    ),
    roles.LastAdmin: _(
        "Une bulle garde toujours un administrateur. Nommez-en d’abord un autre parmi ses membres, puis recommencez."
    ),
    consultation_drafts.NameTaken: _("Un autre type de consultation de la bulle porte ce nom. Choisissez-en un autre."),
    consultation_drafts.NotAWholeNumber: _("Pour {name}, écrivez un nombre entier, en chiffres : par exemple 45."),
    consultation_drafts.ChoiceNotOffered: _("Choisissez une des réponses proposées."),
    consultation_drafts.NobodyCouldBook: _(
        "Avec ce délai, personne ne pourrait réserver : choisissez-le plus court que celui de la réservation au plus "
        "tôt."
    ),
    consultation_drafts.NobodyGives: _("Choisissez au moins un accompagnant."),
    consultation_editing.TooManyTypes: _(
        "Cette bulle a déjà 200 types de consultations. Remettez-en un qui est retiré, puis modifiez-le."
    ),
    consultation_types.TypeRetired: _("Entre-temps, ce type a été retiré. Remettez-le d’abord dans la liste."),
    consultation_types.NameTakenSince: _(
        "Un autre type porte maintenant ce nom. Renommez-le d’abord, puis remettez celui-ci."
    ),
    consultation_requests.ChangeNotChosen: _("Choisissez ce qu’il faut modifier."),
    consultation_requests.TypeNotGiven: _("Ce type ne vous est plus attribué. Choisissez-en un autre dans la liste."),
    consultation_requests.NobodyToAsk: _(
        "Personne d’autre n’administre cette bulle en ce moment. Écrivez-nous à l’adresse en bas de la page."
    ),
    rescue.WrongRescueCode: _("Ce n’est pas le code de dépannage que l’on vous a donné, ou il a plus d’une heure."),
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


def _text_too_long(refused: Refused, language: str) -> str:
    at_most = format_decimal(int(str(refused.details["at_most"])), locale=language)
    return say(language, "Raccourcissez ce texte : {n} caractères au plus.", n=at_most)


def _number_out_of_range(refused: Refused, language: str) -> str:
    least, most = (format_decimal(int(str(refused.details[end])), locale=language) for end in ("least", "most"))
    name = say(language, _FIELD_NAMES.get(refused.field, _THIS_FIELD))
    return say(language, "Pour {name}, écrivez un nombre de {least} à {most}.", name=name, least=least, most=most)


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


def _clock(refused: Refused, language: str) -> str:
    minutes = int(str(refused.details["minutes"]))
    if minutes > 0:
        return say_n(
            language,
            "L’heure de votre téléphone avance d’environ {n} minute. Réglez-la sur « automatique », puis réessayez.",
            "L’heure de votre téléphone avance d’environ {n} minutes. Réglez-la sur « automatique », puis réessayez.",
            minutes,
        )
    return say_n(
        language,
        "L’heure de votre téléphone retarde d’environ {n} minute. Réglez-la sur « automatique », puis réessayez.",
        "L’heure de votre téléphone retarde d’environ {n} minutes. Réglez-la sur « automatique », puis réessayez.",
        -minutes,
    )


def _missing_column(refused: Refused, language: str) -> str:
    return say(
        language,
        "Il manque la colonne « {column} ». La première ligne du fichier doit nommer les colonnes : {columns}.",
        column=say(language, list_words.COLUMNS[Column(str(refused.details["column"]))]),
        columns=", ".join(list_words.columns(language)),
    )


_OTHER_METHODS = {
    "mail": _("C’est le code reçu par e-mail. Choisissez « Code par e-mail » pour l’utiliser."),
    "app": _("C’est le code de votre application. Choisissez « Application d’authentification » pour l’utiliser."),
    "backup": _("Cela ressemble à un code de secours. Choisissez « Code de secours » pour l’utiliser."),
    "rescue": _("Cela ressemble à un code de dépannage. Choisissez « Code de dépannage » pour l’utiliser."),
    "digits": _("Six chiffres : c’est un code d’e-mail ou d’application. Choisissez cette méthode pour l’utiliser."),
}


def _other_method(refused: Refused, language: str) -> str:
    return say(language, _OTHER_METHODS[str(refused.details["method"])])


_WEAKNESSES = {
    Weakness.TOO_SHORT: _("Il faut au moins 12 caractères."),
    Weakness.TOO_LONG: _("128 caractères au plus."),
    Weakness.NO_UPPER: _("Ajoutez une majuscule."),
    Weakness.NO_LOWER: _("Ajoutez des minuscules."),
    Weakness.NO_DIGIT: _("Ajoutez un chiffre."),
    Weakness.COMMON: _("Ce mot de passe est trop répandu : choisissez-en un autre."),
    Weakness.PERSONAL: _("Votre adresse ou votre nom ne peut pas être votre mot de passe."),
    Weakness.SAME: _("C’est votre mot de passe actuel : choisissez-en un autre."),
}


def _weak_password(refused: Refused, language: str) -> str:
    found = refused.weaknesses if isinstance(refused, passwords.PasswordWeak) else []
    return " ".join(say(language, _WEAKNESSES[weakness]) for weakness in found)


_WORDED: dict[type[Refused], Callable[[Refused, str], str]] = {
    errors.TooManyTries: _too_many_tries,
    texts.TextTooLong: _text_too_long,
    consultation_drafts.NumberOutOfRange: _number_out_of_range,
    mailed_codes.ResendTooSoon: _too_soon,
    mailed_codes.WrongCode: _wrong_code,
    authenticator.ClockIsWrong: _clock,
    codes.OtherMethod: _other_method,
    **agenda_refusals.WORDED,
    invitation_files.FileLacksColumn: _missing_column,
    passwords.PasswordWeak: _weak_password,
}
