import { Children, createElement, Fragment, useRef } from "react";

/** The first child until `ready`, then the others for good: a page that reconnects is not ready for a moment, and what is
    being typed in it must not go. What is drawn for someone is drawn anew for someone else (`of`). */
export function Ready({ ready, of, children }) {
  const whose = useRef("");
  whose.current = of || whose.current;
  const was = useRef(false);
  was.current ||= Boolean(ready);
  const [waiting, ...content] = Children.toArray(children);
  return was.current ? createElement(Fragment, { key: whose.current }, ...content) : waiting;
}
