"""What the page of sessions and trusted devices shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionWords:
    """A session in one language: the device, when and how it was opened, when it was last used and from where."""

    device: str = ""
    opened: str = ""
    seen: str = ""


@dataclass(frozen=True)
class SessionLine:
    """Someone signed in; `is_this` is the session that the reader looks through."""

    ref: str = ""
    is_this: bool = False
    is_handheld: bool = False
    french: SessionWords = SessionWords()
    english: SessionWords = SessionWords()


@dataclass(frozen=True)
class DeviceWords:
    """A trusted device in one language: its name, until when it is trusted, when and from where it was last used."""

    device: str = ""
    until: str = ""
    used: str = ""


@dataclass(frozen=True)
class DeviceLine:
    """A trusted device; `is_this` is the one that the reader looks through."""

    ref: str = ""
    is_this: bool = False
    is_handheld: bool = False
    french: DeviceWords = DeviceWords()
    english: DeviceWords = DeviceWords()
