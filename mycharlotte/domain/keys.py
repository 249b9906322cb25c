"""The keys that the domain works with, by purpose.

Set once at start-up (`configure(settings().key)`), so that the domain knows neither the environment nor its settings.
"""

from collections.abc import Callable
from functools import cache

_derive: list[Callable[[str], bytes]] = []


def configure(derive: Callable[[str], bytes]) -> None:
    """Say where keys come from: a function that gives 32 bytes for a purpose."""
    _derive[:] = [derive]
    of.cache_clear()


@cache
def of(purpose: str) -> bytes:
    """Return the 32-byte key of a purpose."""
    return _derive[0](purpose)
