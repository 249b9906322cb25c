import { createElement, useEffect, useRef, useState } from "react";

const STAY_MS = 7000;

/** A short notice that comes when `serial` grows, and goes by itself; it waits while the pointer or the focus is on it. */
export function Notice({ words, serial, dismiss, className, boxClassName, buttonClassName, children }) {
  const [shown, setShown] = useState(false);
  const [held, setHeld] = useState(false);
  const seen = useRef(serial);

  useEffect(() => {
    if (serial > seen.current) setShown(Boolean(words));
    seen.current = serial;
  }, [serial, words]);

  useEffect(() => {
    if (!shown || held) return;
    const leave = setTimeout(() => setShown(false), STAY_MS);
    return () => clearTimeout(leave);
  }, [shown, held, serial]);

  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false) };
  const focus = { onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  return createElement(
    "div",
    { className, role: "status" },
    shown &&
      createElement(
        "div",
        { className: boxClassName, ...hold, ...focus },
        children,
        createElement("p", { key: serial }, words),
        createElement("button", { type: "button", className: buttonClassName, onClick: () => setShown(false) }, dismiss),
      ),
  );
}
