"""What the sign-in pages show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SecondStepView:
    """A password was right: which second step is asked for and what the `others` are (`models.access.Method`).

    For a mailed code: where it went (never the whole address), and when another may be asked for.
    """

    is_open: bool = False
    method: str = ""
    others: tuple[str, ...] = ()
    masked_email: str = ""
    seconds_to_resend: int = 0
    is_mail_slow: bool = False


@dataclass(frozen=True)
class DemoAccount:
    """Someone of the demo whom a newcomer may be. `part` is put in words by the page."""

    name: str = ""
    part: str = ""
    email: str = ""
    password: str = ""
