import { useId } from "react";
import { Link } from "react-router";

import { dayIn, daysOf, minutesIn, spokenDay, spokenMinutes, spokenSpan, spokenTime } from "./planning_days.js";

/** The days of a planning one under the other: all that the grid shows, and all that one can do there. */
export function PlanningList({ days, zone, rows, spans, now, ...common }) {
  const today = dayIn(zone, now);
  return daysOf(days).map((day) => (
    <Day
      key={day}
      {...common}
      day={day}
      zone={zone}
      isToday={day === today}
      isPast={day < today}
      rows={rows.filter((row) => dayIn(zone, row.starts_at) === day)}
      spans={spans.filter((one) => dayIn(zone, one.starts_at) <= day && dayIn(zone, Date.parse(one.ends_at) - 1) >= day)}
    />
  ));
}

function Day({ day, isToday, isPast, rows, spans, ...common }) {
  const { zone, language, bubbles, addresses, words, looks, toNew } = common;
  const heading = useId();
  const name = spokenDay(day, language);
  const lines = [...rows, ...spans.filter((one) => one.what !== "open")].sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1));
  return (
    <section aria-labelledby={heading} className={looks.day}>
      <div className={looks.dayHead}>
        <h3 id={heading} className={looks.dayName}>
          {name}
          {isToday && <span className={looks.dayToday}> · {words.isToday}</span>}
        </h3>
        {!isPast && (
          <Link to={toNew({ [addresses.day]: day })} className={looks.dayNew}>
            {words.add}
            <span className="sr-only"> {words.on.replace("{day}", name)}</span>
          </Link>
        )}
      </div>
      <Hours {...common} day={day} spans={spans.filter((one) => one.what === "open")} />
      {lines.length > 0 ? (
        <ul className={looks.rows}>
          {lines.map((one, place) =>
            one.ref ? (
              <Row key={one.ref} {...common} row={one} day={name} />
            ) : (
              <li key={`${one.what}-${place}`} className={looks.span}>
                <span className={looks.time}>{within(one, day, zone, language, words)}</span>
                <span>{words.spans[one.what]}</span>
              </li>
            ),
          )}
        </ul>
      ) : (
        <p className={looks.nothing}>{words.nothing}</p>
      )}
    </section>
  );
}

/** When one receives that day, in each bubble. */
function Hours({ spans, bubbles, zone, language, words, looks }) {
  if (spans.length === 0) return null;
  const of = (ref) => spans.filter((one) => one.bubble === ref).map((one) => spokenSpan(zone, one, language)).join(", ");
  const times = bubbles
    .filter((one) => of(one.ref))
    .map((one) => (bubbles.length > 1 ? `${of(one.ref)} (${one.name})` : of(one.ref)))
    .join(" · ");
  return <p className={looks.hours}>{words.hours.replace("{times}", times)}</p>;
}

function Row({ row, day, zone, language, bubbles, addresses, words, looks }) {
  const to = `${addresses.appointment}?${addresses.ref}=${row.ref}`;
  const bubble = bubbles.length > 1 && bubbles.find((one) => one.ref === row.bubble)?.name;
  const status = row.isToFillIn ? words.toFillIn : words.states[row.state];
  const struck = row.isCancelled ? looks.cancelled : "";
  return (
    <li className={looks.row}>
      <time dateTime={row.starts_at} className={`${looks.time} ${struck}`}>
        {spokenTime(zone, row.starts_at, language)}
        <span className={looks.until}> – {spokenTime(zone, row.ends_at, language)}</span>
      </time>
      <span className={looks.about}>
        <Link to={to} className={`${looks.patient} ${struck}`}>
          <bdi>{row.patient}</bdi>
        </Link>
        <span className={`${looks.kind} ${struck}`}>
          <span aria-hidden="true" className={looks.dot} style={{ background: `var(--type-${row.colour})` }} />
          <span>
            {row.kind} · {words.modes[row.mode]}
            {bubble && <bdi> · {bubble}</bdi>}
          </span>
        </span>
      </span>
      {status && <span className={row.isToFillIn ? looks.attention : looks.status}>{status}</span>}
      {(row.isToCome || row.isToFillIn) && (
        <Link to={to} className={looks.action}>
          {row.isToCome ? words.change : words.fillIn}
          <span className="sr-only"> {words.of.replace("{name}", row.patient).replace("{day}", day).replace("{time}", spokenTime(zone, row.starts_at, language))}</span>
        </Link>
      )}
    </li>
  );
}

/** The part of a span that falls on a day; in a word when it is all of it. */
const within = (one, day, zone, language, words) => {
  const begins = dayIn(zone, one.starts_at) === day ? minutesIn(zone, one.starts_at) : 0;
  const ends = dayIn(zone, one.ends_at) === day ? minutesIn(zone, one.ends_at) : 24 * 60;
  if (begins === 0 && ends === 24 * 60) return words.allDay;
  return `${spokenMinutes(begins, language)} – ${spokenMinutes(ends, language)}`;
};
