"""The home page: today, and the first steps until they are done (seed R5)."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mycharlotte.domain import (
    appointment_sheets,
    calendar_links,
    members,
    memberships,
    names,
    outcomes,
    permissions,
    portraits,
    security_overview,
)
from mycharlotte.domain.appointments import Side
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.views.appointments import AppointmentLine
from mycharlotte.views.home import BubbleLine, FirstSteps, HomeView
from mycharlotte.views.security import SecurityView
from mycharlotte.views.viewer import Standing, Viewer

SHOWN = 5


def show(db: Session, *, viewer: Viewer, now: datetime) -> HomeView:
    """Show the viewer's home page."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    person = db.exec(select(Person).where(Person.id == viewer.person_id)).one()
    places = _places(db, viewer)
    account = security_overview.show(db, viewer=viewer, now=now)
    about = {"viewer": viewer, "now": now}
    mine = appointment_sheets.upcoming(db, **about, at_most=1, side=Side.PATIENT)
    return HomeView(
        first_name=person.first_name,
        email=person.email,
        today=now.astimezone(ZoneInfo(person.timezone)).date().isoformat(),
        is_companion=permissions.allows(viewer, Permission.COMPANION_SPACE),
        is_patient=permissions.allows(viewer, Permission.APPOINTMENTS_BOOK),
        upcoming=appointment_sheets.upcoming(db, **about, at_most=SHOWN, side=Side.COMPANION),
        to_tell=outcomes.count(db, **about),
        mine=mine[0] if mine else AppointmentLine(),
        may_rescue=permissions.allows(viewer, Permission.RESCUE_ISSUE),
        may_create_bubble=permissions.allows(viewer, Permission.BUBBLE_CREATE),
        bubbles=_lines(db, places),
        steps=first_steps(
            person,
            account,
            has_agenda=_has_agenda(db, viewer),
            has_visited=any(place.visited_at for _, place in places),
        ),
        security=account,
    )


def first_steps(person: Person, account: SecurityView, *, has_agenda: bool = False, has_visited: bool) -> FirstSteps:
    """Tell which of the five steps of the guide are done.

    A profile is when the four things it asks for are there; agendas, when one has hours or ever made a link; security,
    when a mailed code is not the only second step; bubbles, when the page of one of them was looked at.
    """
    profile = all((person.first_name, person.last_name, person.phone, person.picture_ref))
    security = security_overview.is_strengthened(account)
    return FirstSteps(
        profile=profile,
        agendas=has_agenda,
        security=security,
        bubbles=has_visited,
        done=profile + has_agenda + security + has_visited,
    )


def _has_agenda(db: Session, viewer: Viewer) -> bool:
    hours = select(Hours.id).where(Hours.person_id == viewer.person_id).limit(1)
    return db.exec(hours).first() is not None or calendar_links.have_been_made(db, person_id=viewer.person_id)


def _places(db: Session, viewer: Viewer) -> list[tuple[Bubble, Membership]]:
    """The bubbles one belongs to and one's place there, in the order of their names."""
    found = db.exec(
        select(Bubble, Membership)
        .join(Membership, col(Membership.bubble_id) == col(Bubble.id))
        .where(col(Membership.person_id) == viewer.person_id, *memberships.are_current())
    )
    return sorted(found, key=lambda both: (names.folded(both[0].name), both[0].ref))


def _lines(db: Session, places: list[tuple[Bubble, Membership]]) -> tuple[BubbleLine, ...]:
    counts = members.count(db, bubble_ids=[id_of(bubble) for bubble, _ in places])
    return tuple(_line(bubble, place, counts.get(id_of(bubble), {})) for bubble, place in places)


def _line(bubble: Bubble, place: Membership, count: Mapping[Role, int]) -> BubbleLine:
    rights = permissions.of(Standing(place.bubble_id, place.role, place.is_admin))
    may_list_patients = Permission.PATIENTS_LIST in rights
    return BubbleLine(
        ref=bubble.ref,
        name=bubble.name,
        picture_url=portraits.url(bubble.picture_ref or "", portraits.Size.SMALL),
        role=place.role,
        is_admin=place.is_admin,
        companions=count.get(Role.COMPANION, 0),
        patients=count.get(Role.PATIENT, 0) if may_list_patients else 0,
        may_list_patients=may_list_patients,
    )
