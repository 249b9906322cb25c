"""What a demo shows to whoever opens it; nothing at all anywhere else."""

from mycharlotte import routes, seed
from mycharlotte.config import settings
from mycharlotte.views.sign_in import DemoAccount


def accounts() -> list[DemoAccount]:
    """The accounts that the first page offers."""
    if not settings().is_demo:
        return []
    return [
        DemoAccount(f"{one.first_name} {one.last_name}", one.part, one.email, seed.PASSWORD)
        for one in seed.CAST
        if one.is_shown
    ]


def mailbox_url() -> str:
    """The address of the local mailbox, when mails go to a folder."""
    return routes.MAILBOX if settings().is_demo and not settings().mail_url.get_secret_value() else ""
