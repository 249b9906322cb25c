"""Puts the application together: pages, HTTP routes, lifespan; nothing else."""

from pathlib import Path

import reflex as rx
from starlette.applications import Starlette

from mycharlotte import demo, routes
from mycharlotte.components import crash
from mycharlotte.http import (
    acceptance,
    appointment_file,
    authenticator,
    backup_codes,
    batches,
    calendar_links,
    confirmation,
    files,
    health,
    invitations,
    journal,
    live,
    mailbox,
    passkeys,
    passwords,
    rescue,
    second_step,
    sign_in,
)
from mycharlotte.http.events import GuardedApp
from mycharlotte.jobs import queue
from mycharlotte.pages import (
    absences,
    accessibility,
    agenda,
    appointment,
    book,
    bubble,
    bubble_edit,
    bubble_information,
    consultation_type,
    consultation_types,
    forgotten_password,
    home,
    hours,
    invitation,
    invitation_code,
    invite_many,
    my_appointment,
    my_appointments,
    new_appointment,
    new_bubble,
    new_password,
    not_found,
    outcomes,
    outside_calendars,
    settings,
    settings_agendas,
    settings_bubbles,
    settings_bubbles_rescue,
    settings_coming,
    settings_profile,
    settings_security,
    settings_security_app,
    settings_security_codes,
    settings_security_devices,
    settings_security_journal,
    settings_security_passkeys,
    waiting,
)
from mycharlotte.pages import confirmation as confirmation_page
from mycharlotte.pages import invitations as invitations_page
from mycharlotte.pages import invite as invite_page
from mycharlotte.pages import sign_in as sign_in_page
from mycharlotte.pages import sign_in_code as sign_in_code_page
from mycharlotte.startup import prepare
from mycharlotte.states.absences import AbsencesState
from mycharlotte.states.agendas import AgendasState
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.book import BookState
from mycharlotte.states.bubble_edit import BubbleEditState
from mycharlotte.states.bubble_information import BubbleInformationState
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.consultation_types import ConsultationTypesState
from mycharlotte.states.devices import DevicesState
from mycharlotte.states.guests import GuestState
from mycharlotte.states.home import HomeState
from mycharlotte.states.hours import HoursState
from mycharlotte.states.invitations import InvitationsState, InviteState
from mycharlotte.states.journal import JournalState
from mycharlotte.states.members import MembersState
from mycharlotte.states.my_appointment import MyAppointmentState
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.states.new_appointment import NewAppointmentState
from mycharlotte.states.new_bubble import NewBubbleState
from mycharlotte.states.outcomes import OutcomesState
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.passkeys import PasskeysState
from mycharlotte.states.password_reset import PasswordResetState
from mycharlotte.states.planning import PlanningState
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.rescue import RescueState
from mycharlotte.states.security import SecurityState
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from mycharlotte.states.waiting import WaitingState

chosen = prepare()

DESCRIPTION = "L’espace des accompagnants et des patients de MyCharlotte."
FONT = "/fonts/atkinson-5.3.0-core.woff2"

DOORS = [
    *sign_in.ROUTES,
    *second_step.ROUTES,
    *passwords.ROUTES,
    *acceptance.ROUTES,
    *confirmation.ROUTES,
    *authenticator.ROUTES,
    *backup_codes.ROUTES,
    *passkeys.ROUTES,
    *rescue.ROUTES,
    *invitations.ROUTES,
    *journal.ROUTES,
    *appointment_file.ROUTES,
    *batches.ROUTES,
    *calendar_links.ROUTES,
    *files.ROUTES,
    *health.ROUTES,
]

app = GuardedApp(
    stylesheets=["styles/fonts.css", "styles/tokens.css", "styles/base.css"],
    reset_style=False,
    toaster=None,
    html_lang="fr",
    head_components=[
        rx.el.link(
            rel="preload",
            href=FONT,
            custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
        ),
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/brand/apple-touch-icon.png"),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.meta(name="color-scheme", content="light dark"),
        *(
            rx.el.meta(name="theme-color", content=colour, custom_attrs={"media": f"(prefers-color-scheme: {scheme})"})
            for scheme, colour in {"light": "#faf6f0", "dark": "#181513"}.items()
        ),
    ],
    app_wraps={(55, "ErrorBoundary"): lambda _stateful: crash.boundary()},
    api_transformer=[
        Starlette(routes=[*DOORS, *(mailbox.doors(Path(chosen.post_url)) if demo.mailbox_url() else [])]),
    ],
)

