"""What the admins of a bubble see of its invitations."""

from dataclasses import dataclass

from mycharlotte.views.moments import Moment

_NEVER = Moment()


@dataclass(frozen=True)
class InvitationLine:
    """An invitation in the list: whom, as what, where it stands `since` when, and what may be done with it.

    `inviter` is empty when the viewer invited. `until` is the last day of an offer that waits, or waited. `is_orphan`:
    whoever invited may do so no more, and it cannot be accepted until somebody else sends it again.
    """

    ref: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    state: str = ""
    since: Moment = _NEVER
    sent: Moment = _NEVER
    until: Moment = _NEVER
    reminded: Moment = _NEVER
    inviter: str = ""
    is_orphan: bool = False
    may_resend: bool = False
    may_extend: bool = False
    may_link: bool = False
    may_revoke: bool = False


@dataclass(frozen=True)
class StateCount:
    """How many invitations are in a state."""

    state: str = ""
    count: int = 0


@dataclass(frozen=True)
class InvitationList:
    """One page of the invitations in the `chosen` state that a search finds, from the `first` to the `last` of `total`.

    `counts` are those of each state that the search finds any in, and `found` is their sum; `is_any` tells whether
    anybody was ever invited at all.
    """

    lines: tuple[InvitationLine, ...] = ()
    counts: tuple[StateCount, ...] = ()
    found: int = 0
    page: int = 1
    first: int = 0
    last: int = 0
    total: int = 0
    is_any: bool = False
