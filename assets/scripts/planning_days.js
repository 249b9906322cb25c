/** Days of a planning, as ISO 8601 writes them (2026-11-24), and how people say them. Only what is said depends on a zone. */

const DAY_MS = 24 * 60 * 60 * 1000;
const LOCALES = { fr: "fr-FR", en: "en-GB" };
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

export const VIEWS = ["list", "day", "week", "month"];

const date = (day) => new Date(`${day}T00:00Z`);
const iso = (when) => when.toISOString().slice(0, 10);
const formats = new Map();

/** A formatter is slow to make. */
const format = (language, options) => {
  const name = language + JSON.stringify(options);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(LOCALES[language] ?? language, options));
  return formats.get(name);
};

/** The same day when it is one that a calendar has, between the years that we show; nothing otherwise. */
export const real = (day) => {
  if (!ISO_DAY.test(day ?? "") || Number.isNaN(date(day).getTime()) || iso(date(day)) !== day) return "";
  return day > "2000-02" && day < "2199-11" ? day : "";
};

export const shift = (day, days) => iso(new Date(date(day).getTime() + days * DAY_MS));

const weekday = (day) => (date(day).getUTCDay() + 6) % 7; // 0 on Monday
const monday = (day) => shift(day, -weekday(day));

const inMonths = (day, months) => {
  const first = date(`${day.slice(0, 8)}01`);
  first.setUTCMonth(first.getUTCMonth() + months);
  return iso(first);
};

/** The days of a view around one: the first, and the one after the last. A list begins with the day itself. */
export const span = (view, day) => {
  if (view === "day") return [day, shift(day, 1)];
  if (view === "list") return [day, shift(day, 7)];
  if (view === "week") return [monday(day), shift(monday(day), 7)];
  return [monday(inMonths(day, 0)), shift(monday(shift(inMonths(day, 1), -1)), 7)];
};

/** The day to show when going one view forward (1) or back (-1). */
export const step = (view, day, way) => {
  if (view === "month") return inMonths(day, way);
  return shift(day, way * (view === "day" ? 1 : 7));
};

export const daysOf = ([since, until]) => {
  const days = [];
  for (let day = since; day < until; day = shift(day, 1)) days.push(day);
  return days;
};

// French counts days with cardinals, but for the first.
const first = (text, language) => (language === "fr" ? text.replace(/(?<!\d)1(?= \p{L})/gu, "1er") : text);

/** « mardi 24 novembre ». */
export const spokenDay = (day, language) =>
  first(format(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(date(day)).replace(",", ""), language);

/** What a view shows, as its title says it; in fewer letters where there is little room. */
export const title = (view, day, language, isShort = false) => {
  const [since, until] = span(view, day);
  const month = isShort ? "short" : "long";
  const year = isShort ? undefined : "numeric";
  if (view === "month") return format(language, { month, year: "numeric", timeZone: "UTC" }).format(date(day));
  const whole = { day: "numeric", month, year, timeZone: "UTC" };
  if (view === "day") return first(format(language, { ...whole, weekday: month }).format(date(day)).replace(",", ""), language);
  return first(format(language, whole).formatRange(date(since), date(shift(until, -1))), language);
};

/** The day that it is somewhere. */
export const dayIn = (zone, instant = new Date()) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(instant));

/** Hours and minutes of the day that it is somewhere. */
export const minutesIn = (zone, instant) => {
  const parts = format("en", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date(instant));
  const read = (type) => Number(parts.find((part) => part.type === type).value);
  return read("hour") * 60 + read("minute");
};

/** « 10 h 30 », « 9 h »; 10:30, 9:00 in English. */
export const spokenMinutes = (minutes, language) => {
  const [hour, minute] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0")];
  if (language !== "fr") return `${hour}:${minute}`;
  return minute === "00" ? `${hour}\u00a0h` : `${hour}\u00a0h\u00a0${minute}`;
};

export const spokenTime = (zone, instant, language) => spokenMinutes(minutesIn(zone, instant), language);

/** « 10 h – 10 h 45 »; a line may end after the dash. */
export const spokenSpan = (zone, { starts_at, ends_at }, language) =>
  `${spokenTime(zone, starts_at, language)}\u00a0– ${spokenTime(zone, ends_at, language)}`;

/** Whether clocks say the same here and there, on a day. */
export const isSameTime = (zone, day) => {
  const noon = `${day}T12:00Z`;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return minutesIn(zone, noon) === minutesIn(here, noon) && dayIn(zone, noon) === dayIn(here, noon);
};
