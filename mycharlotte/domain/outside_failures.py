"""Why a calendar of elsewhere could not be read."""

from enum import StrEnum


class Failure(StrEnum):
    """What went wrong, for its owner to be told; stored with the calendar."""

    UNREACHABLE = "unreachable"
    NOT_SECURE = "not-secure"  # no certificate that can be trusted, or a redirect to what is not https
    PRIVATE = "private"  # leads into a private network, or to this very machine
    SLOW = "slow"
    TOO_LARGE = "too-large"
    GONE = "gone"  # not there, or no longer shared
    SERVER = "server"  # the other server is in trouble
    REDIRECTS = "redirects"
    NOT_A_CALENDAR = "not-a-calendar"
    TOO_FULL = "too-full"  # more events than can be read


class Unread(Exception):
    """A calendar could not be read. Says nothing of its address nor of what it holds."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure
