import { useId, useState } from "react";

import { SearchInput } from "./search.js";

/** People to tick. What is ticked is kept here, whatever is searched for, and given at once when it is saved, as references
    parted by spaces. Those `picked` at first come first. */
export function PickList({ picked, found, query, hasMore, words, looks, onSearch, onSave }) {
  const [ticked, setTicked] = useState(() => new Set(picked.map((one) => one.ref)));
  const [isSearched, setIsSearched] = useState(hasMore);
  const id = useId();
  if (hasMore && !isSearched) setIsSearched(true);

  const first = new Set(picked.map((one) => one.ref));
  const shown = query ? found : [...picked, ...found.filter((one) => !first.has(one.ref))];

  const tick = (ref, isTicked) => {
    setTicked((before) => {
      const after = new Set(before);
      if (isTicked) after.add(ref);
      else after.delete(ref);
      return after;
    });
  };

  const submit = (event) => {
    event.preventDefault();
    onSave([...ticked].join(" "));
  };

  return (
    <form className={looks.form} onSubmit={submit}>
      {isSearched && (
        <div className={looks.field} role="search">
          <label htmlFor={id} className={looks.label}>
            {words.search}
          </label>
          <SearchInput id={id} query={query} onSearch={onSearch} dir="auto" autoComplete="off" spellCheck={false} maxLength={100} className={looks.input} />
        </div>
      )}
      <p role="status" className={looks.hint}>
        {ticked.size > 1 ? words.many.replace("{n}", ticked.size) : ticked.size ? words.one : words.none}
      </p>
      {shown.length ? (
        <fieldset className={looks.list}>
          <legend className={looks.hidden}>{words.list}</legend>
          {shown.map((one) => (
            <label key={one.ref} className={looks.person}>
              <input
                type="checkbox"
                className={looks.tick}
                checked={ticked.has(one.ref)}
                onChange={(event) => tick(one.ref, event.target.checked)}
              />
              <bdi className={looks.name}>{one.name}</bdi>
            </label>
          ))}
        </fieldset>
      ) : (
        <p className={looks.hint}>{words.nobody}</p>
      )}
      {hasMore && <p className={looks.hint}>{words.more}</p>}
      <div className={looks.actions}>
        <button type="submit" className={looks.save}>
          {words.save}
        </button>
        <button type="button" className={looks.cancel} data-close="">
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
