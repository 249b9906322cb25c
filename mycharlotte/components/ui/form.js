import { createElement, useEffect, useRef } from "react";

const HELD_MS = 700;

const isBusy = (form) => form.querySelector('[type="submit"][aria-busy="true"]') !== null;

/** A form answered by an event. A second submission is refused while the first is on its way or its button is busy.
    When `saved` changes, the fields go back to what the server kept. */
export function EventForm({ onSubmit, saved, children, ...props }) {
  const form = useRef(null);
  const heldUntil = useRef(0);
  const seen = useRef(saved);

  useEffect(() => {
    if (seen.current === saved) return;
    seen.current = saved;
    form.current?.reset();
  }, [saved]);

  const submit = (event) => {
    const now = Date.now();
    if (now < heldUntil.current || isBusy(event.currentTarget)) {
      event.preventDefault();
      return;
    }
    heldUntil.current = now + HELD_MS;
    onSubmit(event);
  };

  return createElement("form", { ...props, ref: form, onSubmit: submit }, children);
}

/** A form sent by the browser itself. Once sent, its button is busy until the next page is there, or this one comes back. */
export function PostForm({ children, ...props }) {
  const form = useRef(null);

  useEffect(() => {
    const rest = () => {
      for (const button of form.current?.querySelectorAll('[type="submit"]') ?? []) {
        button.removeAttribute("aria-busy");
        button.removeAttribute("aria-disabled");
      }
    };
    window.addEventListener("pageshow", rest);
    return () => window.removeEventListener("pageshow", rest);
  }, []);

  const submit = (event) => {
    if (isBusy(event.currentTarget)) {
      event.preventDefault();
      return;
    }
    const button = event.nativeEvent.submitter ?? event.currentTarget.querySelector('[type="submit"]');
    button?.setAttribute("aria-busy", "true");
    button?.setAttribute("aria-disabled", "true");
  };

  return createElement("form", { ...props, ref: form, onSubmit: submit }, children);
}

/** What was refused, on top of the form. It takes the focus each time something is refused, even twice the same. */
export function RefusalSummary({ serial, sentence, children, ...props }) {
  const summary = useRef(null);
  useEffect(() => {
    summary.current?.focus();
  }, [serial, sentence]);
  return createElement("div", { ...props, ref: summary, tabIndex: -1, role: "alert" }, children);
}
