import { createElement, useEffect, useRef, useState } from "react";

const boxesOf = (frame) => [...frame.querySelectorAll('input[type="checkbox"][value]:not([data-all])')];

/** Boxes to tick, drawn inside; the form carries the values of those ticked, with spaces between. A box marked `data-all`
    ticks them all. */
export function Ticks({ name, children, ...props }) {
  const frame = useRef(null);
  const [ticked, setTicked] = useState("");

  const look = () => {
    const boxes = boxesOf(frame.current);
    const values = boxes.filter((box) => box.checked).map((box) => box.value);
    const all = frame.current.querySelector("[data-all]");
    if (all) all.checked = boxes.length > 0 && values.length === boxes.length;
    setTicked(values.join(" "));
  };

  useEffect(look); // what was drawn again may have lost a line

  const changed = (event) => {
    if (event.target.matches("[data-all]")) for (const box of boxesOf(frame.current)) box.checked = event.target.checked;
    look();
  };

  return createElement(
    "div",
    { ...props, ref: frame, onChange: changed },
    createElement("input", { type: "hidden", name, value: ticked }),
    children,
  );
}
