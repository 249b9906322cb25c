"""Every address, once."""

HOME = "/"
SIGN_IN = "/connexion"
SIGN_IN_CODE = "/connexion/code"
SETTINGS = "/parametres"
PROFILE = "/parametres/profil"
AGENDAS = "/parametres/agendas"
DOCUMENTS = "/parametres/documents"
SECURITY = "/parametres/securite"
BUBBLES = "/parametres/bulles"
ACCESSIBILITY = "/accessibilite"

# Pages that anyone may open; every other page asks for a session before it is even sent.
PUBLIC_PAGES = (SIGN_IN, SIGN_IN_CODE, ACCESSIBILITY)
PRIVATE_PAGES = (HOME, SETTINGS, PROFILE, AGENDAS, DOCUMENTS, SECURITY, BUBBLES)

# Native form posts and other doors that are not Reflex's.
POST_SIGN_IN = "/auth/connexion"
POST_CODE = "/auth/code"
POST_RESEND = "/auth/renvoi"
POST_SIGN_OUT = "/auth/deconnexion"
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
