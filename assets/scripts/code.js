import { createElement } from "react";

/** One field for a code: what is pasted or typed keeps its digits alone, so « 123 456 » is as good as « 123456 ». */
export function CodeInput({ digits, ...props }) {
  const keepDigits = (event) => {
    const input = event.target;
    const kept = input.value.replace(/\D/g, "").slice(0, digits);
    if (kept !== input.value) input.value = kept;
  };
  return createElement("input", { ...props, onInput: keepDigits });
}
