import { createElement, useEffect, useRef } from "react";

/** Where it is said what was just done. It takes the focus each time `serial` grows: what was pressed is often gone. */
export function Outcome({ serial, children, ...props }) {
  const box = useRef(null);
  const seen = useRef(serial);
  useEffect(() => {
    if (serial > seen.current) box.current.focus();
    seen.current = serial;
  }, [serial]);
  return createElement("div", { ...props, ref: box, tabIndex: -1, "data-landing": "" }, children);
}
