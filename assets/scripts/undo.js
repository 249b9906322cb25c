import { createElement, useEffect, useState } from "react";

const MINUTE = 60;
const STEP = 10; // under a minute, seconds are said by tens: nothing ticks in the corner of the eye

const spoken = (left, { minutes, seconds }) =>
  left > MINUTE ? minutes.replace("{n}", Math.ceil(left / MINUTE)) : seconds.replace("{n}", Math.ceil(left / STEP) * STEP);

/** What was just done, and the button that takes it back while it can be; `looks` grows each time `seconds` was read anew.
    A refusal stays until the box is closed. */
export function UndoOffer({ change, seconds, looks, said, refusal, refusalSerial, words, classes, onUndo }) {
  const [left, setLeft] = useState(0);
  const [closed, close] = useState("");
  const [asked, ask] = useState("");

  useEffect(() => {
    const end = Date.now() + (change ? seconds : 0) * 1000;
    const look = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    look();
    const clock = setInterval(() => {
      look();
      if (Date.now() >= end) clearInterval(clock);
    }, 1000);
    return () => clearInterval(clock);
  }, [change, seconds, looks]);

  useEffect(() => ask(""), [change, refusalSerial]);

  const name = refusal ? `refused ${refusalSerial}` : change;
  const isShown = closed !== name && (refusal || (change && left > 0));
  const undo = () => {
    ask(change);
    onUndo(change);
  };

  return createElement(
    "div",
    { className: classes.place, role: "status" },
    isShown &&
      createElement(
        "div",
        { className: classes.box },
        createElement(
          "div",
          { className: classes.head },
          createElement("p", { key: name, className: refusal ? classes.refusal : classes.said }, refusal || said),
          // For the eyes: a screen reader is not told of each step.
          !refusal && createElement("p", { "aria-hidden": true, className: classes.left }, spoken(left, words)),
        ),
        createElement(
          "div",
          { className: classes.actions },
          !refusal &&
            createElement("button", { type: "button", className: classes.undo, disabled: asked === change, onClick: undo }, words.undo),
          createElement("button", { type: "button", className: classes.close, onClick: () => close(name) }, words.close),
        ),
      ),
  );
}
