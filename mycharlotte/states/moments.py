"""How instants become words for pages."""

from datetime import datetime

from mycharlotte.locales.dates import spoken_date
from mycharlotte.models.base import now
from mycharlotte.views.moments import Moment


def told(iso: str, zone: str) -> Moment:
    """Say an instant (ISO 8601) as people do, in their time zone; nothing for nothing."""
    if not iso:
        return Moment()
    at, present = datetime.fromisoformat(iso), now()
    return Moment(iso, spoken_date("fr", at, zone, present), spoken_date("en", at, zone, present))
