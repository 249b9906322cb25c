import { createElement, useEffect, useRef } from "react";

/** A link to a place in the same page. It moves the focus itself: going through the address would reload the page's data. */
export function JumpLink({ to, children, ...props }) {
  const jump = (event) => {
    const target = document.getElementById(to);
    if (!target) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  };
  return createElement("a", { ...props, href: `#${to}`, onClick: jump }, children);
}

let arrivals = 0;

/** The title of the page. When the reader comes from another page of the app, it takes the focus: a screen reader says where one is. */
export function PageTitle({ children, ...props }) {
  const title = useRef(null);
  useEffect(() => {
    arrivals += 1;
    if (arrivals > 1) title.current?.focus({ preventScroll: true });
  }, []);
  return createElement("h1", { ...props, ref: title, tabIndex: -1, "data-landing": "" }, children);
}

/** What was refused, on top of a form. It takes the focus each time something is refused, even twice the same. */
export function RefusalSummary({ serial, sentence, children, ...props }) {
  const summary = useRef(null);
  useEffect(() => {
    summary.current?.focus();
  }, [serial, sentence]);
  return createElement("div", { ...props, ref: summary, tabIndex: -1, "data-landing": "", role: "alert" }, children);
}
