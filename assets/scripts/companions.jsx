import { useEffect, useId, useState } from "react";

const TYPING_MS = 250;
const FEW = 8;

/** Boxes to tick, one for each companion found; those ticked stay so, and in sight, whatever is looked for next. The form
    carries their references, with commas between. */
export function CompanionPicker({ name, chosen, people, query, hasMore, words, looks, onFind }) {
  const [ticked, setTicked] = useState(() => new Map(chosen.map((person) => [person.ref, person])));
  const [typed, setTyped] = useState("");
  const id = useId();
  const isAnswered = typed === query;

  // Asked again when the server has forgotten: a connection that comes back starts afresh.
  useEffect(() => {
    if (isAnswered) return;
    const pause = setTimeout(() => onFind(typed), TYPING_MS);
    return () => clearTimeout(pause);
  }, [typed, isAnswered]);

  const tick = (person) =>
    setTicked((before) => {
      const after = new Map(before);
      if (!after.delete(person.ref)) after.set(person.ref, person);
      return after;
    });

  const found = new Set(people.map((person) => person.ref));
  const elsewhere = [...ticked.values()].filter((person) => !found.has(person.ref));
  const isLong = people.length > FEW || hasMore || typed || query;

  return (
    <div className={looks.frame}>
      <input type="hidden" name={name} value={[...ticked.keys()].join(",")} />
      {isLong && (
        <div className={looks.field}>
          <label htmlFor={id} className={looks.label}>
            {words.search}
          </label>
          <input
            id={id}
            type="search"
            dir="auto"
            className={looks.input}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            // Looking for someone does not send the form.
            onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          />
        </div>
      )}
      <p role="status" className={looks.hint}>
        {(words.counts[ticked.size] ?? words.many).replace("{n}", ticked.size)}
      </p>
      <ul className={looks.list}>
        {[...elsewhere, ...people].map((person) => (
          <li key={person.ref}>
            <label className={looks.line}>
              <input type="checkbox" className={looks.box} checked={ticked.has(person.ref)} onChange={() => tick(person)} />
              <span className={looks.person}>
                <bdi>{person.name}</bdi>
                <span className={looks.email}>{person.email}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {isAnswered && people.length === 0 && <p className={looks.hint}>{query ? words.nobody : words.none}</p>}
      {hasMore && <p className={looks.hint}>{words.more}</p>}
    </div>
  );
}
