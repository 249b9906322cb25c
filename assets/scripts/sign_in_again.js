import { createElement as e, useEffect, useId, useRef, useState } from "react";
import { useCover } from "./cover.js";
import { ask } from "./doors.js";
import { askDevice, wordOf } from "./passkey.js";
import { Code, Device, Others, Password, Resend } from "./sign_in_steps.js";

const NONE = { sentence: "", field: "" };

// Whose page it was: kept out of the components, as the cover is.
let known = "";

const read = async (answering) => {
  try {
    return await answering;
  } catch (error) {
    return { failure: error instanceof SyntaxError ? "broken" : "offline" };
  }
};
const get = (door) => read(fetch(door, { headers: { Accept: "application/json" } }).then((answer) => answer.json()));
const post = (door, fields) => read(ask(door, fields));

/** The two steps of a sign-in, at the doors of its pages, without leaving this one. */
function Steps({ email, doors, words, methods, looks, returning, comeBack }) {
  const [step, setStep] = useState(null); // null: the password is asked for
  const [refusal, setRefusal] = useState(NONE);
  const [busy, setBusy] = useState(""); // which button is at work
  const [turns, setTurns] = useState(0); // how many times there was something new to look at
  const title = useRef(null);
  const field = useRef(null);
  const device = useRef(null); // what stops asking the device
  const runs = useRef(0);
  const id = useId();
  const said = step ? methods[step.method] : words;

  // At first the title: whoever was typing elsewhere would go on typing in the password.
  useEffect(() => {
    title.current.focus();
    return () => device.current?.abort();
  }, []);
  useEffect(() => {
    if (!turns) return;
    field.current?.focus();
    field.current?.select?.();
  }, [turns]);

  const show = (next, refused = NONE) => {
    setStep(next);
    setRefusal(refused);
    setTurns((before) => before + 1);
  };
  const fail = (word) => show(step, { ...NONE, sentence: words[word] });

  /** Goes where a door leads: to the second step, back to the first, or into the page. */
  const follow = async ({ failure, refusal: refused, to }) => {
    if (failure) fail(failure);
    else if (refused) show(to === doors.page ? step : null, refused);
    else if (to === doors.page) {
      const next = await get(doors.step);
      if (next.failure) fail(next.failure);
      else if (next.is_open) show({ ...next, at: Date.now() });
      else show(null, { ...NONE, sentence: words.broken });
    } else comeBack();
  };

  const run = async (button, work) => {
    // A device that does not answer holds nobody up: another method may be chosen.
    if ((busy && !device.current) || returning) return;
    device.current?.abort();
    const mine = ++runs.current;
    setBusy(button);
    setRefusal(NONE);
    await work();
    if (mine === runs.current) setBusy("");
  };
  const send = (button, door, fields) => run(button, async () => follow(await post(door, fields)));

  const submit = (door) => (event) => {
    event.preventDefault();
    send("submit", door, new FormData(event.currentTarget));
  };

  const ask = (event) => {
    event.preventDefault();
    if (device.current) return;
    const fields = new FormData(event.currentTarget);
    run("submit", async () => {
      if (!window.PublicKeyCredential) return fail("unsupported");
      const options = await post(doors.challenge, {});
      if (options.failure || options.to) return follow(options);
      const { signal } = (device.current = new AbortController());
      try {
        fields.set("passkey", await askDevice("get", options, signal));
      } catch (error) {
        return signal.aborted ? undefined : fail(wordOf(error));
      } finally {
        device.current = null;
      }
      return follow(await post(doors.code, fields));
    });
  };

  const shared = { id, field, step, said, refusal, busy: returning ? "submit" : busy, returning, words, methods, looks, doors };
  return e(
    "div",
    { className: looks.card },
    e(
      "div",
      { className: looks.head },
      e("h1", { id: `${id}-title`, ref: title, tabIndex: -1, "data-landing": "", className: looks.title }, said.title),
      e("p", { className: looks.lead }, said.lead.replace("{address}", step?.masked_email)),
    ),
    !step && e(Password, { ...shared, email, onSubmit: submit(doors.password) }),
    step?.method === "passkey" && e(Device, { ...shared, onSubmit: ask }),
    step && step.method !== "passkey" && e(Code, { ...shared, key: step.method, onSubmit: submit(doors.code) }),
    step?.method === "mail" && e(Resend, { ...shared, onClick: () => send("resend", doors.resend, {}) }),
    step?.others.length > 0 && e(Others, { ...shared, onChoose: (method) => send(method, doors.method, { method }) }),
  );
}

/** What covers a page whose session is over, and the way back in. The child is the mark, drawn on top. */
export function SignInAgain({ over, back, email, hidden, children, ...props }) {
  known = email || known;
  const { covered, cover, returning, comeBack } = useCover({ over, back, hidden });
  const { doors, words, looks } = props;
  return e(
    "dialog",
    { ...cover, className: looks.cover, "aria-label": words.title },
    covered &&
      e(
        "div",
        { className: looks.page },
        e("div", { className: looks.mark }, children),
        e(Steps, { ...props, email: known, returning, comeBack }),
        e("p", { className: looks.ways }, e("a", { href: doors.entry, className: looks.link }, words.another)),
      ),
  );
}
