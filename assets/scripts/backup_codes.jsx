import { Children, useEffect, useId, useRef, useState } from "react";
import { createPortal, flushSync } from "react-dom";

import { ask } from "./doors.js";

const post = (door, fields) => ask(door, fields).catch(() => ({}));

const download = (name, text) => {
  // Some readers of text files take accents for something else without the mark at the beginning.
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};

/** Codes not kept yet are lost by whoever leaves: the first link pressed is held, and `remind` called instead. The
    question that browsers ask before a page closes is not used: Reflex lets go of its connection then, whatever the answer. */
const useHeldLinks = (isHeld, remind) => {
  useEffect(() => {
    if (!isHeld) return;
    const hold = (event) => {
      if (!event.target.closest?.('a[href]:not([href^="#"], [target])')) return;
      event.preventDefault();
      event.stopPropagation();
      remind();
    };
    document.addEventListener("click", hold, { capture: true });
    return () => document.removeEventListener("click", hold, { capture: true });
  });
};

/** Moves the focus to what has just arrived. */
const landed = (element) => element?.focus();

/** Backup codes. Until some are made: the first child (where one stands) and the second (the question before making them,
    which asks for them by anything marked `data-make`). Then the codes and the third child (ways to keep them, each
    marked `data-keep`); nothing of them is left once the page is. One is typed back as a proof. The fourth comes last. */
export function BackupCodes({ url, proofUrl, listId, words, looks, ready, left, proved, over, onProved, children }) {
  const [made, setMade] = useState(null); // { codes, made }
  const [making, setMaking] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [hold, setHold] = useState("free"); // then "held", "reminded", and free again
  const [standing, question, ways, advice] = Children.toArray(children);
  // A page that reconnects knows nothing for a moment: what is being typed must not go.
  const known = useRef({ left, proved });
  if (ready) known.current = { left, proved };

  useEffect(() => {
    if (over) setMade(null);
  }, [over]);

  useEffect(() => {
    const forget = () => flushSync(() => setMade(null));
    window.addEventListener("pagehide", forget);
    return () => window.removeEventListener("pagehide", forget);
  }, []);

  useHeldLinks(made !== null && hold === "held", () => setHold("reminded"));

  const make = async () => {
    if (making) return;
    setMaking(true);
    setRefusal("");
    const answer = await post(url);
    if (!answer.codes && !answer.refusal && answer.to) {
      location.assign(answer.to);
      return;
    }
    setMaking(false);
    if (answer.codes) {
      setMade(answer);
      setHold("held");
    } else setRefusal(answer.refusal?.sentence ?? words.lost);
  };

  const keep = (way) => {
    setHold("free");
    if (way === "download") download(words.file, written(words, made));
    if (way === "print") print();
  };

  const pressed = (event) => {
    const way = event.target.closest("[data-keep]")?.dataset.keep;
    if (way) keep(way);
    if (event.target.closest("[data-make]")) make();
  };

  return (
    <div className={looks.frame} onClick={pressed}>
      {made ? (
        <section className={looks.section}>
          <h2 ref={landed} tabIndex={-1} data-landing="" className={looks.title}>
            {words.title}
          </h2>
          <p className={looks.text}>{words.once}</p>
          {hold === "reminded" && (
            <p ref={landed} tabIndex={-1} data-landing="" role="alert" className={looks.warning}>
              {words.remind}
            </p>
          )}
          <ol id={listId} data-copy={made.codes.join("\n")} aria-label={words.title} className={looks.codes}>
            {made.codes.map((code) => (
              <li key={code} className={looks.code}>
                {code}
              </li>
            ))}
          </ol>
          {ways}
          {createPortal(<Sheet words={words} made={made} />, document.body)}
        </section>
      ) : (
        <>
          {refusal && (
            <p ref={landed} tabIndex={-1} data-landing="" role="alert" className={looks.refusal}>
              {refusal}
            </p>
          )}
          {standing}
          <div hidden={making}>{question}</div>
          {making && (
            <p role="status" aria-busy="true" className={looks.making}>
              <span className="spinner" />
              {words.making}
            </p>
          )}
        </>
      )}
      <Proof
        key={made ? "new" : "old"}
        url={proofUrl}
        words={words}
        looks={looks}
        asked={made !== null || (known.current.left > 0 && !known.current.proved)}
        onProved={() => {
          setHold("free");
          onProved?.();
        }}
      />
      {advice}
    </div>
  );
}

/** One of the codes, typed back. Refused, nothing on the page moves. */
function Proof({ url, words, looks, asked, onProved }) {
  const [answer, setAnswer] = useState(null); // null, "busy", "proved" or { refusal }
  const input = useRef(null);
  const id = useId();
  const busy = answer === "busy";
  const refusal = answer?.refusal;

  if (answer === "proved") {
    return (
      <p ref={landed} tabIndex={-1} data-landing="" role="status" className={looks.success}>
        {words.proved}
      </p>
    );
  }
  if (!asked) return null;

  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setAnswer("busy");
    const found = await post(url, { code: input.current.value });
    if (found.refusal || !found.to) {
      setAnswer({ refusal: found.refusal?.sentence ?? words.failed });
      input.current?.focus();
    } else if (found.to === location.pathname) {
      setAnswer("proved");
      onProved();
    } else location.assign(found.to);
  };

  return (
    <section className={looks.section}>
      <h2 className={looks.title}>{words.proof}</h2>
      <p className={looks.text}>{words.why}</p>
      <form noValidate className={looks.form} onSubmit={submit}>
        <div className={looks.field}>
          <label htmlFor={id} className={looks.label}>
            {words.code}
          </label>
          <p id={`${id}-hint`} className={looks.hint}>
            {words.hint}
          </p>
          <p id={`${id}-refusal`} role="alert" className={refusal ? looks.beside : "sr-only"}>
            {refusal}
          </p>
          <input
            ref={input}
            id={id}
            name="code"
            className={looks.input}
            required
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            aria-invalid={refusal ? "true" : "false"}
            aria-describedby={refusal ? `${id}-refusal ${id}-hint` : `${id}-hint`}
          />
        </div>
        <div>
          <button type="submit" className={looks.submit} aria-busy={busy} aria-disabled={busy}>
            <span className={looks.idle}>{words.prove}</span>
            <span className={looks.busy}>
              <span className="spinner" />
              {words.proving}
            </span>
          </button>
        </div>
      </form>
    </section>
  );
}

/** What is printed, and nothing else of the page. */
function Sheet({ words, made }) {
  return (
    <div className="printed-sheet">
      <h1>{words.sheet}</h1>
      <p>
        {words.account}
        <br />
        {words.date.replace("{date}", made.made)}
      </p>
      <ol>
        {made.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      {words.advice.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

const written = (words, { codes, made }) =>
  [
    words.sheet,
    words.account,
    words.date.replace("{date}", made),
    "",
    ...codes.map((code) => `[ ] ${code}`),
    "",
    ...words.advice,
    "",
  ].join("\r\n");
