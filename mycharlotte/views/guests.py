"""What the pages of an invitation show to whoever was invited."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InvitationView:
    """An invitation, as far as its reader may know it; `stage` is one of `domain.acceptance.Stage`.

    `reader` is who looks: nobody signed in (empty), the person invited, or another. `is_known_here`: this browser
    already signed in the address invited. `until` is an instant (ISO 8601).
    """

    stage: str = ""
    bubble: str = ""
    bubble_ref: str = ""
    inviter: str = ""
    role: str = ""
    is_admin: bool = False
    message: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    until: str = ""
    reader: str = ""
    is_known_here: bool = False


@dataclass(frozen=True)
class SignUpView:
    """An account asked for: where its code went, and when another may be asked for; not open when there is none."""

    is_open: bool = False
    email: str = ""
    seconds_to_resend: int = 0
    is_mail_slow: bool = False
