"""What the lists of a bubble's members show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberLine:
    """A member in a list.

    `email` is for admins alone. `is_dedicated`: to the viewer, or the viewer to them. `companions` names those whom a
    patient is dedicated to, the viewer left out, as many as fit, and `more` counts the others; `patients` counts a
    companion's: nothing of the three for patients, who do not know of one another.
    """

    ref: str = ""
    name: str = ""
    initials: str = ""
    picture_url: str = ""
    email: str = ""
    is_admin: bool = False
    is_oneself: bool = False
    is_dedicated: bool = False
    companions: str = ""
    more: int = 0
    patients: int = 0


@dataclass(frozen=True)
class MemberList:
    """One page of a list: its members, from the `first` to the `last` of `total` that were asked for.

    `companions` and `patients` count the whole bubble; `patients` is 0 for those who do not know of them.
    """

    members: tuple[MemberLine, ...] = ()
    page: int = 1
    first: int = 0
    last: int = 0
    total: int = 0
    companions: int = 0
    patients: int = 0


@dataclass(frozen=True)
class Question:
    """What is about to be done to a member: `name-admin`, `dismiss-admin`, `remove`, or `leave`; nothing when empty."""

    what: str = ""
    ref: str = ""
    name: str = ""
    is_oneself: bool = False
