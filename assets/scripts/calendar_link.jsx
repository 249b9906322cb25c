import { useEffect, useRef, useState } from "react";

import { CopyButton } from "./copy.js";
import { Dialog } from "./dialog.js";
import { ask } from "./doors.js";
import { PasswordInput } from "./password.js";

/** Resolves with the answer of a door, or null when nothing came back. */
const send = (door, fields) => ask(door, fields).catch(() => null);

/** The list of links (its children), the questions that its buttons ask, and the link that was just given: received here,
    shown once, kept nowhere. A button says what it does by `data-deed`: make, renew, choose or revoke. A proof of who one
    is that is too old is asked for in place. */
export function CalendarLinkDesk({ doors, agendas, words, looks, onLost, children }) {
  const [asked, setAsked] = useState(null); // { deed, link, name, detail, serial }
  const [open, setOpen] = useState(false);
  const [isProving, setProving] = useState(false);
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState(null); // { sentence, by_field }
  const [given, setGiven] = useState(null); // { link, webcal, qr, name }
  const [done, setDone] = useState("");
  const latest = useRef(0);

  const press = (event) => {
    const button = event.target.closest("[data-deed]");
    if (!button) return;
    const { deed, link = "", name = "", detail = "" } = button.dataset;
    latest.current += 1;
    setAsked({ deed, link, name, detail, serial: latest.current });
    setProving(false);
    setRefusal(null);
    setDone("");
    setOpen(true);
  };

  const close = () => {
    latest.current += 1;
    setOpen(false);
    setSending(false);
  };

  /** What an answer that does not do what was asked says. */
  const hear = (answer) => {
    if (answer?.refusal) setRefusal(answer.refusal);
    else if (answer?.to === doors.confirmation) setProving(true);
    else if (answer?.to) {
      close();
      onLost();
    } else setRefusal({ sentence: words.failed, by_field: {} });
  };

  /** Prove again who one is. Resolves with whether that is done. */
  const prove = async (password) => {
    const answer = await send(doors.proof, { method: "password", password, next: doors.page });
    if (answer?.to === doors.page && !answer.refusal) {
      setProving(false);
      return true;
    }
    hear(answer);
    return false;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (isSending) return;
    const { password = "", ...fields } = Object.fromEntries(new FormData(event.currentTarget));
    const mine = latest.current;
    setSending(true);
    setRefusal(null);
    if (!isProving || (await prove(password))) {
      const answer = await send(doors.link, { deed: asked.deed, link: asked.link, ...fields });
      if (answer?.link) {
        const name = asked.name || agendas.find((one) => one.ref === fields.agenda)?.name || words.all;
        setGiven({ ...answer, name }); // even to whoever closed the dialog meanwhile: the link is there
        close();
      } else if (mine === latest.current) {
        if (answer?.to === doors.page && !answer.refusal) {
          if (asked.deed === "revoke") setGiven(null);
          setDone(words.done[asked.deed]);
          close();
        } else hear(answer);
      }
    }
    setSending(false);
  };

  const question = asked && words.questions[asked.deed];
  return (
    <div className={looks.frame}>
      <p role="status" className={done ? looks.done : looks.heard}>
        {done}
      </p>
      {given && <Given given={given} words={words} looks={looks} key={given.link} onEnd={() => setGiven(null)} />}
      <div onClick={press}>{children}</div>
      <Dialog
        heading={question?.title ?? ""}
        close={words.close}
        open={open}
        onClose={close}
        openerClassName="contents"
        className={looks.dialog}
        headClassName={looks.dialogHead}
        closeClassName={looks.dialogClose}
        bodyClassName={looks.dialogBody}
      >
        <span hidden />
        {asked && (
          <form key={asked.serial} className={looks.form} noValidate onSubmit={submit}>
            {asked.name && <p className={looks.name}>{asked.name}</p>}
            {question.text && <p>{question.text}</p>}
            {refusal && <Refused refusal={refusal} looks={looks} />}
            {asked.deed === "make" && agendas.length > 1 && <Agendas agendas={agendas} words={words} looks={looks} />}
            {(asked.deed === "make" || asked.deed === "choose") && (
              <Details chosen={asked.detail || "busy"} words={words} looks={looks} />
            )}
            {isProving && <Proof doors={doors} refusal={refusal} words={words} looks={looks} />}
            <div className={looks.actions}>
              <button
                type="submit"
                className={asked.deed === "revoke" ? looks.danger : looks.primary}
                aria-busy={isSending}
                aria-disabled={isSending}
              >
                <span className={looks.idle}>{question.button}</span>
                <span className={looks.busy}>
                  <span className="spinner" />
                  {words.sending}
                </span>
              </button>
              <button type="button" className={looks.quiet} data-close="">
                {words.cancel}
              </button>
            </div>
          </form>
        )}
      </Dialog>
    </div>
  );
}

