import { createElement } from "react";

// Of those that are neither all digits nor a sentence around them: the server says which code they are.
const LETTERED_LENGTHS = [8, 10];
const SPACING = "[\\s\\p{Pd}._\\u200b]";

/** One field for a code: « 123 456 » or « K7M2X-9QTRB » pasted with spaces and dashes is as good as without, and so is a
    whole line of a mail around six digits. Digits among letters (a setup key) are left as they were pasted. */
export function CodeInput({ digits, lettered, ...props }) {
  const tidy = (event) => {
    if (lettered || !digits) return;
    const alone = new RegExp(`^\\D*(?<![\\p{L}\\d])(\\d(?:${SPACING}*\\d){${digits - 1}})(?!\\p{L})\\D*$`, "u");
    const input = event.target;
    const kept = alone.exec(input.value)?.[1].replace(/\D/g, "");
    const bare = input.value.replace(new RegExp(SPACING, "gu"), "");
    if (kept && !LETTERED_LENGTHS.includes(bare.length) && kept !== input.value) input.value = kept;
  };
  return createElement("input", { ...props, onInput: tidy });
}
