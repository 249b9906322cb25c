import { createElement, useEffect, useState } from "react";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const LOOKS_EVERY_MS = 20_000;

/** How long ago an instant was, while that is less than a day; then `otherwise`, its date in words. */
export function Ago({ iso, language, justNow, otherwise }) {
  const [, look] = useState(0);

  useEffect(() => {
    const clock = setInterval(() => look((count) => count + 1), LOOKS_EVERY_MS);
    return () => clearInterval(clock);
  }, []);

  return createElement("time", { dateTime: iso }, iso && said(iso, language, justNow, otherwise));
}

function said(iso, language, justNow, otherwise) {
  const seconds = (Date.now() - Date.parse(iso)) / 1000;
  if (seconds < MINUTE) return justNow;
  if (seconds >= 24 * HOUR) return otherwise;
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  return seconds < HOUR
    ? words.format(-Math.floor(seconds / MINUTE), "minute")
    : words.format(-Math.floor(seconds / HOUR), "hour");
}
