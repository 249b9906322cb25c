import { useEffect, useId, useRef, useState } from "react";

const FIRST = ["09:00", "12:00"];
const SECOND = ["14:00", "17:00"];
const WORKING = [0, 1, 2, 3, 4];

// What is typed outlives the page, for as long as the tab does not load another: whoever looks elsewhere finds it again.
const drafts = new Map();
let made = 0;
const keyed = (span) => ({ ...span, key: (made++).toString(36) });

const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** The hours of a week, day by day. What is typed stays here until the form is saved, whatever is read again meanwhile;
    the form carries it as JSON, with the version it was filled from. */
export function WeekEditor({ name, of, spans, version, places, settled, redrawn, refused, atMost, words, looks }) {
  const stored = useRef({});
  stored.current = { spans, version };
  const fresh = () => ({ rows: stored.current.spans.map(keyed), version: stored.current.version, isTyped: false });
  const [week, setWeek] = useState(() => drafts.get(of) ?? fresh());
  const [copied, setCopied] = useState(null);
  const box = useRef(null);
  const focusNext = useRef("");
  const seen = useRef({ settled, redrawn });
  const list = useId();

  useEffect(() => {
    if (week.isTyped) drafts.set(of, week);
    else drafts.delete(of);
    if (!focusNext.current) return;
    document.getElementById(focusNext.current)?.focus();
    focusNext.current = "";
  }, [week]);

  const startAnew = () => {
    setWeek(fresh());
    setCopied(null);
  };

  // A form is reset once it is saved.
  useEffect(() => {
    const { form } = box.current;
    form.addEventListener("reset", startAnew);
    return () => form.removeEventListener("reset", startAnew);
  }, []);

  useEffect(() => {
    const { settled: before, redrawn: drawn } = seen.current;
    seen.current = { settled, redrawn };
    if (redrawn > drawn) startAnew();
    else if (settled > before) setWeek((now) => ({ ...now, version }));
    else if (version) setWeek((now) => (now.isTyped || now.version === version ? now : fresh()));
  }, [version, settled, redrawn]);

  const change = (rows) => {
    setWeek((now) => ({ ...now, rows, isTyped: true }));
    setCopied(null);
  };
  const ofDay = (weekday) => week.rows.filter((row) => row.weekday === weekday);

  const write = (key, name, value) => change(week.rows.map((row) => (row.key === key ? { ...row, [name]: value } : row)));

  const add = (weekday) => {
    const before = ofDay(weekday);
    const [starts, ends] = [FIRST, SECOND][before.length] ?? ["", ""];
    const place = (before.at(-1) ?? week.rows.at(-1))?.place ?? "";
    const row = keyed({ weekday, starts, ends, place, since: "", until: "" });
    focusNext.current = `field-span-${row.key}-starts`;
    change([...week.rows, row]);
  };

  const remove = (row) => {
    focusNext.current = `${list}-add-${row.weekday}`;
    change(week.rows.filter((one) => one.key !== row.key));
  };

  const copy = (weekday, onto) => {
    const kept = week.rows.filter((row) => !onto.includes(row.weekday));
    const more = onto.flatMap((day) => ofDay(weekday).map((row) => keyed({ ...row, weekday: day })));
    focusNext.current = `${list}-copied`;
    change([...kept, ...more]);
    const days = onto.map((day) => words.days[day]).join(", ");
    setCopied({ before: week.rows, said: filled(words.copied, { day: words.days[weekday], days }) });
  };

  const takeBack = () => change(copied.before);

  return (
    <div className={looks.frame}>
      <input ref={box} type="hidden" name={name} value={JSON.stringify({ version: week.version, spans: week.rows })} />
      <datalist id={`${list}-places`}>
        {places.map((place) => (
          <option key={place} value={place} />
        ))}
      </datalist>
      {words.days.map((day, weekday) => (
        <div key={weekday} role="group" aria-labelledby={`${list}-day-${weekday}`} className={looks.day}>
          <h3 id={`${list}-day-${weekday}`} className={looks.dayName}>
            {day}
          </h3>
          {ofDay(weekday).map((row, place) => (
            <Span
              key={row.key}
              row={row}
              name={filled(words.span, { day, n: place + 1 })}
              places={`${list}-places`}
              refused={refused}
              words={words}
              looks={looks}
              onWrite={(name, value) => write(row.key, name, value)}
              onRemove={() => remove(row)}
            />
          ))}
          {ofDay(weekday).length === 0 && <p className={looks.hint}>{words.closed}</p>}
          <div className={looks.actions}>
            <button
              type="button"
              id={`${list}-add-${weekday}`}
              className={looks.button}
              disabled={week.rows.length >= atMost}
              onClick={() => add(weekday)}
            >
              {words.add}
              <span className={looks.hidden}>, {day}</span>
            </button>
            {ofDay(weekday).length > 0 && (
              <Copies weekday={weekday} words={words} looks={looks} onCopy={(onto) => copy(weekday, onto)} />
            )}
          </div>
        </div>
      ))}
      <div id={`${list}-copied`} tabIndex={-1} data-landing="" role="status" className={looks.status}>
        {copied && (
          <>
            <p>{copied.said}</p>
            <button type="button" className={looks.button} onClick={takeBack}>
              {words.takeBack}
            </button>
          </>
        )}
        {!copied && week.isTyped && <p className={looks.hint}>{words.unsaved}</p>}
      </div>
    </div>
  );
}