/** What was refused, heard as it comes; a field at fault says it beside itself too. */
function Refused({ refusal, looks }) {
  return (
    <p role="alert" className={looks.refused}>
      {refusal.sentence}
    </p>
  );
}

/** Which agenda the link is to, when there are several to choose from. */
function Agendas({ agendas, words, looks }) {
  return (
    <div className={looks.field}>
      <label htmlFor="calendar-agenda" className={looks.label}>
        {words.agenda}
      </label>
      <select id="calendar-agenda" name="agenda" className={looks.input}>
        {agendas.map((one) => (
          <option key={one.ref} value={one.ref}>
            {one.name || words.all}
          </option>
        ))}
      </select>
    </div>
  );
}

/** How much the link tells, with what that means; a warning as soon as it tells who. */
function Details({ chosen, words, looks }) {
  const [detail, setDetail] = useState(chosen);
  return (
    <fieldset className={looks.choice}>
      <legend className={looks.label}>{words.detail}</legend>
      {Object.entries(words.details).map(([value, said]) => (
        <label key={value} className={looks.option}>
          <input
            type="radio"
            name="detail"
            value={value}
            checked={value === detail}
            onChange={() => setDetail(value)}
            className={looks.radio}
          />
          <span className={looks.optionWords}>
            <span className={looks.optionName}>{said.name}</span>
            <span className={looks.hint}>{said.shown}</span>
          </span>
        </label>
      ))}
      <p role="status" className={detail === "busy" ? looks.heard : looks.warning}>
        {detail === "busy" ? "" : words.warning}
      </p>
    </fieldset>
  );
}

/** The password, asked for when the last proof of who one is is too old. */
function Proof({ doors, refusal, words, looks }) {
  const frame = useRef(null);
  const refused = refusal?.by_field?.password;
  useEffect(() => frame.current.querySelector("input").focus(), []);
  return (
    <div ref={frame} className={looks.field}>
      <label htmlFor="calendar-password" className={looks.label}>
        {words.password}
      </label>
      <p id="calendar-password-hint" className={looks.hint}>
        {words.passwordHint}{" "}
        <a href={doors.confirmation} className={looks.textLink}>
          {words.otherProof}
        </a>
      </p>
      <PasswordInput
        id="calendar-password"
        name="password"
        autoComplete="current-password"
        aria-invalid={refused ? "true" : "false"}
        aria-describedby="calendar-password-hint"
        className={looks.secret}
        frameClassName={looks.secretFrame}
        toggleClassName={looks.secretToggle}
        show={words.show}
        hide={words.hide}
      />
    </div>
  );
}

/** The link: to copy, to open, to scan, and where to put it. */
function Given({ given, words, looks, onEnd }) {
  const heading = useRef(null);
  useEffect(() => {
    // Once the dialog has given the focus back.
    const soon = requestAnimationFrame(() => heading.current?.focus());
    return () => cancelAnimationFrame(soon);
  }, []);
  return (
    <section className={looks.given}>
      <h3 ref={heading} tabIndex={-1} data-landing="" className={looks.givenTitle}>
        {words.given.replace("{name}", given.name)}
      </h3>
      <p className={looks.warning}>{words.once}</p>
      <div className={looks.linkFrame}>
        <div className={looks.linkTexts}>
          <p id="calendar-link" translate="no" className={looks.linkText}>
            {given.link}
          </p>
          <div className={looks.actions}>
            <CopyButton
              text={given.link}
              source="calendar-link"
              done={words.copied}
              refused={words.notCopied}
              className={looks.primary}
              shownClassName={looks.shown}
              hiddenClassName={looks.hidden}
              refusedClassName={looks.hint}
            >
              <span>{words.copy}</span>
              <span>{words.copied}</span>
            </CopyButton>
            <a href={given.webcal} className={looks.quiet}>
              {words.webcal}
            </a>
          </div>
        </div>
        <img src={given.qr} alt={words.qr} width="208" height="208" className={looks.qr} />
      </div>
      <dl className={looks.ways}>
        {words.ways.map((way) => (
          <div key={way.name}>
            <dt className={looks.label}>{way.name}</dt>
            <dd>{way.how}</dd>
          </div>
        ))}
      </dl>
      <p className={looks.hint}>{words.slow}</p>
      <div>
        <button type="button" className={looks.quiet} onClick={onEnd}>
          {words.end}
        </button>
      </div>
    </section>
  );
}
