"""Offer, every minute and as soon as one is declined, the slots that came free to those who wait; end what is over."""

from mycharlotte import db
from mycharlotte.domain import slot_offers, waiting_list
from mycharlotte.models.base import now


def offer_slots(link: str) -> None:
    """Let go of what was held long enough, then offer what is free: each in a transaction of its own."""
    while _lapse():
        pass
    with db.reading() as session:
        if next(waiting_list.live(session), None) is None:
            return  # nobody waits: no transaction is begun for them every minute
    while _offer(link):
        pass


def end_waits() -> None:
    """End the waits whose last day is past, or whose patients may not book any more."""
    with db.reading() as session:
        over = waiting_list.over(session, now=now())
    for wait_id in over:
        with db.transaction() as session:
            waiting_list.end_if_over(session, wait_id, now=now())


def _lapse() -> bool:
    with db.transaction() as session:
        return slot_offers.lapse_next(session, now=now())


def _offer(link: str) -> bool:
    with db.transaction() as session:
        return slot_offers.offer_next(session, link=link, now=now())
