import { Children, createElement, useEffect, useRef, useState } from "react";

const SAID_MS = 2500;

/** Copies by the old way, which needs neither a secure page nor a permission. */
const copyByHand = (text) => {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr-only";
  const before = document.activeElement;
  // Beside what has the focus: a dialog keeps the focus inside.
  (before?.parentElement ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return copied;
};

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
};

const select = (element) => element && getSelection().selectAllChildren(element);

/** Copies `text`, or what the element whose id is `source` holds (its `data-copy` when it has one). It says `done` for a
    moment; when the browser refuses, it selects the text and says `refused`. Children: the label, then what replaces it. */
export function CopyButton({ text, source, done, refused, className, shownClassName, hiddenClassName, refusedClassName, children }) {
  const [outcome, setOutcome] = useState(""); // "done" or "refused"
  const leaving = useRef(0);
  const [label, instead] = Children.toArray(children);
  const copied = outcome === "done";

  useEffect(() => () => clearTimeout(leaving.current), []);

  const press = async () => {
    const element = source ? document.getElementById(source) : null;
    const succeeded = await copy(text ?? element?.dataset.copy ?? element?.innerText ?? "");
    if (!succeeded) select(element);
    setOutcome(succeeded ? "done" : "refused");
    clearTimeout(leaving.current);
    if (succeeded) leaving.current = setTimeout(() => setOutcome(""), SAID_MS);
  };

  return createElement(
    "div",
    null,
    createElement(
      "button",
      { type: "button", className, onClick: press },
      // The label stays the name of the button, and keeps its width.
      createElement("span", { className: copied ? hiddenClassName : shownClassName }, label),
      createElement("span", { className: copied ? shownClassName : hiddenClassName, "aria-hidden": true }, instead),
    ),
    createElement("p", { role: "status", className: outcome === "refused" ? refusedClassName : "sr-only" }, { done, refused }[outcome]),
  );
}
