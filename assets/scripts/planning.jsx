import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from "react";
import { useLocation } from "react-router";

import { dayIn, daysOf, isSameTime, real, span, step, title, VIEWS } from "./planning_days.js";
import { PlanningList } from "./planning_list.jsx";

// FullCalendar: fetched only where a grid is shown.
const Grid = lazy(() => import("./planning_grid.jsx"));

const HANDHELD = "(max-width: 40rem)";
const NOW_MS = 30_000;

/** What the address says to show; today otherwise, as a list where there is little room. */
const asked = (zone, names) => {
  const query = new URLSearchParams(window.location.search);
  const view = VIEWS.find((one) => names.views[one] === query.get(names.view));
  return {
    view: view ?? (window.matchMedia(HANDHELD).matches ? "list" : "week"),
    day: real(query.get(names.day)) || dayIn(zone),
  };
};

/** A planning: a grid or a list of the appointments of some days, which it asks for; what is chosen stays in the address.
    What is dragged stands where it was dropped until the answer: then `answers` grows, and the rows say where it is. */
export function Planning(props) {
  const { language, zone, zoneName, bubbles, shown, answers, isAsking, addresses, words, looks, onShow, onMove } = props;
  const [at, setAt] = useState(null); // { view, day }
  const [hidden, setHidden] = useState(() => new Set());
  const [hasCancelled, setHasCancelled] = useState(true);
  const [moved, setMoved] = useState({});
  const now = useNow();
  const { key } = useLocation();
  const heading = useId();
  const frame = useRef(null);

  useEffect(() => {
    if (zone) setAt(asked(zone, addresses));
  }, [zone, key]);

  const [since, until] = at ? span(at.view, at.day) : ["", ""];
  const isHere = shown.since === since && shown.until === until;

  // Asked again when the server has forgotten: a connection that comes back starts afresh.
  const wanted = useRef("");
  useEffect(() => {
    if (!since || (wanted.current === since + until && shown.since)) return;
    wanted.current = since + until;
    if (!isHere) onShow(since, until);
  }, [since, until, shown.since]);

  useEffect(() => {
    if (!isAsking) setMoved({});
  }, [answers, isAsking]);

  // A week that is wider than its frame begins with the day that one is at.
  useEffect(() => {
    const { scrollWidth = 0, clientWidth = 0 } = frame.current ?? {};
    if (at && scrollWidth > clientWidth) frame.current.scrollLeft = (scrollWidth * daysOf([since, at.day]).length) / 7;
  }, [at]);

  // What is shown of other days goes at once, what is shown of these stays until the answer.
  const isAround = shown.since < until && since < shown.until;
  const rows = useMemo(
    () =>
      (isAround ? shown.rows : [])
        .filter((row) => !hidden.has(row.bubble) && (hasCancelled || !row.state.startsWith("cancelled")))
        .map((row) => ({ ...row, ...moved[row.ref], ...standing(row, now) })),
    [shown, isAround, hidden, hasCancelled, moved, now],
  );
  const spans = useMemo(
    () => (isAround ? shown.spans : []).filter((one) => !hidden.has(one.bubble)),
    [shown, isAround, hidden],
  );

  const go = (to) => {
    const next = { ...at, ...to };
    const query = new URLSearchParams(window.location.search);
    query.set(addresses.day, next.day);
    query.set(addresses.view, addresses.views[next.view]);
    // Not through the router, which would load the page again; it finds what is here when one comes back.
    window.history.replaceState(window.history.state, "", `${window.location.pathname}?${query}`);
    setAt(next);
  };

  const move = (row, times) => {
    setMoved((before) => ({ ...before, [row.ref]: times }));
    onMove(row.ref, row.version, times.starts_at, times.ends_at);
  };

  const chosen = bubbles.filter((one) => !hidden.has(one.ref));
  const toNew = (fields) => {
    const query = new URLSearchParams(fields);
    if (chosen.length === 1) query.set(addresses.bubble, chosen[0].ref);
    return `${addresses.newAppointment}?${query}`;
  };
  const view = at?.view ?? "week";
  const common = { language, zone, at, rows, spans, bubbles, addresses, words, looks, toNew, now };

  return (
    <section aria-labelledby={heading} className={looks.planning}>
      <div className={looks.toolbar}>
        <div className={looks.steps}>
          <button type="button" className={looks.arrow} aria-label={words.previous[view]} onClick={() => go({ day: step(view, at.day, -1) })}>
            <Chevron points="15 18 9 12 15 6" />
          </button>
          <button type="button" className={looks.today} onClick={() => go({ day: dayIn(zone) })}>
            {words.today}
          </button>
          <button type="button" className={looks.arrow} aria-label={words.next[view]} onClick={() => go({ day: step(view, at.day, 1) })}>
            <Chevron points="9 18 15 12 9 6" />
          </button>
        </div>
        <h2 id={heading} className={looks.title}>
          <span className={looks.titleShort}>{at ? title(view, at.day, language, true) : "\u00a0"}</span>
          <span className={looks.titleLong}>{at && title(view, at.day, language)}</span>
        </h2>
        <div role="group" aria-label={words.views} className={looks.views}>
          {VIEWS.map((one) => (
            <button key={one} type="button" className={looks.view} aria-pressed={at?.view === one} onClick={() => go({ view: one })}>
              {words[one]}
            </button>
          ))}
        </div>
      </div>
      {at && !isSameTime(zone, since) && <p className={looks.zone}>{words.zone.replace("{city}", zoneName)}</p>}
      <p role="status" className="sr-only">
        {at && isHere && said(title(view, at.day, language), rows.length, words)}
      </p>
      {view !== "list" && (
        <div ref={frame} className={looks.frame} aria-busy={!isHere}>
          <div className={view === "week" ? looks.wideGrid : looks.grid}>
            {at && (
              <Suspense fallback={<div className={looks.waiting} />}>
                <Grid {...common} onMove={move} />
              </Suspense>
            )}
          </div>
          {!isHere && <div className={looks.loading}>{words.loading}</div>}
        </div>
      )}
      {view === "list" && !isHere && <div className={looks.blank} />}
      {isHere && (
        <div className={view === "list" ? looks.list : looks.printed}>
          <PlanningList {...common} days={[since, until]} />
        </div>
      )}
      <fieldset className={looks.filters}>
        <legend className="sr-only">{words.filters}</legend>
        {bubbles.length > 1 &&
          bubbles.map((one) => (
            <Tick key={one.ref} looks={looks} isTicked={!hidden.has(one.ref)} onTick={() => setHidden(toggled(hidden, one.ref))}>
              <bdi>{one.name}</bdi>
            </Tick>
          ))}
        <Tick looks={looks} isTicked={hasCancelled} onTick={() => setHasCancelled(!hasCancelled)}>
          {words.cancelledToo}
        </Tick>
      </fieldset>
    </section>
  );
}

/** The instant, moved on twice a minute: what was to come becomes past under one's eyes. */
function useNow() {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), NOW_MS);
    return () => clearInterval(tick);
  }, []);
  return now;
}

/** What the clock adds to the state of an appointment: to come, under way, or past and to be told of. */
const standing = ({ state, starts_at, ends_at }, now) => ({
  isCancelled: state.startsWith("cancelled"),
  isToCome: state === "planned" && Date.parse(starts_at) > now,
  isToFillIn: state === "planned" && Date.parse(ends_at) <= now,
});

const said = (when, count, words) => `${when}, ${(words.counts[Math.min(count, 2)] ?? "").replace("{n}", count)}`;

const toggled = (set, one) => {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
};

function Tick({ isTicked, looks, onTick, children }) {
  return (
    <label className={looks.tick}>
      <input type="checkbox" className={looks.box} checked={isTicked} onChange={onTick} />
      <span className={looks.ticked}>{children}</span>
    </label>
  );
}

function Chevron({ points }) {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
