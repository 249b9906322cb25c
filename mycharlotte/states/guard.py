"""The doors a browser may knock at.

Reflex makes every public method of a state callable by anybody, with any arguments, from any page. Here a state cannot
be defined unless each of its handlers says who may knock (`@endpoint(Access.…)`), and:

- a payload that does not fit the handler's annotations strictly is dropped before Reflex queues or logs it
  (`fitting`, called by the event filter);
- the session is looked up again for every event, chained ones included;
- what the domain refuses becomes words beside the field, in the reader's language; a bug becomes a reference.
"""

import functools
import inspect
import itertools
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from dataclasses import replace
from enum import Enum, auto
from typing import Annotated, Any, get_type_hints

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, create_model
from typing_extensions import TypedDict, is_typeddict

from mycharlotte import refusals
from mycharlotte.domain.errors import Refused, SignedOut
from mycharlotte.domain.origin import Origin
from mycharlotte.faults import new_reference, report
from mycharlotte.states import connections, identity
from mycharlotte.states.connections import Connection
from mycharlotte.views.refusal import Refusal
from mycharlotte.views.viewer import Viewer

MAX_TEXT = 20_000
FORM_ENTRIES = "__reflex_form_data__"

_serial = itertools.count(1)
_viewer: ContextVar[Viewer | None] = ContextVar("viewer", default=None)
_connection: ContextVar[Connection | None] = ContextVar("connection", default=None)


class Access(Enum):
    """Who may knock."""

    ANYONE = auto()
    SIGNED_IN = auto()


