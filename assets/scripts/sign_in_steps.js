import { createElement as e } from "react";
import { CodeInput } from "./code.js";
import { Countdown } from "./countdown.js";
import { PasswordInput } from "./password.js";

const DIGITS = { mail: 6, app: 6 }; // the codes of other methods have letters

function Button({ label, busyLabel, busy, look, looks, ...props }) {
  const working = busy || undefined; // « false » would deny what the countdown around a button says
  return e(
    "button",
    { type: "submit", ...props, className: look, "aria-busy": working, "aria-disabled": working },
    e("span", { className: looks.idle }, label),
    e("span", { className: looks.busy }, e("span", { className: "spinner" }), e("span", null, busyLabel)),
  );
}

function Enter({ label, busy, returning, words, looks, ref }) {
  const busyLabel = returning ? words.returning : words.checking;
  return e(Button, { ref, label, busyLabel, busy: busy === "submit", look: looks.primary, looks });
}

function Refusal({ id, sentence, looks }) {
  return e("p", { id, role: "alert", className: sentence ? looks.refusal : "sr-only" }, sentence);
}

/** A control with its label, its hint and its refusal, in the order they are read. */
function Field({ id, label, hint, refusal, input, looks, ...props }) {
  const described = [refusal && `${id}-refusal`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return e(
    "div",
    { className: looks.field },
    e("label", { htmlFor: id, className: looks.label }, label),
    hint && e("p", { id: `${id}-hint`, className: looks.hint }, hint),
    e(Refusal, { id: `${id}-refusal`, sentence: refusal, looks }),
    e(input, { ...props, id, required: true, "aria-invalid": Boolean(refusal), "aria-describedby": described || undefined }),
  );
}

function Trust({ words, looks }) {
  return e(
    "div",
    null,
    e(
      "label",
      { className: looks.choice },
      e("input", { type: "checkbox", name: "trust", value: "yes", className: looks.tick }),
      e("span", null, words.trust),
    ),
    e("p", { className: looks.aside }, words.shared),
  );
}

/** Of the same person, nothing but the password is asked; the address is there for keepers of passwords. */
function Whose({ email, words, looks }) {
  return e(
    "div",
    { className: looks.field },
    e("p", { className: looks.label }, words.email),
    e("p", { className: looks.value }, email),
    e("input", {
      type: "text",
      name: "email",
      autoComplete: "username",
      value: email,
      readOnly: true,
      tabIndex: -1,
      "aria-hidden": true,
      className: "sr-only",
    }),
  );
}

export function Password({ id, field, email, refusal, onSubmit, doors, words, looks, ...shared }) {
  const isEmailAtFault = !email && refusal.field === "email";
  return e(
    "form",
    { noValidate: true, onSubmit, className: looks.form },
    email
      ? e(Whose, { email, words, looks })
      : e(Field, {
          id: `${id}-email`,
          label: words.email,
          refusal: isEmailAtFault ? refusal.sentence : "",
          input: "input",
          ref: isEmailAtFault ? field : undefined,
          type: "email",
          name: "email",
          autoComplete: "username",
          autoCapitalize: "none",
          spellCheck: false,
          className: looks.input,
          looks,
        }),
    e(Field, {
      id,
      label: words.password,
      refusal: isEmailAtFault ? "" : refusal.sentence,
      input: PasswordInput,
      ref: isEmailAtFault ? undefined : field,
      name: "password",
      autoComplete: "current-password",
      show: words.show,
      hide: words.hide,
      className: looks.password,
      frameClassName: looks.frame,
      toggleClassName: looks.toggle,
      looks,
    }),
    e("a", { href: doors.forgotten, target: "_blank", className: looks.link }, words.forgotten),
    e(Enter, { ...shared, label: words.next, words, looks }),
  );
}

export function Code({ id, field, step, said, refusal, onSubmit, words, looks, ...shared }) {
  const digits = DIGITS[step.method];
  return e(
    "form",
    { noValidate: true, onSubmit, className: looks.form },
    e("input", { type: "hidden", name: "method", value: step.method }),
    e(Field, {
      id,
      label: said.label,
      hint: said.hint,
      refusal: refusal.sentence,
      input: CodeInput,
      ref: field,
      name: "code",
      digits,
      lettered: !digits,
      inputMode: digits ? "numeric" : "text",
      autoCapitalize: "characters",
      spellCheck: false,
      autoComplete: "one-time-code",
      className: looks.code,
      looks,
    }),
    step.method !== "rescue" && e(Trust, { words, looks }),
    e(Enter, { ...shared, label: words.enter, words, looks }),
  );
}

export function Device({ id, field, step, said, refusal, onSubmit, words, looks, ...shared }) {
  return e(
    "form",
    { onSubmit, className: looks.form },
    e("input", { type: "hidden", name: "method", value: step.method }),
    e(Trust, { words, looks }),
    e(Enter, { ...shared, ref: field, label: said.label, words, looks }),
    e(Refusal, { id: `${id}-refusal`, sentence: refusal.sentence, looks }),
  );
}

export function Resend({ step, busy, onClick, words, looks }) {
  return e(
    "div",
    { className: looks.part },
    e(
      Countdown,
      {
        seconds: step.seconds_to_resend,
        serial: step.at,
        waiting: words.wait,
        ready: words.ready,
        className: looks.wait,
        wordsClassName: looks.hint,
      },
      e(Button, { type: "button", label: words.resend, busyLabel: words.sending, busy: busy === "resend", look: looks.quiet, looks, onClick }),
    ),
    step.mailbox && e("a", { href: step.mailbox, target: "_blank", className: looks.link }, words.mailbox),
  );
}

export function Others({ step, busy, onChoose, methods, words, looks }) {
  const choice = (method) =>
    e(Button, {
      type: "button",
      label: methods[method].name,
      busyLabel: words.checking,
      busy: busy === method,
      look: looks.wide,
      looks,
      onClick: () => onChoose(method),
    });
  return e(
    "section",
    { className: looks.part },
    e("h2", { className: looks.label }, words.others),
    e("ul", { className: looks.list }, step.others.map((method) => e("li", { key: method }, choice(method)))),
  );
}
