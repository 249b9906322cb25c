"""Every address, once."""

HOME = "/"
SIGN_IN = "/connexion"
SIGN_IN_CODE = "/connexion/code"
FORGOTTEN = "/mot-de-passe-oublie"
NEW_PASSWORD = "/nouveau-mot-de-passe"
CONFIRMATION = "/confirmation"
SETTINGS = "/parametres"
PROFILE = "/parametres/profil"
AGENDAS = "/parametres/agendas"
DOCUMENTS = "/parametres/documents"
SECURITY = "/parametres/securite"
BACKUP_CODES = "/parametres/securite/codes"
AUTHENTICATOR = "/parametres/securite/application"
PASSKEYS = "/parametres/securite/cles"
DEVICES = "/parametres/securite/appareils"
JOURNAL = "/parametres/securite/journal"
BUBBLES = "/parametres/bulles"
RESCUE = "/parametres/bulles/depannage"
ACCESSIBILITY = "/accessibilite"

# Pages that anyone may open; every other page asks for a session before it is even sent.
PUBLIC_PAGES = (SIGN_IN, SIGN_IN_CODE, FORGOTTEN, NEW_PASSWORD, ACCESSIBILITY)
PRIVATE_PAGES = (
    HOME,
    CONFIRMATION,
    SETTINGS,
    PROFILE,
    AGENDAS,
    DOCUMENTS,
    SECURITY,
    BACKUP_CODES,
    AUTHENTICATOR,
    PASSKEYS,
    DEVICES,
    JOURNAL,
    BUBBLES,
    RESCUE,
)

# Native form posts and other doors that are not Reflex's.
POST_SIGN_IN = "/auth/connexion"
POST_CODE = "/auth/code"
POST_RESEND = "/auth/renvoi"
POST_METHOD = "/auth/methode"
POST_CHALLENGE = "/auth/defi"
POST_SIGN_OUT = "/auth/deconnexion"
SECOND_STEP = "/auth/etape"
POST_FORGOTTEN = "/auth/oubli"
RESET_LINK = "/auth/lien"
POST_NEW_PASSWORD = "/auth/nouveau-mot-de-passe"
POST_STRENGTH = "/auth/force"
POST_PASSWORD = "/auth/mot-de-passe"
POST_CONFIRMATION = "/auth/confirmation"
POST_CONFIRMATION_CHALLENGE = "/auth/confirmation/defi"
POST_BACKUP_CODES = "/auth/codes"
POST_BACKUP_PROOF = "/auth/codes/preuve"
POST_AUTHENTICATOR_KEY = "/auth/application/cle"
POST_AUTHENTICATOR = "/auth/application"
POST_AUTHENTICATOR_REMOVAL = "/auth/application/retrait"
POST_PASSKEY_CHALLENGE = "/auth/cles/defi"
POST_PASSKEY = "/auth/cles"
POST_PASSKEY_REMOVAL = "/auth/cles/retrait"
POST_RESCUE = "/auth/depannage"
JOURNAL_CSV = "/files/journal.csv"
POST_PICTURE = "/files/pictures"
PICTURE = "/files/pictures/{picture_ref}/{size}"
HEALTH = "/health"
READY = "/ready"
MAILBOX = "/boite-aux-lettres"

NEXT_PARAMETER = "suite"


def safe_next(path: str) -> str:
    """Return where to go after signing in: one of our own pages, or the home page."""
    return path if path in PRIVATE_PAGES else HOME


def sign_in(next_path: str) -> str:
    """The sign-in page, for someone who wanted another page of ours."""
    return f"{SIGN_IN}?{NEXT_PARAMETER}={next_path}" if next_path in PRIVATE_PAGES and next_path != HOME else SIGN_IN


def confirmation(next_path: str) -> str:
    """The page where one proves again who one is, for someone who wanted another page of ours."""
    return f"{CONFIRMATION}?{NEXT_PARAMETER}={next_path}" if next_path in PRIVATE_PAGES else CONFIRMATION
