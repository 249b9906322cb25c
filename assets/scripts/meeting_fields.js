import { createElement, useEffect, useRef } from "react";

const put = (control, value) => {
  if (!control || control.value === value) return;
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
};

const chosen = (form, name) => form.querySelector(`input[name="${name}"]:checked`);

/** The fields of an appointment, which help one another. A type sets the length and how people meet, unless a length was
    typed or drawn (`keepsLength`). Each way to meet has its own place: by telephone, the number of the patient is proposed,
    that of the one chosen or `phone`. A button that holds a day and a time puts them in their fields. */
export function MeetingFields({ phone, keepsLength, children, ...props }) {
  const box = useRef(null);
  const hasLength = useRef(keepsLength);
  const mode = useRef("");
  const places = useRef({}); // what stood in the place for each way to meet
  const proposed = useRef("");

  const settle = (form) => {
    const { place } = form.elements;
    if (!place) return;
    const before = mode.current;
    mode.current = chosen(form, "mode")?.value ?? "";
    if (before && mode.current !== before) {
      places.current[before] = place.value;
      put(place, places.current[mode.current] ?? "");
    }
    if (mode.current !== "phone" || (place.value && place.value !== proposed.current)) return;
    proposed.current = chosen(form, "patient")?.dataset.phone ?? phone ?? "";
    put(place, proposed.current);
  };

  const changed = ({ target }) => {
    const { form } = target;
    if (target.name === "minutes") hasLength.current = true;
    if (target.name === "type") {
      if (!hasLength.current) put(form.elements.minutes, target.dataset.minutes);
      const mode = form.querySelector(`input[name="mode"][value="${target.dataset.mode}"]`);
      if (mode) mode.checked = true;
    }
    if (["type", "mode", "patient"].includes(target.name)) settle(form);
  };

  const clicked = ({ target }) => {
    const slot = target.closest("[data-day]");
    if (!slot) return;
    const { elements } = slot.form;
    put(elements.day, slot.dataset.day);
    put(elements.time, slot.dataset.time);
    elements.time.focus();
  };

  useEffect(() => settle(box.current.closest("form")), [phone]);

  return createElement("div", { ...props, ref: box, onChange: changed, onClick: clicked }, children);
}

/** A button that sends the form with something to say: the field `name` holds `value` for this sending alone. */
export function SubmitSaying({ name, value, children, ...props }) {
  const said = useRef(null);
  const say = () => {
    said.current.value = value;
    setTimeout(() => said.current && (said.current.value = ""));
  };
  return createElement(
    "span",
    { className: "contents" },
    createElement("input", { ref: said, type: "hidden", name, defaultValue: "" }),
    value ? createElement("button", { ...props, type: "submit", onClick: say }, children) : null,
  );
}
