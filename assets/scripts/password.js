import { createElement, useState } from "react";

/** A password that can be shown, in this page only: nothing leaves the field. */
export function PasswordInput({ show, hide, shownIcon, hiddenIcon, toggleClassName, frameClassName, ...props }) {
  const [shown, setShown] = useState(false);
  return createElement(
    "div",
    { className: frameClassName },
    createElement("input", { ...props, type: shown ? "text" : "password" }),
    createElement(
      "button",
      {
        type: "button",
        className: toggleClassName,
        "aria-pressed": shown,
        "aria-controls": props.id,
        onClick: () => setShown(!shown),
      },
      shown ? hide : show,
    ),
  );
}
