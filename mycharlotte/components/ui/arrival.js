import { createElement, useEffect, useRef } from "react";

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
