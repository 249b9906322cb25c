"""What the page of passkeys shows."""

from dataclasses import dataclass, field

from mycharlotte.views.moments import Moment


@dataclass(frozen=True)
class PasskeyView:
    """One's passkey; `used` is empty when it never was."""

    ref: str = ""
    name: str = ""
    added: Moment = field(default_factory=Moment)
    used: Moment = field(default_factory=Moment)
