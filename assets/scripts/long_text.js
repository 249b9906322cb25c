import { createElement, Fragment, useEffect, useRef, useState } from "react";

const PAUSE_MS = 1000;
const NEAR = 0.1;

/** A text of several lines that says how many characters are left. Nothing is cut: too long a text is refused in words. */
export function LongText({ atMost, left, over, language, countClassName, overClassName, ...props }) {
  const field = useRef(null);
  const [length, setLength] = useState(0);
  const [said, say] = useState("");

  useEffect(() => {
    const { current } = field;
    const count = () => setLength([...current.value].length);
    const countReset = () => setTimeout(count); // the form gives its fields their values back after it says so
    count();
    current.addEventListener("input", count);
    current.form?.addEventListener("reset", countReset);
    return () => {
      current.removeEventListener("input", count);
      current.form?.removeEventListener("reset", countReset);
    };
  }, [props.defaultValue]);

  const remaining = atMost - length;
  const words = (remaining < 0 ? over : left).replace("{n}", Math.abs(remaining).toLocaleString(language));

  // Heard once typing pauses, when the end is near.
  useEffect(() => {
    const isNear = remaining < atMost * NEAR && document.activeElement === field.current;
    const pause = setTimeout(() => say(isNear ? words : ""), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [words, remaining, atMost]);

  return createElement(
    Fragment,
    null,
    createElement("textarea", { ...props, ref: field }),
    createElement("p", { "aria-hidden": true, className: remaining < 0 ? overClassName : countClassName }, words),
    createElement("p", { role: "status", className: "sr-only" }, said),
  );
}
