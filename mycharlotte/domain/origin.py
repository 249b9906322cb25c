"""Where a request comes from, as the door saw it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Device in words, block of addresses, token of a known device if any."""

    device: str
    address_block: str
    device_token: str = ""
