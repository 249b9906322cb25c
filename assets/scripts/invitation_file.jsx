import { useId, useRef, useState } from "react";

import { upload } from "./uploads.js";

const MOST_BYTES = 2 * 1024 * 1024;
const ACCEPTED = ".csv,.tsv,.txt,text/csv,text/tab-separated-values";

const send = (door, file, onProgress) => {
  const body = new FormData();
  body.append("file", file);
  return upload(door, body, onProgress);
};

/** A list to choose: it is sent as soon as it is chosen, and what is wrong with it is said in place. */
export function InvitationFile({ door, words, looks, onRead, onLost }) {
  const [progress, setProgress] = useState(null); // 0…1 while it is sent, 1 while it is read
  const [refusal, setRefusal] = useState(null); // { name, sentence }
  const input = useRef(null);
  const id = useId();
  const sending = progress !== null;

  const refuse = (file, sentence) => setRefusal({ name: file.name, sentence });

  const choose = async (event) => {
    const [file] = event.target.files;
    if (!file || sending) return;
    setRefusal(null);
    if (file.size > MOST_BYTES) refuse(file, words.tooHeavy);
    else {
      setProgress(0);
      const { status, answer } = await send(door, file, setProgress);
      setProgress(null);
      if (answer.ok) onRead();
      else refuse(file, answer.sentence ?? words.failed);
      if (status === 401) onLost();
    }
    // The same file, once mended, can be chosen again.
    if (input.current) input.current.value = "";
  };

  return (
    <div className={looks.frame}>
      <div className={looks.row}>
        <label className={looks.chooser} aria-disabled={sending || undefined}>
          <span>{sending ? words.reading : words.choose}</span>
          <input
            ref={input}
            id="field-file"
            type="file"
            accept={ACCEPTED}
            className="sr-only"
            aria-disabled={sending || undefined}
            onClick={(event) => sending && event.preventDefault()}
            aria-describedby={`${id}-hint ${id}-refusal`}
            aria-invalid={refusal ? "true" : undefined}
            onChange={choose}
          />
        </label>
        <p id={`${id}-hint`} className={looks.hint}>
          {words.hint}
        </p>
      </div>
      {sending && <progress className={looks.progress} value={progress < 1 ? progress : undefined} aria-label={words.reading} />}
      <div id={`${id}-refusal`} role="alert" className={refusal ? looks.refusal : "sr-only"}>
        {refusal && (
          <>
            <p>
              <bdi className={looks.name}>{refusal.name}</bdi>
            </p>
            <p>{refusal.sentence}</p>
          </>
        )}
      </div>
    </div>
  );
}
