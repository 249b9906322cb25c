import { useEffect, useId, useRef, useState } from "react";

import { ask } from "./doors.js";
import { JumpLink, RefusalSummary } from "./landing.js";
import { PasswordInput } from "./password.js";

const TYPING_MS = 250;

const letters = (text) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** Resolves with the answer of a door, or null when nothing came back. */
const send = (door, fields) => ask(door, fields).catch(() => null);

/** Someone to help, then how they were recognised, then the code: received here, shown once, kept nowhere. What is typed
    stays when anything is refused; a proof of who one is that is too old is asked for in place. */
export function RescueDesk({ doors, query, people, hasMore, count, words, looks, onFind, onLost }) {
  const [chosen, setChosen] = useState(null);
  const [check, setCheck] = useState("");
  const [proving, setProving] = useState(false);
  const [refusal, setRefusal] = useState(null); // { sentence, by_field, serial }
  const [sending, setSending] = useState(false);
  const [issued, setIssued] = useState(null); // { code, until, seconds, name }
  const form = useRef(null);
  const hasBegun = useRef(false);

  const refuse = (refused) => setRefusal((before) => ({ by_field: {}, ...refused, serial: (before?.serial ?? 0) + 1 }));

  const choose = (person) => {
    hasBegun.current = true;
    setChosen(person);
  };

  const startAgain = () => {
    setIssued(null);
    setChosen(null);
    setCheck("");
  };

  /** Prove again who one is. Resolves with whether that is done. */
  const prove = async () => {
    const password = new FormData(form.current).get("password");
    const answer = await send(doors.proof, { method: "password", password, next: doors.page });
    if (answer?.to === doors.page && !answer.refusal) {
      setProving(false);
      return true;
    }
    hear(answer);
    return false;
  };

  /** What an answer that is not a code asks for. */
  const hear = (answer) => {
    if (answer?.refusal) refuse(answer.refusal);
    else if (answer?.to === doors.confirmation) setProving(true);
    else if (answer?.to) {
      onLost();
      refuse({ sentence: words.lost });
    } else refuse({ sentence: words.failed });
  };

  const submit = async (event) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    setRefusal((before) => before && { ...before, sentence: "" });
    if (!proving || (await prove())) {
      const answer = await send(doors.code, { person: chosen.ref, identity_check: check });
      if (answer?.code) setIssued({ ...answer, name: chosen.name });
      else hear(answer);
    }
    setSending(false);
  };

  if (issued) return <Issued issued={issued} words={words} looks={looks} onAgain={startAgain} />;
  if (!chosen) {
    const search = { query, people, hasMore, count, words, looks, onFind };
    return <Search {...search} takesFocus={hasBegun.current} onChosen={choose} />;
  }
  return (
    <>
      {refusal?.sentence && (
        <RefusalSummary serial={refusal.serial} sentence={refusal.sentence} className={looks.summary}>
          <p className={looks.summaryTitle}>{words.problem}</p>
          {Object.keys(refusal.by_field).length === 0 && <p>{refusal.sentence}</p>}
          {Object.entries(refusal.by_field).map(([name, sentence]) => (
            <p key={name}>
              <JumpLink to={`field-${name}`} className={looks.summaryLink}>
                {sentence}
              </JumpLink>
            </p>
          ))}
        </RefusalSummary>
      )}
      <form ref={form} className={looks.form} noValidate onSubmit={submit}>
        <Chosen person={chosen} words={words} looks={looks} disabled={sending} onChange={() => setChosen(null)} />
        <Field name="identity_check" label={words.check} hint={words.checkHint} refusal={refusal} looks={looks}>
          {(props) => <textarea {...props} rows={4} required value={check} onChange={(event) => setCheck(event.target.value)} />}
        </Field>
        {proving && (
          <Field name="password" label={words.password} hint={words.passwordHint} refusal={refusal} looks={looks}>
            {(props) => <Proof {...props} words={words} looks={looks} />}
          </Field>
        )}
        <div>
          <button type="submit" className={looks.create} aria-busy={sending} aria-disabled={sending}>
            <span className={looks.idle}>{words.create}</span>
            <span className={looks.busy}>
              <span className="spinner" />
              {words.creating}
            </span>
          </button>
        </div>
      </form>
    </>
  );
}

