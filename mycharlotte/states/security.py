"""One's account security, as its pages show it; what changes it is posted to doors (`http/passwords.py`…)."""

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import security_overview
from mycharlotte.models.base import now
from mycharlotte.states import flash, guard, moments
from mycharlotte.states.flash import Flash
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.states.session import SessionState
from mycharlotte.views.moments import Moment
from mycharlotte.views.security import SecurityView


class SecurityState(Guarded, rx.State):
    """Where the account stands, and what the last form had to say: `done` names what was done."""

    security: SecurityView = SecurityView()
    is_ready: bool = False
    done: str = ""
    typed: dict[str, str] = {}
    password_changed: Moment = Moment()
    app_last_used: Moment = Moment()
    next_path: str = ""

    @endpoint(Access.SIGNED_IN)
    async def load(self) -> None:
        """Show the account, and how the last form of this page ended."""
        await self._read()
        await self._recall(self._path())

    @endpoint(Access.SIGNED_IN)
    async def load_confirmation(self) -> None:
        """Show the page that asks who one is, and remember where to go then."""
        await self._read()
        self.next_path = routes.safe_next(self.router.url.query_parameters.get(routes.NEXT_PARAMETER, ""))
        await self._recall(routes.CONFIRMATION)

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again where the account stands, in a tab that shows it: something changed, here or elsewhere."""
        if self.is_ready:
            await self._read()

    async def _read(self) -> None:
        who = guard.viewer()
        self.security = await db.read(security_overview.show, viewer=who, now=now())
        self.password_changed = moments.told(self.security.password_changed_at, who.timezone)
        self.app_last_used = moments.told(self.security.app_last_used_at, who.timezone)
        self.is_ready = True

    async def _recall(self, path: str) -> None:
        found = await recalled(self, path)
        self.refusal, self.typed, self.done = found.refusal, found.typed, found.done


async def recalled(state: rx.State, path: str) -> Flash:
    """Return what the last form of the page at `path` had to say, once."""
    language = (await state.get_state(SessionState)).language
    connection = guard.connection()
    found = flash.unseal(connection.flash, path=path, language=language)
    if found != Flash():
        connection.flash = ""
    return found
