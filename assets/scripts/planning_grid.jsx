import FullCalendar from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import { useEffect, useMemo, useRef } from "react";
import { useNavigate } from "react-router";

import "../styles/planning.css";
import { dayIn, minutesIn, spokenMinutes, spokenSpan, spokenTime } from "./planning_days.js";

const VIEWS = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth" };
const PLUGINS = [dayGrid, timeGrid, interaction];
const HOURS = [8, 19]; // shown at least
const DAY = 24;
const SNAP_MINUTES = 15;
// How many minutes give room for whom and for what on two lines each, on one line each, on one line for both.
const ROOMS = [
  [85, "is-long"],
  [55, "is-usual"],
  [0, "is-short"],
];

/** The grid of a planning. It draws and is dragged in; it decides of nothing, and fetches nothing. */
export default function PlanningGrid({ at, language, zone, rows, spans, addresses, words, looks, toNew, onMove }) {
  const calendar = useRef(null);
  const navigate = useNavigate();
  const [first, last] = useMemo(() => hours(zone, rows, spans), [zone, rows, spans]);
  const events = useMemo(() => [...rows.map((row) => drawn(row, addresses)), ...spans.flatMap((one) => behind(one, words))], [rows, spans, words]);

  useEffect(() => calendar.current?.getApi().changeView(VIEWS[at.view], at.day), [at.view, at.day]);

  // Where hours scroll and nothing takes the focus, a cell does: with the keyboard too, one sees the evening (Safari).
  const box = useRef(null);
  const reach = () => {
    for (const one of box.current?.querySelectorAll("div[style*='overflow']") ?? []) {
      if (getComputedStyle(one).overflowY !== "auto" || one.querySelector("a[href], button, [tabindex]")) continue;
      one.querySelector("[role=cell], [role=gridcell]")?.setAttribute("tabindex", "0");
    }
  };
  useEffect(reach);

  const moved = ({ event, revert }) => {
    const [starts_at, ends_at] = [instant(event.startStr), instant(event.endStr)];
    if (starts_at && ends_at) onMove(event.extendedProps.row, { starts_at, ends_at });
    else revert();
  };

  const open = ({ event, jsEvent }) => {
    if (jsEvent.ctrlKey || jsEvent.metaKey || !event.url) return;
    jsEvent.preventDefault();
    navigate(event.url);
  };

  const begin = ({ startStr, endStr, allDay }) => {
    calendar.current.getApi().unselect();
    const fields = { [addresses.day]: startStr.slice(0, 10) };
    if (!allDay) fields[addresses.start] = wall(startStr);
    // A mere click says when, not for how long.
    if (!allDay && Date.parse(endStr) - Date.parse(startStr) > SNAP_MINUTES * 60_000) fields[addresses.end] = wall(endStr);
    navigate(toNew(fields));
  };

  return (
    <div ref={box} className="contents">
      <FullCalendar
        ref={calendar}
        viewDidMount={() => requestAnimationFrame(reach)}
        plugins={PLUGINS}
        initialView={VIEWS[at.view]}
        initialDate={at.day}
        headerToolbar={false}
        locale={{ code: language, week: { dow: 1, doy: 4 }, closeHint: words.close, eventsHint: words.events }}
        timeZone={zone}
        firstDay={1}
        height="100%"
        expandRows
        allDaySlot={false}
        nowIndicator
        slotMinTime={`${first}:00:00`}
        slotMaxTime={`${last}:00:00`}
        scrollTime={`${first}:00:00`}
        slotDuration="00:30:00"
        slotMinHeight={30}
        snapDuration={{ minutes: SNAP_MINUTES }}
        slotHeaderInterval="01:00:00"
        slotHeaderContent={({ time, date }) => spokenMinutes(time ? time.milliseconds / 60_000 : minutesIn(zone, date), language)}
        dayHeaderContent={(day) => <DayHead {...day} isMonth={at.view === "month"} />}
        fixedWeekCount={false}
        dayMaxEvents={4}
        moreLinkText={(count) => (count === 1 ? words.oneMore : words.more.replace("{n}", count))}
        moreLinkHint={(count) => words.showMore.replace("{n}", count)}
        popoverCloseContent={() => words.close}
        eventMinHeight={26}
        eventShortHeight={42}
        slotEventOverlap={false}
        events={events}
        eventContent={({ event, isShort, view }) => (
          <Meeting row={event.extendedProps.row} times={event} isLine={isShort || view.type === VIEWS.month} {...{ zone, language, words }} />
        )}
        backgroundEventContent={({ event }) => event.title && <span className="planning-behind-words">{event.title}</span>}
        editable
        selectable
        selectMirror
        unselectAuto
        longPressDelay={400}
        dragRevertDuration={0}
        eventClick={open}
        eventDrop={moved}
        eventResize={moved}
        select={begin}
        className="planning"
        eventClass={({ event, isDragging, isSelected }) => `planning-event ${isDragging ? "is-dragging" : ""} ${isSelected ? "is-selected" : ""} ${event.extendedProps.row ? "" : "is-behind"}`}
        eventInnerClass="planning-inner"
        columnEventAfterClass={({ isEndResizable }) => (isEndResizable ? "planning-handle" : "")}
        dayHeaderAlign="center"
        dayHeaderClass="planning-day-head"
        dayHeaderInnerClass="planning-day-head-inner"
        dayCellClass={({ isToday, isOther }) => `planning-cell ${isToday ? "is-today" : ""} ${isOther ? "is-other" : ""}`}
        dayCellTopClass="planning-cell-top"
        dayLaneClass={({ isToday }) => `planning-lane ${isToday ? "is-today" : ""}`}
        dayLaneInnerClass="planning-lane-inner"
        slotLaneClass={({ isMinor }) => `planning-slot ${isMinor ? "is-minor" : ""}`}
        slotHeaderAlign="end"
        slotHeaderClass="planning-hour"
        slotHeaderInnerClass="planning-hour-inner"
        dayHeaderRowClass="planning-row"
        dayRowClass="planning-row"
        slotHeaderRowClass="planning-row"
        nowIndicatorLineClass="planning-now"
        moreLinkClass="planning-more"
        popoverClass="planning-popover"
        popoverCloseClass="planning-popover-close"
        highlightClass="planning-highlight"
        viewClass="planning-view"
      />
    </div>
  );
}