/** Finds whom to help, while their name is typed. */
function Search({ query, people, hasMore, count, words, looks, onFind, takesFocus, onChosen }) {
  const [typed, setTyped] = useState("");
  const input = useRef(null);
  const id = useId();
  const wanted = typed.trim();
  const isEnough = letters(wanted) >= 3;
  const isAnswered = isEnough && query === wanted;

  useEffect(() => {
    if (takesFocus) input.current.focus();
  }, []);

  // Asked again when the server has forgotten: a connection that comes back starts afresh.
  useEffect(() => {
    if (!isEnough || isAnswered) return;
    const pause = setTimeout(() => onFind(wanted), TYPING_MS);
    return () => clearTimeout(pause);
  }, [wanted, isEnough, isAnswered, query]);

  return (
    <div className={looks.form}>
      <div className={looks.field}>
        <label htmlFor={`${id}-query`} className={looks.label}>
          {words.search}
        </label>
        <p id={`${id}-hint`} className={looks.hint}>
          {words.searchHint}
        </p>
        <input
          ref={input}
          id={`${id}-query`}
          type="search"
          dir="auto"
          className={looks.input}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          aria-describedby={`${id}-hint`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <div className={looks.results}>
        <p role="status" className={looks.hint}>
          {isAnswered && (people.length ? (hasMore ? words.tooMany : count) : words.nobody)}
        </p>
        {isAnswered && people.length > 0 && (
          <ul className={looks.list}>
            {people.map((person) => (
              <li key={person.ref}>
                <button type="button" className={looks.person} onClick={() => onChosen(person)}>
                  <Person person={person} looks={looks} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** The person about to be helped, and the way to another. */
function Chosen({ person, words, looks, disabled, onChange }) {
  const place = useRef(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} id="field-person" tabIndex={-1} role="group" aria-label={words.chosen} data-landing="" className={looks.chosen}>
      <span className={looks.chosenPerson}>
        <Person person={person} looks={looks} />
      </span>
      <button type="button" className={looks.quiet} disabled={disabled} onClick={onChange}>
        {words.change}
      </button>
    </div>
  );
}

function Person({ person, looks }) {
  return (
    <>
      <bdi className={looks.name}>{person.name}</bdi>
      <span className={looks.email}>{person.email}</span>
    </>
  );
}

/** One's own password, asked for when the last proof of who one is has grown old; it takes the focus. */
function Proof({ words, looks, className, ...props }) {
  const frame = useRef(null);
  useEffect(() => frame.current?.querySelector("input").focus(), []);
  return (
    <div ref={frame}>
      <PasswordInput
        {...props}
        autoComplete="current-password"
        required
        show={words.show}
        hide={words.hide}
        className={looks.secret}
        frameClassName={looks.secretFrame}
        toggleClassName={looks.secretToggle}
      />
    </div>
  );
}

/** A control with its label, its hint and its refusal, in the order they are read. */
function Field({ name, label, hint, refusal, looks, children }) {
  const id = `field-${name}`;
  const refused = refusal?.sentence && refusal.by_field[name];
  const props = {
    id,
    name,
    className: looks.input,
    "aria-invalid": refused ? "true" : "false",
    "aria-describedby": refused ? `${id}-refusal ${id}-hint` : `${id}-hint`,
  };
  return (
    <div className={looks.field}>
      <label htmlFor={id} className={looks.label}>
        {label}
      </label>
      <p id={`${id}-hint`} className={looks.hint}>
        {hint}
      </p>
      {refused && (
        <p id={`${id}-refusal`} className={looks.refusal}>
          {refused}
        </p>
      )}
      {children(props)}
    </div>
  );
}

/** The code, and what to say with it; after its hour it goes. */
function Issued({ issued, words, looks, onAgain }) {
  const [isOver, setIsOver] = useState(false);
  const heading = useRef(null);
  useEffect(() => {
    heading.current?.focus();
    const end = setTimeout(() => setIsOver(true), issued.seconds * 1000);
    return () => clearTimeout(end);
  }, [issued]);

  return (
    <section className={looks.issued}>
      <h2 ref={heading} tabIndex={-1} data-landing="" className={looks.issuedTitle}>
        {words.issued.replace("{name}", issued.name)}
      </h2>
      {isOver ? (
        <p role="status">{words.over}</p>
      ) : (
        <>
          <p className={looks.code}>
            <span aria-hidden="true">{issued.code}</span>
            <span className="sr-only">{issued.code.split("").join(" ").replace(" - ", ", ")}</span>
          </p>
          <p>{words.until.replace("{time}", issued.until)}</p>
          <ol className={looks.steps}>
            {words.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <p className={looks.hint}>{words.once}</p>
        </>
      )}
      <div>
        <button type="button" className={looks.quiet} onClick={onAgain}>
          {words.again}
        </button>
      </div>
    </section>
  );
}
