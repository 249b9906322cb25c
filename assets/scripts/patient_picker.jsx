import { useEffect, useId, useState } from "react";

const TYPING_MS = 250;
const FEW = 8;

/** One patient among those found; the one chosen stays in sight, whatever is looked for next. Enter takes the first found. */
export function PatientPicker({ name, chosen, people, query, hasMore, words, looks, onFind }) {
  const [picked, pick] = useState(chosen?.ref ? chosen : null);
  const [typed, setTyped] = useState("");
  const id = useId();
  const wanted = typed.trim();
  const isAnswered = wanted === query;

  // Asked again when the server has forgotten: a connection that comes back starts afresh.
  useEffect(() => {
    if (isAnswered) return;
    const pause = setTimeout(() => onFind(wanted), TYPING_MS);
    return () => clearTimeout(pause);
  }, [wanted, isAnswered]);

  const takeFirst = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (wanted && isAnswered && people.length) document.getElementById(`${id}-${people[0].ref}`).click();
  };

  const isElsewhere = picked && !people.some((one) => one.ref === picked.ref);
  const shown = isElsewhere ? [picked, ...people] : people;
  const isLong = people.length > FEW || hasMore || typed || query;

  return (
    <div className={looks.frame}>
      {isLong && (
        <div className={looks.field}>
          <label htmlFor={id} className={looks.hidden}>
            {words.search}
          </label>
          <input
            id={id}
            type="search"
            dir="auto"
            className={looks.input}
            placeholder={words.search}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={takeFirst}
          />
        </div>
      )}
      <ul className={looks.list}>
        {shown.map((one) => (
          <li key={one.ref}>
            <label className={looks.line}>
              <input
                type="radio"
                id={`${id}-${one.ref}`}
                name={name}
                value={one.ref}
                data-phone={one.phone}
                className={looks.box}
                checked={picked?.ref === one.ref}
                onChange={() => pick(one)}
              />
              <bdi className={looks.person}>{one.name}</bdi>
              {one.is_dedicated && <span className={looks.mine}>{words.mine}</span>}
            </label>
          </li>
        ))}
      </ul>
      <p role="status" className={looks.hint}>
        {isAnswered && people.length === 0 ? (query ? words.nobody : words.none) : ""}
      </p>
      {hasMore && <p className={looks.hint}>{words.more}</p>}
    </div>
  );
}
