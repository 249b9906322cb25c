import { createElement, useEffect, useState } from "react";

/** Holds what it contains until some seconds have passed, and says how many are left. */
export function Countdown({ seconds, serial, waiting, ready, className, wordsClassName, children }) {
  const [left, setLeft] = useState(seconds);

  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const look = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    look();
    const clock = setInterval(() => {
      look();
      if (Date.now() >= end) clearInterval(clock);
    }, 250);
    return () => clearInterval(clock);
  }, [seconds, serial]);

  const held = left > 0;
  return createElement(
    "fieldset",
    { className, disabled: held },
    children,
    // The seconds are for the eyes; a screen reader hears the end alone.
    createElement("p", { className: wordsClassName, hidden: !held }, waiting.replace("{seconds}", left)),
    createElement("p", { className: "sr-only", role: "status" }, held ? "" : ready),
  );
}
