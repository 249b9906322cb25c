"""The home page: today, and the first steps until they are done (seed R5)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mycharlotte.domain import memberships, permissions, security_overview
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from mycharlotte.views.home import BubbleLine, FirstSteps, HomeView
from mycharlotte.views.security import SecurityView
from mycharlotte.views.viewer import Viewer


def show(db: Session, *, viewer: Viewer, now: datetime) -> HomeView:
    """Show the viewer's home page."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    person = db.exec(select(Person).where(Person.id == viewer.person_id)).one()
    places = db.exec(
        select(Bubble.name, Membership.role, Membership.is_admin)
        .join(Membership, col(Membership.bubble_id) == col(Bubble.id))
        .where(col(Membership.person_id) == viewer.person_id, *memberships.are_current())
        .order_by(Bubble.name)
    )
    account = security_overview.show(db, viewer=viewer, now=now)
    return HomeView(
        first_name=person.first_name,
        email=person.email,
        today=now.astimezone(ZoneInfo(person.timezone)).date().isoformat(),
        is_companion=permissions.allows(viewer, Permission.COMPANION_SPACE),
        may_rescue=permissions.allows(viewer, Permission.RESCUE_ISSUE),
        may_create_bubble=permissions.allows(viewer, Permission.BUBBLE_CREATE),
        bubbles=tuple(BubbleLine(name, role, is_admin) for name, role, is_admin in places),
        steps=first_steps(person, account),
        security=account,
    )


def first_steps(person: Person, account: SecurityView) -> FirstSteps:
    """Tell which of the five steps of the guide are done.

    A profile is when the four things it asks for are there; security, when a mailed code is not the only second step.
    """
    profile = all((person.first_name, person.last_name, person.phone, person.picture_ref))
    security = security_overview.is_strengthened(account)
    return FirstSteps(profile=profile, security=security, done=profile + security)