/** One span: from, to, and beneath what is rarer. */
function Span({ row, name, places, refused, words, looks, onWrite, onRemove }) {
  const [isOpen, setOpen] = useState(false);
  const nameOf = (field) => `span-${row.key}-${field}`;
  const faultOf = (field) => refused[nameOf(field)];
  const isAtFault = ["place", "since", "until"].some(faultOf);
  const about = [row.place, (row.since || row.until) && words.dated].filter(Boolean).join(" · ");

  const input = (field, label, props) => (
    <div className={looks.field}>
      <label htmlFor={`field-${nameOf(field)}`} className={looks.label}>
        {label}
      </label>
      <input
        id={`field-${nameOf(field)}`}
        className={looks.input}
        autoComplete="off"
        value={row[field]}
        onChange={(event) => onWrite(field, event.target.value)}
        aria-invalid={Boolean(faultOf(field))}
        aria-describedby={faultOf(field) && `field-${nameOf(field)}-refusal`}
        {...props}
      />
    </div>
  );

  const faults = (...fields) =>
    fields.filter(faultOf).map((field) => (
      <p key={field} id={`field-${nameOf(field)}-refusal`} className={looks.fault}>
        {faultOf(field)}
      </p>
    ));

  return (
    <div role="group" aria-label={name} className={looks.span}>
      {faults("starts", "ends")}
      <div className={looks.times}>
        {input("starts", words.starts, { maxLength: 12, placeholder: "09:00" })}
        {input("ends", words.ends, { maxLength: 12, placeholder: "12:00" })}
        <button type="button" className={looks.remove} onClick={onRemove}>
          {words.remove}
          <span className={looks.hidden}>, {name}</span>
        </button>
      </div>
      <details open={isOpen || isAtFault} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={looks.summary}>{about || words.more}</summary>
        <div className={looks.more}>
          {faults("place", "since", "until")}
          {input("place", words.place, { list: places, maxLength: 300, dir: "auto" })}
          <p className={looks.hint}>{words.dates}</p>
          <div className={looks.times}>
            {input("since", words.since, { type: "date" })}
            {input("until", words.until, { type: "date" })}
          </div>
        </div>
      </details>
    </div>
  );
}

/** The hours of a day, given to others in one press. */
function Copies({ weekday, words, looks, onCopy }) {
  const all = words.days.map((_, day) => day);
  const others = (days) => days.filter((day) => day !== weekday);
  const pressed = (event, onto) => {
    event.currentTarget.closest("details").open = false;
    onCopy(onto);
  };
  const choices = [
    [words.working, others(WORKING)],
    [words.everyday, others(all)],
    ...others(all).map((day) => [words.days[day], [day]]),
  ];
  return (
    <details className={looks.copies}>
      <summary className={looks.summary}>
        {words.copy}
        <span className={looks.hidden}>, {words.days[weekday]}</span>
      </summary>
      <p className={looks.hint}>{words.copyHint}</p>
      <div className={looks.actions}>
        {choices.map(([label, onto]) => (
          <button key={label} type="button" className={looks.button} onClick={(event) => pressed(event, onto)}>
            {label}
          </button>
        ))}
      </div>
    </details>
  );
}
