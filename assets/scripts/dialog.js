import { Children, createElement, useEffect, useId, useRef } from "react";

/** The browser's own dialog: it keeps the focus, holds the page behind, closes with Escape and gives the focus back.
    The first child is what opens it. Anything inside marked `data-close` closes it. */
export function Dialog({ heading, close, open, onClose, openerClassName, className, headClassName, closeClassName, bodyClassName, children }) {
  const dialog = useRef(null);
  const title = useId();
  const [opener, ...content] = Children.toArray(children);

  useEffect(() => {
    if (open === undefined || open === null) return;
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);

  const clicked = (event) => {
    // The veil belongs to the dialog: a press on it, outside the box, is a press elsewhere.
    if (event.target === dialog.current || event.target.closest("[data-close]")) dialog.current.close();
  };

  // Whoever decides of `open` is told of what they did not do themselves.
  const closed = () => {
    if (open !== false) onClose?.();
  };

  return createElement(
    "div",
    { className: openerClassName },
    createElement("div", { onClick: () => dialog.current.showModal() }, opener),
    createElement(
      "dialog",
      { ref: dialog, className, "aria-labelledby": title, onClick: clicked, onClose: closed },
      createElement(
        "div",
        { className: headClassName },
        createElement("h2", { id: title }, heading),
        createElement("button", { type: "button", className: closeClassName, "data-close": "" }, close),
      ),
      createElement("div", { className: bodyClassName }, content),
    ),
  );
}
