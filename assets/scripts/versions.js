import { createElement, Fragment, useEffect, useRef, useState } from "react";

const controlOf = (field) => document.getElementById(`field-${field}`);

const put = (field, value) => {
  const control = controlOf(field);
  if (!control || control.value === value) return;
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
};

/** The version that the form was filled from. Once something is typed it stays, whatever is read again meanwhile, until
    `serial` grows: what is stored was then shown beside what is typed. */
export function Version({ name, value, serial }) {
  const input = useRef(null);
  const isTyped = useRef(false);
  const seen = useRef(serial);
  const [kept, keep] = useState(value);

  useEffect(() => {
    const { form } = input.current;
    const typed = () => (isTyped.current = true);
    const reset = () => (isTyped.current = false);
    form.addEventListener("input", typed);
    form.addEventListener("reset", reset);
    return () => {
      form.removeEventListener("input", typed);
      form.removeEventListener("reset", reset);
    };
  }, []);

  useEffect(() => {
    if (serial > seen.current || !isTyped.current) keep(value);
    seen.current = serial;
  }, [value, serial]);

  return createElement("input", { ref: input, type: "hidden", name, value: kept });
}

/** Which of two versions a field holds, and the button that puts the other one there. */
export function VersionChoice({ field, mine, theirs, isMine, words, heldClassName, buttonClassName }) {
  const [isTheirs, setTheirs] = useState(!isMine);
  const own = useRef(mine);

  useEffect(() => {
    if (!isMine) put(field, theirs);
  }, [field, theirs, isMine]);

  const turn = () => {
    if (!isTheirs) own.current = controlOf(field)?.value ?? mine;
    put(field, isTheirs ? own.current : theirs);
    setTheirs(!isTheirs);
  };

  return createElement(
    Fragment,
    null,
    createElement("p", { role: "status", className: heldClassName }, isTheirs ? words.holdsTheirs : words.holdsMine),
    createElement(
      "button",
      { type: "button", className: buttonClassName, onClick: turn },
      isTheirs ? words.takeMine : words.takeTheirs,
    ),
  );
}
