"""What every process does first, whatever it is for: read the settings, hand out keys and limits, open the logs."""

from mycharlotte import logs
from mycharlotte.config import Settings, settings
from mycharlotte.domain import keys, limits


def prepare() -> Settings:
    """Make this process ready to use the domain, and return the settings.

    Raises:
        UnsafeConfiguration: when something is unsafe or missing.
    """
    chosen = settings()
    keys.configure(chosen.key)
    limits.configure(chosen.redis_url or "memory://")
    logs.configure(chosen.log_level)
    return chosen