PAGES = [
    (routes.SIGN_IN, sign_in_page.sign_in, "Connexion", SignInState.load_password),
    (routes.SIGN_IN_CODE, sign_in_code_page.sign_in_code, "Votre code de connexion", SignInState.load_code),
    (routes.FORGOTTEN, forgotten_password.forgotten_password, "Mot de passe oublié", PasswordResetState.load_forgotten),
    (routes.NEW_PASSWORD, new_password.new_password, "Nouveau mot de passe", PasswordResetState.load_new),
    (routes.INVITATION, invitation.invitation, "Votre invitation", GuestState.load),
    (routes.INVITATION_CODE, invitation_code.invitation_code, "Votre code", GuestState.load_code),
    (routes.CONFIRMATION, confirmation_page.confirmation, "Confirmation", SecurityState.load_confirmation),
    (routes.HOME, home.home, "Accueil", HomeState.load),
    (routes.SETTINGS, settings.settings, "Paramètres", HomeState.load),
    (routes.PROFILE, settings_profile.settings_profile, "Profil", ProfileState.load),
    (routes.AGENDAS, settings_agendas.settings_agendas, "Agendas", AgendasState.load),
    (
        routes.OUTSIDE_CALENDARS,
        outside_calendars.outside_calendars,
        "Agendas externes",
        OutsideCalendarsState.load,
    ),
    (routes.DOCUMENTS, settings_coming.settings_documents, "Documents administratifs", None),
    (routes.SECURITY, settings_security.settings_security, "Sécurité", SecurityState.load),
    (
        routes.AUTHENTICATOR,
        settings_security_app.settings_security_app,
        "Application d’authentification",
        SecurityState.load,
    ),
    (routes.PASSKEYS, settings_security_passkeys.settings_security_passkeys, "Clés d’accès", PasskeysState.load),
    (routes.DEVICES, settings_security_devices.settings_security_devices, "Appareils et sessions", DevicesState.load),
    (routes.BACKUP_CODES, settings_security_codes.settings_security_codes, "Codes de secours", SecurityState.load),
    (routes.JOURNAL, settings_security_journal.settings_security_journal, "Journal de sécurité", JournalState.load),
    (routes.BUBBLES, settings_bubbles.settings_bubbles, "Bulles", HomeState.load),
    (routes.RESCUE, settings_bubbles_rescue.settings_bubbles_rescue, "Dépanner un membre", RescueState.load),
    (routes.BUBBLE, bubble.bubble, "Membres", MembersState.load),
    (routes.NEW_BUBBLE, new_bubble.new_bubble, "Créer une bulle", NewBubbleState.load),
    (
        routes.BUBBLE_INFORMATION,
        bubble_information.bubble_information,
        "Informations de la bulle",
        BubbleInformationState.load,
    ),
    (routes.BUBBLE_EDIT, bubble_edit.bubble_edit, "Modifier les informations", BubbleEditState.load),
    (routes.INVITATIONS, invitations_page.invitations, "Invitations", InvitationsState.load),
    (routes.INVITE, invite_page.invite, "Inviter une personne", InviteState.load),
    (routes.INVITE_MANY, invite_many.invite_many, "Inviter une liste de personnes", BatchesState.load),
    (
        routes.CONSULTATION_TYPES,
        consultation_types.types_of_consultations,
        "Types de consultations",
        ConsultationTypesState.load,
    ),
    (
        routes.CONSULTATION_TYPE,
        consultation_type.type_of_consultation,
        "Type de consultation",
        ConsultationTypeState.load,
    ),
    (routes.HOURS, hours.hours, "Mes horaires", HoursState.load),
    (routes.APPOINTMENT, appointment.appointment, "Rendez-vous", AppointmentState.load),
    (routes.OUTCOMES, outcomes.outcomes, "Rendez-vous à renseigner", OutcomesState.load),
    (routes.NEW_APPOINTMENT, new_appointment.new_appointment, "Nouveau rendez-vous", NewAppointmentState.load),
    (routes.AGENDA, agenda.agenda, "Agenda", PlanningState.load),
    (routes.MY_APPOINTMENTS, my_appointments.my_appointments_page, "Mes rendez-vous", MyAppointmentsState.load),
    (routes.MY_APPOINTMENT, my_appointment.my_appointment_page, "Votre rendez-vous", MyAppointmentState.load),
    (routes.WAITING, waiting.waiting_page, "Liste d’attente", WaitingState.load),
    (routes.BOOK, book.book_page, "Prendre rendez-vous", BookState.load),
    (routes.ABSENCES, absences.absences, "Mes absences", AbsencesState.load),
    (routes.ACCESSIBILITY, accessibility.accessibility, "Accessibilité", None),
]

for path, draw, name, load in PAGES:
    app.add_page(
        draw,
        route=path,
        title=f"{name} · myCharlotte",
        description=DESCRIPTION,
        on_load=[SessionState.load, load] if load else [SessionState.load],
    )
app.add_page(not_found.not_found, route="404", title="Page introuvable · myCharlotte", on_load=[SessionState.load])

app.register_lifespan_task(live.lifespan(app))
app.register_lifespan_task(queue.lifespan)
