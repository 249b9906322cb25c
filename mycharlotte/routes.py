"""Every address, once.

Pages are drawn before anyone asks for them, one file each: what a page is about is named beside its address
(`/bulle?bulle=…`), never in it (`docs/decisions/0013-one-file-per-page.md`).
"""

import re
from urllib.parse import parse_qs, quote

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
NEW_BUBBLE = "/parametres/bulles/nouvelle"
BUBBLE = "/bulle"
BUBBLE_INFORMATION = "/bulle/informations"
BUBBLE_EDIT = "/bulle/informations/modifier"
INVITATIONS = "/bulle/invitations"
INVITE = "/bulle/invitations/nouvelle"
INVITE_MANY = "/bulle/invitations/liste"
CONSULTATION_TYPES = "/bulle/consultations"
CONSULTATION_TYPE = "/bulle/consultations/modifier"
INVITATION = "/invitation"
INVITATION_CODE = "/invitation/code"
AGENDA = "/agenda"
NEW_APPOINTMENT = "/agenda/nouveau"
APPOINTMENT = "/agenda/rendez-vous"
OUTCOMES = "/agenda/a-renseigner"
HOURS = "/agenda/horaires"
ABSENCES = "/agenda/absences"
WAITING = "/agenda/attente"
MY_APPOINTMENTS = "/rendez-vous"
MY_APPOINTMENT = "/rendez-vous/detail"
BOOK = "/rendez-vous/prendre"
OUTSIDE_CALENDARS = "/parametres/agendas/externes"
ACCESSIBILITY = "/accessibilite"

# Pages that anyone may open; every other page asks for a session before it is even sent.
PUBLIC_PAGES = (SIGN_IN, SIGN_IN_CODE, FORGOTTEN, NEW_PASSWORD, INVITATION, INVITATION_CODE, ACCESSIBILITY)
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
    NEW_BUBBLE,
    BUBBLE,
    BUBBLE_INFORMATION,
    BUBBLE_EDIT,
    INVITATIONS,
    INVITE,
    INVITE_MANY,
    CONSULTATION_TYPES,
    CONSULTATION_TYPE,
    AGENDA,
    NEW_APPOINTMENT,
    APPOINTMENT,
    OUTCOMES,
    HOURS,
    ABSENCES,
    WAITING,
    MY_APPOINTMENTS,
    MY_APPOINTMENT,
    BOOK,
    OUTSIDE_CALENDARS,
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
INVITATION_LINK = "/auth/invitation"
POST_SIGN_UP = "/auth/invitation/compte"
POST_SIGN_UP_CODE = "/auth/invitation/code"
POST_SIGN_UP_RESEND = "/auth/invitation/renvoi"
POST_ACCEPT = "/auth/invitation/accepter"
POST_DECLINE = "/auth/invitation/refuser"
POST_LEAVE_TO_ACCEPT = "/auth/invitation/changer-de-compte"
POST_INVITE = "/bulle/inviter"
POST_INVITATION_LINK = "/bulle/inviter/lien"
POST_INVITATIONS_FILE = "/files/invitations"
INVITATIONS_MODEL = "/files/invitations/modele.csv"
INVITATIONS_RESULT = "/files/invitations/{batch_ref}.csv"
JOURNAL_CSV = "/files/journal.csv"
POST_CALENDAR_LINK = "/agenda/lien"
CALENDAR_FEED = "/ics/{secret}.ics"
APPOINTMENT_ICS = "/files/rendez-vous/{appointment_ref}.ics"
POST_PICTURE = "/files/pictures"
PICTURE = "/files/pictures/{picture_ref}/{size}"
HEALTH = "/health"
READY = "/ready"
MAILBOX = "/boite-aux-lettres"

NEXT_PARAMETER = "suite"
TOKEN_PARAMETER = "jeton"
BUBBLE_PARAMETER = "bulle"
TYPE_PARAMETER = "type"
APPOINTMENT_PARAMETER = "rdv"
PATIENT_PARAMETER = "patient"
COMPANION_PARAMETER = "accompagnant"
DAY_PARAMETER = "jour"
START_PARAMETER = "debut"
END_PARAMETER = "fin"
# What a page may be about: kept through sign-in.
ABOUT = (
    BUBBLE_PARAMETER,
    TYPE_PARAMETER,
    APPOINTMENT_PARAMETER,
    PATIENT_PARAMETER,
    COMPANION_PARAMETER,
    DAY_PARAMETER,
    START_PARAMETER,
    END_PARAMETER,
)
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,32}")


def safe_next(address: str) -> str:
    """Return where to go after signing in: one of our own pages, with what it is about, or the home page."""
    page, _, query = address.partition("?")
    return about(page, query) if page in (*PRIVATE_PAGES, INVITATION) else HOME


def about(page: str, query: str) -> str:
    """Return the address of a page with what it is about, as a query tells; the rest of the query is dropped."""
    given = parse_qs(query, max_num_fields=20) if query.count("&") < 20 else {}  # noqa: PLR2004
    named = {name: given.get(name, [""])[-1] for name in ABOUT}
    kept = "&".join(f"{name}={value}" for name, value in named.items() if REFERENCE.fullmatch(value))
    return f"{page}?{kept}" if kept else page


def of_bubble(page: str, bubble_ref: str) -> str:
    """The address of a page of a bubble."""
    return f"{page}?{BUBBLE_PARAMETER}={bubble_ref}"


def of_appointment(page: str, appointment_ref: str) -> str:
    """The address of a page of an appointment."""
    return f"{page}?{APPOINTMENT_PARAMETER}={appointment_ref}"


def booking(bubble_ref: str, type_ref: str, companion_ref: str = "", *, day: str = "", start: str = "") -> str:
    """The address of a step of booking by oneself: with whom, in the week of a day, at a time."""
    given = {COMPANION_PARAMETER: companion_ref, DAY_PARAMETER: day, START_PARAMETER: start}
    about_it = {BUBBLE_PARAMETER: bubble_ref, TYPE_PARAMETER: type_ref} | given
    return f"{BOOK}?" + "&".join(f"{name}={quote(value)}" for name, value in about_it.items() if value)


def moving(appointment_ref: str, *, day: str = "", start: str = "") -> str:
    """The address where a patient moves an appointment: in the week of a day, or to a time."""
    given = {APPOINTMENT_PARAMETER: appointment_ref, DAY_PARAMETER: day, START_PARAMETER: start}
    return f"{MY_APPOINTMENT}?" + "&".join(f"{name}={quote(value)}" for name, value in given.items() if value)


def invitation_link(origin: str) -> str:
    """What a token is written after, in the link of an invitation."""
    return f"{origin}{INVITATION_LINK}?{TOKEN_PARAMETER}="


def sign_in(next_address: str) -> str:
    """The sign-in page, for someone who wanted another page of ours."""
    wanted = safe_next(next_address)
    return SIGN_IN if wanted == HOME else f"{SIGN_IN}?{NEXT_PARAMETER}={quote(wanted)}"


def confirmation(next_path: str) -> str:
    """The page where one proves again who one is, for someone who wanted another page of ours."""
    return f"{CONFIRMATION}?{NEXT_PARAMETER}={next_path}" if next_path in PRIVATE_PAGES else CONFIRMATION
