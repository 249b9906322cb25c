"""The application, but for one limit: here a calendar link may be read as often as it can be."""

from datetime import timedelta

from mycharlotte.__main__ import main
from mycharlotte.domain.limits import Allowance, Limit

Limit.CALENDAR_READ_BY_LINK._value_ = Allowance(10_000_000, timedelta(seconds=1))

if __name__ == "__main__":
    main()