function DayHead({ text, weekdayText, dayNumberText, isToday, inPopover, isMonth }) {
  if (inPopover || isMonth) return <span>{inPopover ? text : weekdayText}</span>;
  return (
    <span className={isToday ? "planning-day is-today" : "planning-day"}>
      <span>{weekdayText}</span> <span className="planning-date">{dayNumberText}</span>
    </span>
  );
}

/** One appointment on the grid, in whole lines: when, and whether it waits for something; whom with, and for what. */
function Meeting({ row, times, isLine, zone, language, words }) {
  if (!row) return null;
  const when = { starts_at: instant(times.startStr), ends_at: instant(times.endStr) || row.ends_at };
  const status = row.isToFillIn ? words.toFillIn : row.isCancelled ? words.cancelled : words.states[row.state];
  const minutes = (Date.parse(when.ends_at) - Date.parse(when.starts_at)) / 60_000;
  const room = isLine ? "is-line" : ROOMS.find(([least]) => minutes >= least)[1];
  return (
    <span className={`planning-meeting ${room}`}>
      {isLine && row.isToFillIn && <span aria-hidden="true" className="planning-mark" />}
      <span className="planning-time">{isLine || status ? spokenTime(zone, when.starts_at, language) : spokenSpan(zone, when, language)} </span>
      {status && <span className={isLine ? "sr-only" : row.isToFillIn ? "planning-status is-to-fill-in" : "planning-status"}>{status} </span>}
      <span className="planning-who">
        <bdi className="planning-name">{row.patient} </bdi>
        <span className="planning-kind">{row.kind}</span>
      </span>
    </span>
  );
}

const drawn = (row, addresses) => ({
  id: row.ref,
  title: row.patient,
  start: row.starts_at,
  end: row.ends_at,
  url: `${addresses.appointment}?${addresses.ref}=${row.ref}`,
  editable: row.isToCome,
  className: `type-${row.colour}${row.isCancelled ? " is-cancelled" : ""}${row.isToFillIn ? " is-to-fill-in" : ""}`,
  row,
});

/** What stands behind: outside of the hours is shaded, what takes the time is named. */
const behind = ({ what, starts_at, ends_at }, words) => {
  const when = { start: starts_at, end: ends_at };
  if (what === "open") return [{ ...when, groupId: "open", display: "inverse-background", className: "planning-closed" }];
  return [{ ...when, title: words.spansShort[what], display: "background", className: `planning-taken is-${what}` }];
};

/** The hours to show: those of work, and one more on each side. */
const hours = (zone, rows, spans) => {
  const shown = [...rows, ...spans.filter((one) => one.what === "open")];
  const begins = shown.map((one) => Math.floor(minutesIn(zone, one.starts_at) / 60) - 1);
  const ends = shown.map((one) =>
    dayIn(zone, one.starts_at) === dayIn(zone, one.ends_at) ? Math.ceil(minutesIn(zone, one.ends_at) / 60) + 1 : DAY,
  );
  const two = (hour) => String(hour).padStart(2, "0");
  return [two(Math.max(0, Math.min(HOURS[0], ...begins))), two(Math.min(DAY, Math.max(HOURS[1], ...ends)))];
};

/** The same instant as the server writes it; nothing when there is none. */
const instant = (text) => (text?.includes("T") ? `${new Date(text).toISOString().slice(0, 16)}Z` : "");

/** A time on the wall, as addresses hold it: 20261124T0900. */
const wall = (text) => text.slice(0, 16).replace(/[-:]/g, "");
