"""The envelope of a letter: who writes to whom, and how machines should treat it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from mycharlotte.letters import Rendered


@dataclass(frozen=True)
class House:
    """Who writes: the `From` address, the one a person may write to, and the origin of the site."""

    sender: str
    contact: str
    site: str


def put_in_envelope(rendered: Rendered, *, ref: str, to: str, at: datetime, house: House) -> EmailMessage:
    """Return the message that leaves. Its Message-ID is made from `ref`: sent twice, readers see it once.

    Raises:
        ValueError: `to` is not an address.
    """
    name, sender = parseaddr(house.sender)
    domain = sender.rpartition("@")[2]
    message = EmailMessage()
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = to
    message["Reply-To"] = house.contact
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{ref}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: answering machines stay quiet
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = rendered.language  # setting the content drops the headers that describe it
    return message
