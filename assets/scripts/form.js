import { createElement, useEffect, useRef } from "react";

const HELD_MS = 700;
const PATIENCE_MS = 8000;

const submitButtons = (form) => [...(form?.querySelectorAll('[type="submit"]') ?? [])];
const isBusy = (form) => submitButtons(form).some((button) => button.getAttribute("aria-busy") === "true");

const work = (button) => {
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-disabled", "true");
};

const rest = (form) => {
  for (const button of submitButtons(form)) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
};

const pressed = (event) => event.nativeEvent.submitter ?? submitButtons(event.currentTarget)[0];

// The second click of a double click comes after a quick answer too.
const oneClick = (event) => {
  if (event.detail > 1 && event.target.closest('[type="submit"]')) event.preventDefault();
};

/** A form answered by an event. A second submission is refused while the first is on its way: its button is busy until
    `answered` changes. When `saved` grows, the fields go back to what the server kept. */
export function EventForm({ onSubmit, saved, answered, children, ...props }) {
  const form = useRef(null);
  const heldUntil = useRef(0);
  const patience = useRef(0);
  const seen = useRef(saved);

  useEffect(() => {
    if (saved > seen.current) form.current?.reset();
    seen.current = saved;
  }, [saved]);

  useEffect(() => {
    if (answered === undefined) return;
    clearTimeout(patience.current);
    heldUntil.current = 0;
    rest(form.current);
  }, [answered]);

  const submit = (event) => {
    const sent = event.currentTarget;
    if (Date.now() < heldUntil.current || isBusy(sent)) {
      event.preventDefault();
      return;
    }
    heldUntil.current = Date.now() + HELD_MS;
    onSubmit(event);
    if (answered === undefined) return;
    work(pressed(event));
    patience.current = setTimeout(() => rest(sent), PATIENCE_MS);
  };

  return createElement("form", { ...props, ref: form, onSubmit: submit, onClick: oneClick }, children);
}

/** A form sent by the browser itself. Once sent, its button is busy until the next page is there, or this one comes back. */
export function PostForm({ children, ...props }) {
  const form = useRef(null);

  useEffect(() => {
    const back = () => rest(form.current);
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);

  const submit = (event) => {
    if (isBusy(event.currentTarget)) event.preventDefault();
    else work(pressed(event));
  };

  return createElement("form", { ...props, ref: form, onSubmit: submit }, children);
}
