import { Children, useRef } from "react";

/** The first child until `ready`, then the others for good: a page that reconnects is not ready for a moment, and what is
    being typed in it must not go. */
export function Ready({ ready, children }) {
  const was = useRef(false);
  was.current ||= Boolean(ready);
  const [waiting, ...content] = Children.toArray(children);
  return was.current ? content : waiting;
}
