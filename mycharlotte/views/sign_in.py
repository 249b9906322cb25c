"""What the sign-in pages show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SecondStepView:
    """A password was right: where the code went (never the whole address), and when another may be asked for."""

    is_open: bool = False
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
