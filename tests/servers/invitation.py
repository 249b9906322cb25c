"""An invitation that arrives by mail, in a running application.

link = mail_invitation(application, "ines@example.org", by=new_bubble(application).admin)
"""

import re

from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.adapters.mailer import FolderMailer
from mycharlotte.domain import invitations, sessions
from mycharlotte.domain.offers import Offer
from mycharlotte.domain.origin import Origin
from mycharlotte.jobs import mail
from mycharlotte.letters.envelope import House
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from tests.servers.application import Application, until


def mail_invitation(application: Application, email: str, *, by: str, role: Role = Role.PATIENT) -> str:
    """Have an admin invite an address to their bubble; return the link of the mail, as its reader finds it."""
    house = House(sender="MyCharlotte <ne-pas-repondre@example.org>", contact="a@example.org", site=application.url)
    link = re.compile(rf"^{re.escape(routes.invitation_link(application.url))}\S+$", re.MULTILINE)
    with application.in_use():
        with db.transaction() as session:
            admin = session.exec(select(Person).where(Person.email == by)).one()
            token = sessions.start(session, person=admin, origin=Origin("", ""), now=now())
            session.flush()
            viewer = sessions.resume(session, token=token, now=now())
            ref = session.exec(select(Bubble.ref).join(Membership).where(Membership.person_id == admin.id)).one()
            assert viewer
            invitations.send(
                session,
                by=viewer,
                bubble_ref=ref,
                offer=Offer(email, role, first_name="Inès", last_name="Da Silva", message="Bienvenue parmi nous."),
                link=routes.invitation_link(application.url),
                now=now(),
            )
        mail.send_waiting(FolderMailer(application.mailbox), house)  # at once, whatever the application's own round

    def found() -> str:
        texts = [part.get_content() for one in application.mails_for(email) if (part := one.get_body(("plain",)))]
        links = [found for text in texts for found in link.findall(text.replace("\r\n", "\n"))]
        return links[-1] if links else ""

    return until(found, 20)
