import { createElement, useEffect, useRef, useState } from "react";

import { ask } from "./doors.js";

const PAUSE_MS = 350;
const SHORTEST = 12;
const LONGEST = 128;

const MET = {
  "too-short": (text) => [...text].length >= SHORTEST && [...text].length <= LONGEST,
  "no-upper": (text) => /\p{Lu}/u.test(text),
  "no-lower": (text) => /\p{Ll}/u.test(text),
  "no-digit": (text) => /\p{Nd}/u.test(text),
};

const judged = async (door, password) => {
  const opinion = await ask(door, { password }).catch(() => ({}));
  return "score" in opinion ? opinion : null;
};

/** A new password: each part of the rule is ticked as it is met, and a meter says how it would resist, with advice. */
export function NewPasswordInput({ show, hide, rule, rules, met, unmet, strengths, weak, judge, names, ...props }) {
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState(false);
  const [opinion, setOpinion] = useState(null);
  const asked = useRef(0);

  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    if (!typed) {
      setOpinion(null);
      return;
    }
    const pause = setTimeout(async () => {
      const answer = await judged(judge, typed);
      if (mine === asked.current) setOpinion(answer);
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, judge]);

  const refused = (opinion?.weaknesses ?? []).filter((word) => weak[word]);
  const level = opinion ? (refused.length ? 0 : opinion.score) : null;
  const advice = opinion ? [...refused.map((word) => weak[word]), ...(refused.length || opinion.score > 2 ? [] : opinion.advice)] : [];
  const e = createElement;
  return e(
    "div",
    { className: names.all },
    e(
      "div",
      { className: names.frame },
      e("input", { ...props, type: shown ? "text" : "password", onInput: (event) => setTyped(event.target.value) }),
      e(
        "button",
        { type: "button", className: names.toggle, "aria-pressed": shown, "aria-controls": props.id, onClick: () => setShown(!shown) },
        shown ? hide : show,
      ),
    ),
    e(
      "ul",
      { className: names.rules, "aria-label": rule },
      rules.map(([code, words]) => {
        const done = MET[code](typed);
        return e(
          "li",
          { key: code, className: done ? names.met : names.unmet },
          e(
            "svg",
            { viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": true, className: names.mark },
            e("circle", { cx: 9, cy: 9, r: 8 }),
            done && e("path", { d: "m5.5 9.5 2.5 2.5 4.5-5.5" }),
          ),
          e("span", null, words),
          e("span", { className: "sr-only" }, done ? met : unmet),
        );
      }),
    ),
    e(
      "div",
      { className: names.meter },
      e(
        "div",
        { className: names.bars, "aria-hidden": true },
        [0, 1, 2, 3].map((n) => e("span", { key: n, className: level !== null && n < Math.max(level, 1) ? names.levels[level] : names.bar })),
      ),
      e("p", { className: names.strength, role: "status" }, level === null ? "" : strengths[level]),
    ),
    e("ul", { className: names.advice, "aria-live": "polite" }, advice.map((words) => e("li", { key: words }, words))),
  );
}
