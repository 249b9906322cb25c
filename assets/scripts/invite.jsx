import { useEffect, useRef, useState } from "react";

import { CopyButton } from "./copy.js";
import { Dialog } from "./dialog.js";
import { ask } from "./doors.js";
import { JumpLink, RefusalSummary } from "./landing.js";

/** Resolves with the answer of a door, or null when nothing came back. */
const send = (door, fields) => ask(door, fields).catch(() => null);

/** Invites someone. The link and its QR code are received here, shown once, kept nowhere; what is typed stays when anything
    is refused. Without this script, the browser sends the same form. Children: what leads elsewhere once it is sent. */
export function InviteDesk({ door, bubble, language, refused, typed, words, looks, onLost, children }) {
  const [refusal, setRefusal] = useState(refused?.sentence ? refused : null); // { sentence, by_field, serial }
  const [again, setAgain] = useState(typed?.again ?? "");
  const [sending, setSending] = useState(""); // "new" or "again"
  const [sent, setSent] = useState(null); // { link, qr, email, until, title }
  const [round, setRound] = useState(0);

  const refuse = (found) => setRefusal((before) => ({ by_field: {}, ...found, serial: (before?.serial ?? 0) + 1 }));

  const knock = async (kind, fields, title) => {
    if (sending) return;
    setSending(kind);
    setRefusal((before) => before && { ...before, sentence: "" });
    const answer = await send(door, fields);
    setSending("");
    setAgain(answer?.again ?? "");
    if (answer?.link) setSent({ ...answer, title });
    else if (answer?.refusal) refuse(answer.refusal);
    else if (answer?.to) {
      onLost();
      refuse({ sentence: words.lost });
    } else refuse({ sentence: words.failed });
  };

  const submit = (event) => {
    event.preventDefault();
    knock("new", new FormData(event.currentTarget), words.sent);
  };

  const startAgain = () => {
    setSent(null);
    setRefusal(null);
    setRound(round + 1);
  };

  if (sent) {
    return (
      <Sent sent={sent} words={words} looks={looks}>
        <button type="button" className={looks.primary} onClick={startAgain}>
          {words.another}
        </button>
        {children}
      </Sent>
    );
  }
  const field = { refusal, looks, busy: Boolean(sending) };
  return (
    <>
      <Summary refusal={refusal} words={words} looks={looks} />
      <form key={round} action={door} method="post" className={looks.form} noValidate onSubmit={submit}>
        <input type="hidden" name="bulle" value={bubble} />
        <Field name="email" label={words.email} hint={words.emailHint} {...field}>
          {(props) => (
            <input
              {...props}
              type="email"
              inputMode="email"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              autoFocus={round > 0}
              defaultValue={typed?.email}
            />
          )}
        </Field>
        {again && (
          <div>
            <Button
              look={looks.quiet}
              words={[words.resend, words.sending]}
              looks={looks}
              busy={sending === "again"}
              onClick={() => knock("again", { bulle: bubble, again }, words.resent)}
            />
          </div>
        )}
        <Choice name="role" legend={words.role} options={words.roles} chosen={typed?.role} {...field} />
        <div className={looks.pair}>
          <Field name="first_name" label={words.firstName} optional={words.optional} {...field}>
            {(props) => <input {...props} type="text" dir="auto" autoComplete="off" defaultValue={typed?.first_name} />}
          </Field>
          <Field name="last_name" label={words.lastName} optional={words.optional} {...field}>
            {(props) => <input {...props} type="text" dir="auto" autoComplete="off" defaultValue={typed?.last_name} />}
          </Field>
        </div>
        <Field name="message" label={words.message} hint={words.messageHint} optional={words.optional} {...field}>
          {(props) => <textarea {...props} rows={5} dir="auto" defaultValue={typed?.message} />}
        </Field>
        <Choice name="language" legend={words.language} options={words.languages} chosen={typed?.language || language} {...field} />
        <div>
          <Button type="submit" look={looks.primary} words={[words.send, words.sending]} looks={looks} busy={sending === "new"} />
        </div>
      </form>
    </>
  );
}

/** The list (its children), and the dialog that gives a link to the invitation whose button, marked `data-link-of`, is
    pressed: it is asked for then, and forgotten when the dialog closes. */
export function InvitationLinks({ door, bubble, words, looks, onLost, children }) {
  const [asked, setAsked] = useState(0);
  const [open, setOpen] = useState(false);
  const [given, setGiven] = useState(null); // { link, qr, email, until }
  const [problem, setProblem] = useState("");
  const latest = useRef(0);

  const press = async (event) => {
    const invitation = event.target.closest("[data-link-of]")?.dataset.linkOf;
    if (!invitation) return;
    const mine = (latest.current += 1);
    setAsked(mine);
    setGiven(null);
    setProblem("");
    setOpen(true);
    const answer = await send(door, { bulle: bubble, invitation });
    if (mine !== latest.current) return; // closed meanwhile, or another was asked for
    if (answer?.link) setGiven(answer);
    else if (answer?.to && !answer.refusal) {
      close();
      onLost();
    } else setProblem(answer?.refusal?.sentence ?? words.failed);
  };

  const close = () => {
    latest.current += 1;
    setOpen(false);
    setGiven(null);
  };

  return (
    <>
      <div onClick={press}>{children}</div>
      <Dialog
        heading={words.title}
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
        <p role="status" className={problem ? "" : looks.heard}>
          {problem || (open && !given ? words.waiting : "")}
        </p>
        {problem ? null : given ? <Link given={given} words={words} looks={looks} key={asked} /> : <Waiting looks={looks} />}
      </Dialog>
    </>
  );
}

