import { Children, createElement, Fragment, useRef } from "react";
import { useLocation } from "react-router";

/** The first child until `ready`, then the others for good: a page that reconnects is not ready for a moment, and what is
    being typed in it must not go. What is drawn for someone is drawn anew for someone else (`of`).

    When the address names what the page is about (`parameter`), what is ready for another `value` is not for this one. */
export function Ready({ ready, of, parameter, value, children }) {
  const whose = useRef("");
  whose.current = of || whose.current;
  const { search } = useLocation();
  const asked = parameter ? (new URLSearchParams(search).get(parameter) ?? "") : value;
  const was = useRef({});
  if (was.current.asked !== asked) was.current = { asked };
  was.current.ready ||= Boolean(ready) && value === asked;
  const [waiting, ...content] = Children.toArray(children);
  return was.current.ready ? createElement(Fragment, { key: whose.current }, ...content) : waiting;
}
