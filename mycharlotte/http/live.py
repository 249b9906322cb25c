"""Open tabs kept in step: what a commit announced makes each tab concerned read again, with its own rights.

Sessions also run out by themselves, and announcements may be lost: every few seconds, tabs whose session is over are
covered.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from mycharlotte import db
from mycharlotte.adapters.bus import open_bus
from mycharlotte.config import settings
from mycharlotte.domain import open_sessions
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.faults import new_reference, report
from mycharlotte.models.base import now
from mycharlotte.states import connections, identity
from mycharlotte.states.absences import AbsencesState
from mycharlotte.states.agendas import AgendasState
from mycharlotte.states.appointment import AppointmentState
from mycharlotte.states.assignments import AssignmentsState
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.book import BookState
from mycharlotte.states.bubble_information import BubbleInformationState
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.calendar_links import CalendarLinksState
from mycharlotte.states.connections import Connection
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.consultation_types import ConsultationTypesState
from mycharlotte.states.devices import DevicesState
from mycharlotte.states.guests import GuestState
from mycharlotte.states.home import HomeState
from mycharlotte.states.hours import HoursState
from mycharlotte.states.invitations import InvitationsState
from mycharlotte.states.members import MembersState
from mycharlotte.states.my_appointment import MyAppointmentState
from mycharlotte.states.my_appointments import MyAppointmentsState
from mycharlotte.states.new_appointment import NewAppointmentState
from mycharlotte.states.outcomes import OutcomesState
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.planning import PlanningState
from mycharlotte.states.reminders import RemindersState
from mycharlotte.states.security import SecurityState
from mycharlotte.states.series import SeriesState
from mycharlotte.states.session import SessionState
from mycharlotte.states.sign_in import SignInState
from mycharlotte.states.time_zone import TimeZoneState
from mycharlotte.states.undo import UndoState
from mycharlotte.states.waiting import WaitingState

COOKIE_SECONDS = 3  # how long a new cookie takes to reach its browser, at most; less than sessions.PREVIOUS_LIFE
ROUND_SECONDS = 3


def _event(state: type[rx.State], handler: str) -> str:
    return format_event_handler(state.event_handlers[handler])


# What makes every tab of a person read again.
OF_PERSON: dict[Topic, tuple[str, ...]] = {
    Topic.PROFILE: (_event(SessionState, "refresh"), _event(TimeZoneState, "refresh")),
    Topic.SECURITY: (_event(SecurityState, "refresh"), _event(DevicesState, "refresh")),
    # Theirs, or one of an appointment's other side.
    Topic.AGENDA: (
        _event(HoursState, "refresh"),
        _event(AbsencesState, "refresh"),
        _event(CalendarLinksState, "refresh"),
        _event(OutsideCalendarsState, "refresh"),
        _event(RemindersState, "refresh"),
        _event(UndoState, "refresh"),
        _event(HomeState, "refresh"),
        _event(AppointmentState, "refresh"),
        _event(OutcomesState, "refresh"),
        _event(SeriesState, "refresh"),
        _event(PlanningState, "refresh"),
        _event(MyAppointmentsState, "refresh"),
        _event(MyAppointmentState, "refresh"),
        _event(WaitingState, "refresh"),
        _event(BookState, "refresh"),
    ),
    Topic.OUTSIDE_CALENDARS: (_event(OutsideCalendarsState, "refresh"),),
    Topic.STANDING: (
        _event(OutsideCalendarsState, "refresh"),
        _event(SessionState, "refresh"),
        _event(HomeState, "refresh"),
        _event(BubbleState, "refresh"),
        _event(AgendasState, "refresh"),
        _event(NewAppointmentState, "refresh"),
        _event(AppointmentState, "refresh"),
        _event(OutcomesState, "refresh"),
        _event(PlanningState, "refresh"),
        _event(MembersState, "refresh"),
        _event(BubbleInformationState, "refresh"),
        # Whoever runs the bubble no more: its `MEMBERS` may find their tab already told that it shows none.
        _event(AssignmentsState, "refresh"),
        _event(InvitationsState, "refresh"),
        _event(BatchesState, "refresh"),
        _event(ConsultationTypesState, "refresh"),
        _event(ConsultationTypeState, "refresh"),
        _event(HoursState, "refresh"),
        # Who waits, and who receives there, is no longer theirs to read.
        _event(WaitingState, "refresh"),
        _event(BookState, "refresh"),
    ),
}
# What makes every tab that shows a bubble read again.
OF_BUBBLE: dict[Topic, tuple[str, ...]] = {
    Topic.BUBBLE: (_event(BubbleState, "refresh"), _event(BubbleInformationState, "refresh")),
    Topic.INVITATIONS: (_event(InvitationsState, "refresh"), _event(BatchesState, "refresh")),
    Topic.MEMBERS: (_event(MembersState, "refresh"), _event(InvitationsState, "refresh")),
    Topic.CONSULTATION_TYPES: (_event(ConsultationTypesState, "refresh"), _event(AgendasState, "refresh")),
}
LOOK_AGAIN = _event(SignInState, "look_again")
LOOK_AT_SIGN_UP = _event(GuestState, "look_again")


def lifespan(app: rx.App) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Return the lifespan task that listens to announcements for this worker."""

    @asynccontextmanager
    async def live_updates() -> AsyncIterator[None]:
        bus = open_bus(settings().redis_url)

        async def tell(announcement: Announcement) -> None:
            await _tell(app, announcement)

        stop = db.after_commit(bus.publish)
        rounds = asyncio.create_task(_go_round(app))
        async with bus.listening(tell):
            yield
        rounds.cancel()
        stop()

    return live_updates