/** What is said once an invitation has left. */
function Sent({ sent, words, looks, children }) {
  const heading = useRef(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={looks.sent}>
      <h2 ref={heading} tabIndex={-1} data-landing="" className={looks.sentTitle}>
        {sent.title.replace("{email}", sent.email)}
      </h2>
      <p>{words.leaving}</p>
      <Link given={sent} words={words} looks={looks} />
      <div className={looks.actions}>{children}</div>
    </section>
  );
}

/** A link to hand over: to copy, or to scan. */
function Link({ given, words, looks }) {
  const id = "invitation-link";
  return (
    <div className={looks.link}>
      {words.whose && <p className={looks.whose}>{words.whose.replace("{email}", given.email)}</p>}
      <p>{words.handOver}</p>
      <div className={looks.linkFrame}>
        <div className={looks.linkTexts}>
          <p id={id} translate="no" className={looks.linkText}>
            {given.link}
          </p>
          <CopyButton
            text={given.link}
            source={id}
            done={words.copied}
            refused={words.notCopied}
            className={looks.quiet}
            shownClassName={looks.shown}
            hiddenClassName={looks.hidden}
            refusedClassName={looks.hint}
          >
            <span>{words.copy}</span>
            <span>{words.copied}</span>
          </CopyButton>
        </div>
        <img src={given.qr} alt={words.qr} width="208" height="208" className={looks.qr} />
      </div>
      <p>{words.until.replace("{day}", given.until)}</p>
      <p className={looks.hint}>{words.once}</p>
    </div>
  );
}

/** The room of a link. */
function Waiting({ looks }) {
  return (
    <div aria-hidden="true" className={looks.linkFrame}>
      <div className={looks.textWaiting} />
      <div className={looks.qrWaiting} />
    </div>
  );
}

/** A control with its label, its hint and its refusal, in the order they are read. */
function Field({ name, label, hint, optional, refusal, busy, looks, children }) {
  const id = `field-${name}`;
  const props = { ...described(name, hint, refusal), id, name, className: looks.input, readOnly: busy };
  return (
    <div className={looks.field}>
      <label htmlFor={id} className={looks.label}>
        {label}
        {optional && <span className={looks.optional}> {optional}</span>}
      </label>
      <Hints name={name} hint={hint} refusal={refusal} looks={looks} />
      {children(props)}
    </div>
  );
}

/** One choice among a few, all seen at once. */
function Choice({ name, legend, options, chosen, refusal, looks }) {
  return (
    <fieldset id={`field-${name}`} tabIndex={-1} className={looks.choice} {...described(name, "", refusal)}>
      <legend className={looks.label}>{legend}</legend>
      <Hints name={name} refusal={refusal} looks={looks} />
      {Object.entries(options).map(([value, said]) => (
        <label key={value} className={looks.option}>
          <input type="radio" name={name} value={value} defaultChecked={value === chosen} className={looks.radio} />
          <span>{said}</span>
        </label>
      ))}
    </fieldset>
  );
}

const concerns = (refusal, name) => (refusal?.sentence ? refusal.by_field[name] : undefined);

const described = (name, hint, refusal) => {
  const refused = concerns(refusal, name);
  const ids = [refused && `field-${name}-refusal`, hint && `field-${name}-hint`].filter(Boolean);
  return { "aria-invalid": refused ? "true" : "false", "aria-describedby": ids.join(" ") || undefined };
};

function Hints({ name, hint, refusal, looks }) {
  const refused = concerns(refusal, name);
  return (
    <>
      {hint && (
        <p id={`field-${name}-hint`} className={looks.hint}>
          {hint}
        </p>
      )}
      {refused && (
        <p id={`field-${name}-refusal`} className={looks.refusal}>
          {refused}
        </p>
      )}
    </>
  );
}

/** What was refused, on top, with a way to each field at fault. */
function Summary({ refusal, words, looks }) {
  if (!refusal?.sentence) return null;
  const faults = Object.entries(refusal.by_field);
  return (
    <RefusalSummary serial={refusal.serial} sentence={refusal.sentence} className={looks.summary}>
      <p className={looks.summaryTitle}>{words.problem}</p>
      {faults.length === 0 && <p>{refusal.sentence}</p>}
      {faults.map(([name, sentence]) => (
        <p key={name}>
          <JumpLink to={`field-${name}`} className={looks.summaryLink}>
            {sentence}
          </JumpLink>
        </p>
      ))}
    </RefusalSummary>
  );
}

/** A button that says when it works, and refuses a second press meanwhile. */
function Button({ type = "button", look, words: [idle, atWork], busy, looks, onClick }) {
  return (
    <button type={type} className={look} aria-busy={busy} aria-disabled={busy} onClick={onClick}>
      <span className={looks.idle}>{idle}</span>
      <span className={looks.busy}>
        <span className="spinner" />
        {atWork}
      </span>
    </button>
  );
}
