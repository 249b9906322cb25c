import { createElement } from "react";

/** One field for a code: « 123 456 » or « K7M2X-9QTRB » pasted with spaces and dashes is as good as without. Letters stay
    where digits are expected: the server can then say which code it is. */
export function CodeInput({ digits, lettered, ...props }) {
  const tidy = (event) => {
    const input = event.target;
    const bare = input.value.replace(/[\s\p{Pd}._\u200b]/gu, "");
    const whole = bare.length >= digits && !lettered;
    if (whole && bare !== input.value) input.value = bare;
  };
  return createElement("input", { ...props, onInput: tidy });
}