# No text of a person holds a null character, which PostgreSQL refuses; no number of ours is larger than its integers.
Text = Annotated[str, StringConstraints(strict=True, max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]


def viewer() -> Viewer:
    """Return who is signed in, inside a handler.

    Raises:
        SignedOut: in a handler that anyone may call, when nobody is.
    """
    if (found := _viewer.get()) is None:
        raise SignedOut
    return found


def viewer_or_none() -> Viewer | None:
    """Return who is signed in, if anyone, inside a handler."""
    return _viewer.get()


def connection() -> Connection:
    """Return the socket that the event came through; an empty one when it is already gone."""
    return _connection.get() or Connection()


def origin() -> Origin:
    """Return where the event comes from."""
    came_through = connection()
    return Origin(came_through.device, came_through.address_block, came_through.device_token)


class Guarded(rx.State, mixin=True):
    """A state that cannot be defined with an undeclared handler."""

    refusal: Refusal = Refusal()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Check every handler as soon as the class is defined."""
        super().__init_subclass__(**kwargs)
        for name, handler in cls.event_handlers.items():
            if name != "setvar" and not hasattr(handler.fn, "access"):
                msg = (
                    f"{cls.__name__}.{name} can be called by any browser: declare it with @endpoint, "
                    "or start its name with an underscore."
                )
                raise TypeError(msg)

    def _path(self) -> str:
        """The page that the tab says it shows: good to know which words to show, and for nothing else."""
        return self.router.url.path.rstrip("/") or "/"

    def _asked(self, name: str) -> str:
        """What the address says that the page is about: whatever a browser sends, for verbs to judge."""
        return self.router.url.query_parameters.get(name, "")

    def _assign(self, **values: Any) -> None:
        """Set these variables, those alone that differ: a page is sent nothing when nothing it shows changed.

        Whoever watches their own socket would otherwise count what happens that they may not know of.
        """
        for name, value in values.items():
            if self.get_value(name) != value:
                setattr(self, name, value)

    def _refuse(self, refused: Refused, language: str) -> None:
        self.refusal = replace(refusals.shown(refused, language), serial=next(_serial))


def endpoint(access: Access, *, is_live: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Declare a handler: who may call it. Its annotations are what its payload must fit, strictly.

    A handler that `is_live` answers to what others did: what was refused to the reader stays on their page.

    Raises:
        TypeError: for a handler that is not asynchronous (it would hold up everyone) or not fully annotated.
    """

    def declare(handler: Callable[..., Any]) -> Any:
        if not (inspect.iscoroutinefunction(handler) or inspect.isasyncgenfunction(handler)):
            msg = f"{handler.__qualname__} must be async: a plain function would hold up everyone's events."
            raise TypeError(msg)

        @functools.wraps(handler)
        async def guarded(self: Guarded, *args: Any, **payload: Any) -> AsyncIterator[Any]:
            call = functools.partial(handler, self, *args, **payload)
            async for step in _let_in(self, access, call, is_live=is_live):
                yield step

        guarded.__signature__ = inspect.signature(handler)  # type: ignore[attr-defined]
        guarded.access = access  # type: ignore[attr-defined]
        guarded.is_live = is_live  # type: ignore[attr-defined]
        guarded.payload_model = _payload_model(handler)  # type: ignore[attr-defined]
        return guarded

    return declare


def fitting(handler: Callable[..., Any], payload: dict[str, Any]) -> bool:
    """Tell whether a payload from a browser fits a handler: every field, no more, of the very type."""
    try:
        handler.payload_model.model_validate({name: _form(value) for name, value in payload.items()})  # type: ignore[attr-defined]
    except (ValidationError, RecursionError):
        return False
    return True


async def _let_in(state: Guarded, access: Access, call: Callable[[], Any], *, is_live: bool) -> AsyncIterator[Any]:
    """Run a handler as whoever is signed in now, or tell the page why not."""
    came_through = connections.of(state.router.session.session_id)
    who = await identity.viewer_of(came_through.session_token) if came_through else None
    _connection.set(came_through)
    _viewer.set(who)
    if access is Access.SIGNED_IN and who is None:
        from mycharlotte.states.session import SessionState

        await (await state.get_state(SessionState))._end()
        yield None  # the page is told before its socket is closed
        if came_through:
            await came_through.hang_up()
        return
    if state.refusal.serial and not is_live:
        state.refusal = Refusal()
    language = who.language if who else (came_through.language if came_through else "")
    try:
        outcome = call()
        if inspect.isasyncgen(outcome):
            async for step in outcome:
                yield step
        elif (step := await outcome) is not None:
            yield step
    except Refused as refused:
        state._refuse(refused, language)
    except Exception as fault:  # noqa: BLE001  (a bug is told as a reference, whatever it is)
        reference = new_reference()
        report(fault, reference=reference, where=type(state).__name__)
        state.refusal = replace(refusals.fault(reference, language), serial=next(_serial))


def _payload_model(handler: Callable[..., Any]) -> type[BaseModel]:
    hints = get_type_hints(handler, include_extras=True)
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    missing = [p.name for p in parameters if p.name not in hints]
    if missing:
        msg = f"{handler.__qualname__} must annotate {', '.join(missing)}: a payload is checked against it."
        raise TypeError(msg)
    fields: dict[str, Any] = {
        p.name: (_strict(hints[p.name]), ... if p.default is inspect.Parameter.empty else p.default) for p in parameters
    }
    return create_model(handler.__qualname__, __config__=ConfigDict(strict=True, extra="forbid"), **fields)


def _strict(hint: Any) -> Any:
    """Bound every text and number, and refuse unknown fields of a form."""
    if hint is str:
        return Text
    if hint is int:
        return Number
    if is_typeddict(hint):
        fields = {name: _strict(kind) for name, kind in get_type_hints(hint).items()}
        form = TypedDict(hint.__name__, fields)  # type: ignore[operator]
        form.__pydantic_config__ = ConfigDict(strict=True, extra="forbid")  # pyright: ignore[reportAttributeAccessIssue]
        TypeAdapter(form)
        return form
    return hint


def _form(value: Any) -> Any:
    """Read a submitted form as Reflex will: the last value of each name."""
    if isinstance(value, dict) and set(value) == {FORM_ENTRIES} and isinstance(value[FORM_ENTRIES], list):
        entries = value[FORM_ENTRIES]
        if all(isinstance(e, list) and len(e) == 2 and isinstance(e[0], str) for e in entries):  # noqa: PLR2004
            return dict(entries)
    return value
