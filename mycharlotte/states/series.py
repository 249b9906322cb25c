"""A series that is planned, date by date, before anything is stored; and the one that an appointment is of.

await series.plan(self, Booking(...))        in the handler of a form: its dates are shown, or its refusal
"""

from collections.abc import AsyncIterator
from typing import Any, TypedDict

import reflex as rx

from mycharlotte import db, routes
from mycharlotte.domain import series, series_extension, series_moves, series_sheets
from mycharlotte.domain.booking import Draft
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.recurrence import RepeatDraft
from mycharlotte.domain.series import Preview
from mycharlotte.domain.series_dates import Action, Choice
from mycharlotte.domain.series_moves import Move
from mycharlotte.models.base import now
from mycharlotte.states import guard, series_words, undo
from mycharlotte.states.guard import Access, Guarded, endpoint
from mycharlotte.views.series import Booking, CourseView, DatesView, Extending, Moving

PAGES = (routes.APPOINTMENT, routes.MY_APPOINTMENT)


Plan = Booking | Moving | Extending
_DOING: dict[type, str] = {Booking: "book", Moving: "move", Extending: "extend"}


class ExtensionForm(TypedDict):
    """How many more."""

    times: str


class SeriesState(Guarded, rx.State):
    """What is planned, `doing` it (book, move, extend; empty: nothing), and the `course` of the page's appointment.

    `steps` grows whenever dates come to be shown, or are given up, `done` when what was planned was carried out.
    """

    dates: DatesView = DatesView()
    doing: str = ""
    steps: int = 0
    done: int = 0
    course: CourseView = CourseView()
    of_ref: str = ""
    _plan: Plan | None = None
    _choices: dict[str, tuple[str, str]] = {}

    @endpoint(Access.SIGNED_IN, is_live=True)
    async def refresh(self) -> None:
        """Read again: one of the series changed, or what takes the time of a date that is planned."""
        if self.of_ref and self._path() in PAGES:
            await self._read(self._asked(routes.APPOINTMENT_PARAMETER))

    @endpoint(Access.SIGNED_IN)
    async def settle(self, key: str, what: str) -> None:
        """Choose what to do with a date: keep, skip, stay, or « shift 2026-12-08T14:30 »; nothing undoes a choice."""
        action, _space, at = what.partition(" ")
        self._choose({key: (action, at)} if what else {}, but=key)
        await self._preview()

    @endpoint(Access.SIGNED_IN)
    async def keep_all(self) -> None:
        """Keep every date that waits for a choice and may be kept."""
        waiting = [line.key for line in self.dates.lines if not line.action and line.may_keep]
        self._choose({key: (str(Action.KEEP), "") for key in waiting})
        await self._preview()

    @endpoint(Access.SIGNED_IN)
    async def give_up(self) -> None:
        """Go back to the form, as it was left."""
        self._end()

    @endpoint(Access.SIGNED_IN)
    async def extend(self, form: ExtensionForm) -> None:
        """Look at the dates that a series would have besides."""
        await self._begin(Extending(self.of_ref, form["times"]))

    @endpoint(Access.SIGNED_IN)
    async def carry_out(self) -> AsyncIterator[Any]:
        """Do what is planned; what was taken meanwhile is shown, every choice kept."""
        try:
            shown = await self._carry_out()
        except Refused:
            await self._preview()
            raise
        self._forget()
        self.done += 1
        await undo.offer(self)
        if self.of_ref and self._path() in PAGES:
            await self._read(self.of_ref)
        else:
            yield rx.redirect(routes.of_appointment(routes.APPOINTMENT, shown))

    async def _begin(self, plan: Plan) -> None:
        self._plan, self._choices = plan, {}
        try:
            await self._preview()
        except Refused:
            self._plan = None
            raise
        self.doing, self.steps = _DOING[type(plan)], self.steps + 1

    def _end(self) -> None:
        if self.doing:
            self.steps += 1
        self._forget()

    def _forget(self) -> None:
        self._plan, self._choices = None, {}
        self._assign(dates=DatesView(), doing="")

    def _choose(self, chosen: dict[str, tuple[str, str]], *, but: str = "") -> None:
        known = {line.key for line in self.dates.lines}
        kept = {key: what for key, what in self._choices.items() if key != but}
        self._choices = kept | {key: what for key, what in chosen.items() if key in known}

    async def _preview(self) -> None:
        """Judge the dates again."""
        if self._plan is None:
            return
        who, present = guard.viewer(), now()
        found: Preview = await db.read(_preview, by=who, plan=self._plan, choices=self._chosen(), now=present)
        self.dates = series_words.dates(found, who.timezone, present)

    async def _carry_out(self) -> str:
        """Return the appointment to show."""
        who, choices, plan = guard.viewer(), self._chosen(), self._plan
        about = {"by": who, "choices": choices, "now": now()}
        match plan:
            case Booking():
                made, _change = await db.transact(
                    series.book,
                    bubble_ref=plan.bubble_ref,
                    draft=Draft(**plan.draft),
                    repeat=RepeatDraft(**plan.repeat),
                    **about,
                )
                return made[0].ref
            case Moving():
                here = {"appointment_ref": plan.appointment_ref, "seen": self.dates.seen}
                await db.transact(
                    series_moves.move, scope=plan.scope, to=Move(plan.day, plan.time, plan.minutes), **here, **about
                )
                return plan.appointment_ref
            case Extending():
                here = {"appointment_ref": plan.appointment_ref, "seen": self.dates.seen}
                await db.transact(series_extension.extend, times=plan.times, **here, **about)
                return plan.appointment_ref
            case None:
                raise NotFound

    async def _read(self, appointment_ref: str) -> None:
        who = guard.viewer()
        try:
            found = await db.read(series_sheets.show, viewer=who, appointment_ref=appointment_ref, now=now())
        except NotFound:
            found = CourseView()
        self._assign(course=series_words.course(found, who.timezone), of_ref=appointment_ref)

    def _chosen(self) -> list[Choice]:
        return [Choice(key, action, at) for key, (action, at) in self._choices.items()]


async def plan(state: Guarded, what: Plan) -> None:
    """Show every date of what is planned, before it is done.

    Raises:
        What its preview refuses.
    """
    await (await state.get_state(SeriesState))._begin(what)


async def show(state: Guarded) -> SeriesState:
    """Show the series of the appointment that the address names, if it is of one."""
    mine = await state.get_state(SeriesState)
    asked = state._asked(routes.APPOINTMENT_PARAMETER)
    if asked != mine.of_ref:
        mine._end()
    await mine._read(asked)
    return mine


async def forget(state: Guarded) -> None:
    """Give up what was planned."""
    (await state.get_state(SeriesState))._end()


def _preview(db: Any, *, by: Any, plan: Plan, choices: list[Choice], now: Any) -> Preview:
    about = {"by": by, "choices": choices, "now": now}
    match plan:
        case Booking():
            return series.preview(
                db, bubble_ref=plan.bubble_ref, draft=Draft(**plan.draft), repeat=RepeatDraft(**plan.repeat), **about
            )
        case Moving():
            return series_moves.preview(
                db,
                appointment_ref=plan.appointment_ref,
                scope=plan.scope,
                to=Move(plan.day, plan.time, plan.minutes),
                **about,
            )
        case Extending():
            return series_extension.preview(db, appointment_ref=plan.appointment_ref, times=plan.times, **about)
