import { createElement, useEffect, useRef, useState } from "react";

const TYPING_MS = 250;

/** An input that asks while one types. `query` is what the server last answered: what is typed is asked again when the
    server has forgotten, as after a connection that was cut. It is emptied each time `emptied` changes. */
export function SearchInput({ query, emptied, onSearch, ...props }) {
  const [typed, setTyped] = useState(query ?? "");
  const wanted = typed.trim();
  const seen = useRef(emptied);

  useEffect(() => {
    if (emptied !== seen.current) setTyped("");
    seen.current = emptied;
  }, [emptied]);

  useEffect(() => {
    if (wanted === query) return;
    const pause = setTimeout(() => onSearch(wanted), TYPING_MS);
    return () => clearTimeout(pause);
  }, [wanted, query]);

  return createElement("input", { ...props, type: "search", value: typed, onChange: (event) => setTyped(event.target.value) });
}
