import { createElement, useEffect, useRef, useState } from "react";

import { ask } from "./doors.js";

const BINARY = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const SENTENCES = {
  NotAllowedError: "cancelled", // or timed out: browsers do not say which
  AbortError: "cancelled",
  InvalidStateError: "known",
  NotSupportedError: "unsupported",
  SecurityError: "unsupported",
};

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const identified = (described) => ({ ...described, id: toBytes(described.id) });

// By hand: half of the browsers in use have no `parseCreationOptionsFromJSON`, and some keepers of passkeys break `toJSON`.
const decoded = ({ challenge, user, allowCredentials = [], excludeCredentials = [], ...options }) => ({
  ...options,
  challenge: toBytes(challenge),
  ...(user && { user: identified(user) }),
  allowCredentials: allowCredentials.map(identified),
  excludeCredentials: excludeCredentials.map(identified),
});

const encoded = ({ id, rawId, type, authenticatorAttachment, response, ...credential }) => {
  const parts = BINARY.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return JSON.stringify({
    id,
    rawId: toText(rawId),
    type,
    authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response: { ...Object.fromEntries(parts), transports: response.getTransports?.() },
  });
};

/** Asks the device for a passkey with the options of a door; returns its answer, in JSON. */
export const askDevice = async (kind, options, signal) =>
  encoded(await navigator.credentials[kind]({ publicKey: decoded(options), signal }));

/** Tells which sentence says what went wrong with the device. */
export const wordOf = (error) => SENTENCES[error.name] ?? "failed";

/** A form whose button asks the device for a passkey (`kind`: "create" or "get"), then sends it. The door of the
    `challenge` receives the form first: it may refuse it, or lead elsewhere. */
export function PasskeyForm({ kind, challenge, label, busyLabel, buttonId, words, looks, children, ...props }) {
  const [said, setSaid] = useState({ sentence: "", look: looks.failed });
  const [busy, setBusy] = useState(false);
  const [alive, setAlive] = useState(false);
  const form = useRef(null);
  const made = useRef(null);
  const underWay = useRef(null);

  useEffect(() => {
    setAlive(true);
    // The browser shows again a page left by this form.
    const comeBack = () => {
      made.current.value = "";
      underWay.current = null;
      setBusy(false);
    };
    window.addEventListener("pageshow", comeBack);
    return () => {
      window.removeEventListener("pageshow", comeBack);
      underWay.current?.abort();
    };
  }, []);

  const rest = (sentence, look = looks.failed) => {
    underWay.current = null;
    setBusy(false);
    setSaid({ sentence, look });
  };

  const press = async (event) => {
    event.preventDefault();
    if (underWay.current) return;
    if (!window.PublicKeyCredential) {
      rest(words.unsupported);
      return;
    }
    const { signal } = (underWay.current = new AbortController());
    setBusy(true);
    setSaid({ sentence: "" });
    try {
      const options = await ask(challenge, new FormData(form.current), { signal });
      if (options.refusal) {
        rest(options.refusal.sentence);
        document.getElementById(`field-${options.refusal.field}`)?.focus();
      } else if (options.to) {
        window.location.assign(options.to);
      } else {
        made.current.value = await askDevice(kind, options, signal);
        // Without its event, which asks for a passkey.
        form.current.submit();
      }
    } catch (error) {
      if (signal.aborted) return;
      const word = wordOf(error);
      rest(words[word], word === "cancelled" ? looks.cancelled : looks.failed);
    }
  };

  const e = createElement;
  return e(
    "form",
    { ...props, ref: form, onSubmit: press },
    children,
    e("input", { type: "hidden", name: "passkey", ref: made, defaultValue: "" }),
    e(
      "div",
      { className: looks.action },
      e(
        "button",
        // Before the page is alive it must not send the form by itself, empty.
        { id: buttonId, type: alive ? "submit" : "button", className: looks.button, "aria-busy": busy, "aria-disabled": busy },
        e("span", { className: looks.idle }, label),
        e("span", { className: looks.busy }, e("span", { className: "spinner" }), e("span", null, busyLabel)),
      ),
      e("p", { role: "alert", className: said.sentence ? said.look : "sr-only" }, said.sentence),
    ),
  );
}
