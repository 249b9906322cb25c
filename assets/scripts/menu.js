import { Children, createElement, useEffect, useId, useRef, useState } from "react";

/** A button that opens a short list beside it. The list is made of plain links and buttons, in the order of the keyboard:
    no arrows to learn. Escape, a click elsewhere, a choice or leaving with Tab closes it. The first child is the button's face. */
export function Menu({ label, className, buttonClassName, panelClassName, children }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const button = useRef(null);
  const panel = useId();
  const [face, ...items] = Children.toArray(children);

  useEffect(() => {
    if (!open) return;
    const elsewhere = (event) => {
      if (!root.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
      document.removeEventListener("keydown", escape);
    };
  }, [open]);

  // What is done here, and not elsewhere, leaves the focus on the button: a dialog that opens gives it back there.
  const chosen = (event) => {
    if (event.target.closest("button[type=button]")) button.current?.focus();
    if (event.target.closest("a, button[type=button]")) setOpen(false);
  };

  return createElement(
    "div",
    { ref: root, className },
    createElement(
      "button",
      {
        ref: button,
        type: "button",
        className: buttonClassName,
        "aria-expanded": open,
        "aria-controls": panel,
        "aria-label": label,
        onClick: () => setOpen(!open),
      },
      face,
    ),
    createElement("div", { id: panel, className: panelClassName, hidden: !open, onClick: chosen }, items),
  );
}
