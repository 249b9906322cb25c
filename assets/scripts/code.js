import { createElement } from "react";

// Of those that are neither all digits nor a sentence around them: the server says which code they are.
const LETTERED_LENGTHS = [8, 10];

/** One field for a code: « 123 456 » or « K7M2X-9QTRB » pasted with spaces and dashes is as good as without, and so is a
    whole line of a mail around six digits. */
export function CodeInput({ digits, lettered, ...props }) {
  const tidy = (event) => {
    if (lettered) return;
    const input = event.target;
    const bare = input.value.replace(/[\s\p{Pd}._\u200b]/gu, "");
    const kept = bare.replace(/\D/g, "");
    const isWhole = kept.length === digits && !LETTERED_LENGTHS.includes(bare.length);
    if (isWhole && kept !== input.value) input.value = kept;
  };
  return createElement("input", { ...props, onInput: tidy });
}
