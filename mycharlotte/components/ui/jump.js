import { createElement } from "react";

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
