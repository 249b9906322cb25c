"""What pages see of people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonCard:
    """Enough to show who someone is, in the menu, and which agendas are theirs."""

    ref: str = ""
    first_name: str = ""
    name: str = ""
    email: str = ""
    initials: str = ""
    picture_url: str = ""
    tint: int = 0
    is_companion: bool = False
    is_patient: bool = False


@dataclass(frozen=True)
class ProfileView:
    """One's own profile. `phone` is in international form; `version` tells whether someone saved meanwhile."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    picture_url: str = ""
    initials: str = ""
    tint: int = 0
    version: int = 0
    contact_email: str = ""
