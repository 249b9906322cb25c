import { Children, useEffect, useRef, useState } from "react";

import { ask } from "./doors.js";

const PATIENCE_MS = 15_000;

/** Asks for the key of an app: only this page ever holds it. Answers undefined when the page is being left. */
const askKey = async (door) => {
  const { to, refusal, ...setup } = await ask(door, {}, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (refusal) throw new Error(refusal.sentence);
  if (!to) return setup;
  location.assign(to);
};

/** What an authenticator app must know: a QR code, the same key to type or paste, and a link for an app on this device.
    Children: what to show when it does not come (a press on `data-retry` asks again), then the button that copies the key. */
export function AuthenticatorKey({ door, keyId, words, looks, children }) {
  const [setup, setSetup] = useState(null); // { key, uri, qr }
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const frame = useRef(null);
  const [failure, copy] = Children.toArray(children);

  useEffect(() => {
    let left = false;
    askKey(door).then(
      (found) => left || (found && setSetup(found)),
      () => left || setFailed(true),
    );
    return () => {
      left = true;
    };
  }, [door, tries]);

  const retry = (event) => {
    if (!event.target.closest("[data-retry]")) return;
    frame.current.focus(); // the button goes
    setFailed(false);
    setTries(tries + 1);
  };

  const room = setup ? "" : looks.room;
  return (
    <div ref={frame} tabIndex={-1} data-landing="" aria-busy={!setup && !failed} onClick={retry}>
      <p role="status" className="sr-only">
        {setup || failed ? "" : words.waiting}
      </p>
      {failed ? (
        failure
      ) : (
        <div className={looks.frame}>
          <div className={`${looks.here} ${room}`}>
            <a href={setup?.uri} className={looks.open}>
              {words.open}
            </a>
          </div>
          {setup ? (
            <img src={setup.qr} alt={words.qr} width="240" height="240" className={looks.qr} />
          ) : (
            <div aria-hidden="true" className={looks.qrWaiting} />
          )}
          <div className={looks.typed}>
            <p>{words.orType}</p>
            <p className={looks.name}>{words.key}</p>
            {setup ? (
              <code id={keyId} data-copy={setup.key} translate="no" className={looks.key}>
                {setup.key.match(/.{1,4}/g).join(" ")}
              </code>
            ) : (
              <div aria-hidden="true" className={looks.keyWaiting} />
            )}
            <div className={room}>{copy}</div>
          </div>
        </div>
      )}
    </div>
  );
}
