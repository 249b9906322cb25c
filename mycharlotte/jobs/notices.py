"""Tell people, every minute, what happened to their appointments once it can be undone no more."""

from mycharlotte import db, routes
from mycharlotte.domain import notices
from mycharlotte.domain.appointments import Side
from mycharlotte.models.base import now

_PAGES = {
    frozenset({Side.COMPANION}): (routes.AGENDA, routes.APPOINTMENT),
    frozenset({Side.PATIENT}): (routes.MY_APPOINTMENTS, routes.MY_APPOINTMENT),
}


def tell_the_news(origin: str) -> None:
    """Tell each of those to whom something is due, in a transaction of their own. `origin` is what links lead to."""

    def address(sides: frozenset[Side], appointment_ref: str) -> str:
        every, one = _PAGES.get(sides, (routes.HOME, ""))
        return origin + (routes.of_appointment(one, appointment_ref) if appointment_ref else every)

    after: int | None = 0
    while after is not None:
        with db.transaction() as session:
            after = notices.tell_next(session, after=after, address=address, now=now())
