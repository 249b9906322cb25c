"""Send the lists of invitations that were started, a little at a time: others have things to write too.

A job lasts a moment and is queued again as long as there is more: stopping the application waits for no list, and
mails leave in between. Logs name nobody.
"""

import asyncio
import threading
import time

from mycharlotte import db
from mycharlotte.domain import batch_sending
from mycharlotte.faults import new_reference, report
from mycharlotte.models.base import now

MOMENT_SECONDS = 3.0
# Between two transactions: SQLite lets one write at a time, and whoever waits for it asks again only now and then.
PAUSE_SECONDS = 0.05

_under_way = threading.Lock()
_asked = threading.Event()


def send_lists(link: str) -> bool:
    """Send for a moment; tell whether there is more. `link` is what a token is written after.

    One thread of a process at a time: the other ones stay free for the mails that people wait for.
    """
    has_more = False
    _asked.set()
    while _asked.is_set() and _under_way.acquire(blocking=False):
        try:
            _asked.clear()
            has_more = asyncio.run(_send_for_a_moment(link))
        except Exception as fault:  # noqa: BLE001  (told to the log; the minute's round takes it up again)
            report(fault, reference=new_reference(), where="sending a list of invitations")
        finally:
            _under_way.release()
    return has_more


async def _send_for_a_moment(link: str) -> bool:
    until = time.monotonic() + MOMENT_SECONDS
    while await db.transact(batch_sending.send_some, link=link, now=now()):
        if time.monotonic() > until:
            return True
        await asyncio.sleep(PAUSE_SECONDS)
    return False
