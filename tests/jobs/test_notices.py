"""Every minute, what can be undone no more is told; a day later, what it was before is forgotten."""

from datetime import timedelta

import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.adapters.storage import open_storage
from mycharlotte.config import settings
from mycharlotte.domain import notices, outbox
from mycharlotte.jobs import sweep
from mycharlotte.jobs.queue import open_queue
from mycharlotte.models.appointments import Appointment, Change, ChangedAppointment, Told
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer
from tests.domain.doorstep import mails_to
from tests.domain.news import LATER, book, cancel


def test_the_queue_tells_everyone_due_with_links_to_this_installation(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    paul, _ = sign_in(cast.paul)
    kind = offer()
    booked, _change = book(camille, cast.paul, kind)
    cancelled = appointment(cast.agathe, cast.paul, kind, NOW + timedelta(days=2))
    cancel(paul, cancelled)

    [job] = [task for task in open_queue(settings()).huey._registry.periodic_tasks if "news" in type(task).__name__]
    with time_machine.travel(LATER, tick=False):
        job.execute()
        job.execute()
    for who, page in (
        (cast.paul, routes.MY_APPOINTMENTS),
        (cast.agathe, routes.of_appointment(routes.APPOINTMENT, cancelled.ref)),
    ):
        [mail] = mails_to(who, notices.LETTER)
        assert outbox.values_of(mail)["link"] == settings().origin + page
    assert mails_to(cast.camille, notices.LETTER) == []

    cancel(camille, booked, now=LATER)
    with time_machine.travel(LATER + timedelta(minutes=3), tick=False):
        job.execute()
    link = outbox.values_of(mails_to(cast.paul, notices.LETTER)[1])["link"]
    assert link == settings().origin + routes.of_appointment(routes.MY_APPOINTMENT, booked.ref)


def test_what_it_was_before_is_forgotten_after_a_day_and_the_appointment_stays(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    book(camille, cast.paul, offer())
    for days, left in ((1, 1), (1.01, 0)):
        with time_machine.travel(LATER + timedelta(days=days), tick=False):
            sweep.remove_what_is_over(open_storage(url=settings().files_url))
        with db.reading() as session:
            assert len(session.exec(select(Change)).all()) == left
            assert len(session.exec(select(ChangedAppointment)).all()) == left
            assert len(session.exec(select(Appointment)).all()) == 1
            assert len(session.exec(select(Told)).all()) == 2
