"""The time zone someone lives in: theirs to choose, for all that they read and for the hours they keep."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from sqlmodel import Session, col, select

from mycharlotte.domain import agendas, audit, outside_calendars, permissions
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.availability import Absence, ExceptionalDay, Hours
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer

_WEEK = timedelta(weeks=1)
_WEEKS_A_YEAR = 53


class ZoneUnknown(Refused):
    """Not a zone where people live."""

    field = "zone"


def choose(db: Session, *, by: Viewer, zone: str, now: datetime) -> None:
    """Keep the zone of the viewer. Appointments stay when they are; hours and absences stay on the wall clock.

    Raises:
        ZoneUnknown.
    """
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    if not is_known(zone):
        raise ZoneUnknown
    person = db.exec(select(Person).where(Person.id == by.person_id).with_for_update(key_share=True)).one()
    if person.timezone == zone:
        return
    person.timezone = zone
    db.add(person)
    audit.record(db, audit.Action.TIME_ZONE_CHOSEN, by=by, object_ref=by.ref, now=now, zone=zone)
    announce(db, Topic.PROFILE, by.ref)  # first: whoever reads again below is known with the new zone
    agendas.touch(db, {by.person_id})
    outside_calendars.look_again(db, person_id=by.person_id, now=now)


def keeps_hours(db: Session, *, viewer: Viewer) -> bool:
    """Tell whether the viewer noted hours, days or absences, which stay on the wall clock when their zone changes."""
    return any(
        db.exec(select(col(kept.id)).where(col(kept.person_id) == viewer.person_id).limit(1)).first() is not None
        for kept in (Hours, ExceptionalDay, Absence)
    )


def is_known(zone: str) -> bool:
    """Tell a zone of the world's database that is named after a place; `Etc/GMT+5` follows no country's clock."""
    return zone in _known()


def is_same_clock(one: str, other: str, *, now: datetime) -> bool:
    """Tell whether two zones show the same time all year round: Brussels and Paris."""
    first, second = ZoneInfo(one), ZoneInfo(other)
    weeks = (now + _WEEK * week for week in range(_WEEKS_A_YEAR))
    return all(at.astimezone(first).utcoffset() == at.astimezone(second).utcoffset() for at in weeks)


@cache
def _known() -> frozenset[str]:
    return frozenset(
        zone for zone in available_timezones() if "/" in zone and zone.partition("/")[0] not in {"Etc", "SystemV"}
    )