async def _tell(app: rx.App, announcement: Announcement) -> None:
    topic, about = announcement.topic, announcement.about
    if topic in {Topic.PROFILE, Topic.STANDING}:
        identity.forget(person_ref=about)
    for handler in OF_PERSON.get(topic, ()):
        await _enqueue_where(app, lambda tab: tab.viewer_ref == about, handler)
    for handler in OF_BUBBLE.get(topic, ()):
        await _enqueue_where(app, lambda tab: about == tab.bubble_ref or about in tab.bubble_refs, handler)
    match topic:
        case Topic.SESSION_ENDED:
            identity.forget(session_ref=about)
            for connection in _of_session(about):
                await _show_that_it_is_over(app, connection)
        case Topic.SESSION_RENEWED:
            identity.forget(session_ref=about)
            for connection in _of_session(about):
                _let_come_back(connection)
        case Topic.MAIL_MOVED:
            await _enqueue_where(app, lambda tab: bool(tab.attempt_token) and not tab.session_token, LOOK_AGAIN)
            await _enqueue_where(app, lambda tab: bool(tab.sign_up_token) and not tab.session_token, LOOK_AT_SIGN_UP)
        case _:
            pass


def _of_session(session_ref: str) -> list[Connection]:
    return [connection for connection in connections.everyone() if connection.session_ref == session_ref]


async def _enqueue_where(app: rx.App, concerns: Callable[[Connection], bool], name: str) -> None:
    """Make the tabs concerned read again."""
    for connection in connections.everyone():
        if concerns(connection):
            await _enqueue(app, connection, name)


async def _go_round(app: rx.App) -> None:
    """Cover, as long as this worker lives, the tabs whose session ran out or was ended without a word."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await _cover_what_is_over(app)
        except Exception as fault:  # noqa: BLE001  (told to the log; the next round may succeed)
            report(fault, reference=new_reference(), where="round of open tabs")


async def _cover_what_is_over(app: rx.App) -> None:
    refs = {connection.session_ref for connection in connections.everyone() if connection.session_ref}
    for ref in await db.read(open_sessions.over, refs=refs, now=now()) if refs else ():
        identity.forget(session_ref=ref)
        for connection in _of_session(ref):
            await _show_that_it_is_over(app, connection)


def _let_come_back(connection: Connection) -> None:
    """Hang up once the browser has the new cookie, with which its page comes back; the previous one still opens."""
    asyncio.get_running_loop().call_later(COOKIE_SECONDS, lambda: asyncio.ensure_future(connection.hang_up()))


async def _enqueue(app: rx.App, connection: Connection, name: str) -> None:
    namespace = app.event_namespace
    if namespace and (token := namespace.sid_to_token.get(connection.sid)):
        await app.event_processor.enqueue(token, Event(name=name))


async def _show_that_it_is_over(app: rx.App, connection: Connection) -> None:
    """Cover the page, then hang up: the socket comes back with whatever cookie the browser holds by then."""
    over = {SessionState.get_full_name(): {"is_over_rx_state_": True, "is_signed_in_rx_state_": False}}
    if namespace := app.event_namespace:
        await namespace.emit("event", StateUpdate(delta=over), to=connection.sid)
        await connection.hang_up()
