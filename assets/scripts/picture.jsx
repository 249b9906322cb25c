import { lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from "react";

import { upload } from "./uploads.js";

// Fetched only once a picture is chosen.
const Cropper = lazy(() => import("react-easy-crop"));

const MOST_BYTES = 10 * 1024 * 1024;
const ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif";
const MOST_ZOOM = 4;

const canBeShown = (address) =>
  new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = address;
  });

/** Sends the picture and the square chosen in it, in pixels of the picture. */
const send = async (door, file, square, onProgress) => {
  const body = new FormData();
  for (const [side, pixels] of Object.entries(square ?? {})) body.append(side, String(Math.round(pixels)));
  body.append("picture", file);
  const { status, answer } = await upload(door, body, onProgress);
  return { ok: status === 200 && answer.ok === true, answer };
};

/** A picture: the one in use, a way to choose another, the square to keep of it, and its way to the server. */
export function PictureField({ name, uploadUrl, words, looks, shape, serial, onDone, onRefused, children }) {
  const [chosen, setChosen] = useState(null); // { file, address, shown }
  const [place, setPlace] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [square, setSquare] = useState(null);
  const [progress, setProgress] = useState(null); // 0…1 while it is sent
  const [refusal, setRefusal] = useState("");
  const [reference, setReference] = useState("");
  const input = useRef(null);
  const panel = useRef(null);
  const id = useId();
  const sending = progress !== null;

  useEffect(() => () => chosen && URL.revokeObjectURL(chosen.address), [chosen]);
  const wasChosen = useRef(false);
  useEffect(() => {
    if (chosen) panel.current?.focus();
    else if (wasChosen.current) input.current?.focus();
    wasChosen.current = chosen !== null;
  }, [chosen]);
  // The server has kept it, or given it up: the form carries it no more.
  const seen = useRef(serial);
  useEffect(() => {
    if (serial > seen.current) setReference("");
    seen.current = serial;
  }, [serial]);

  const forget = () => {
    setChosen(null);
    setSquare(null);
    setPlace({ x: 0, y: 0 });
    setZoom(1);
    if (input.current) input.current.value = "";
  };

  const refuse = (sentence, answer) => {
    forget();
    setRefusal(sentence);
    onRefused?.(answer);
  };

  const choose = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    setRefusal("");
    if (file.size > MOST_BYTES) {
      refuse(words.tooLarge, { sentence: words.tooLarge, field: name });
      return;
    }
    const address = URL.createObjectURL(file);
    setChosen({ file, address, shown: await canBeShown(address) });
  };

  const keep = async () => {
    if (sending) return;
    setProgress(0);
    const { ok, answer } = await send(uploadUrl, chosen.file, chosen.shown ? square : null, setProgress);
    setProgress(null);
    if (!ok) {
      const sentence = answer.sentence ?? words.failed;
      refuse(sentence, { field: name, ...answer, sentence });
      return;
    }
    setReference(answer.picture ?? "");
    forget();
    onDone?.(answer.picture ?? "");
  };

  const moved = useCallback((_share, pixels) => setSquare(pixels), []);

  return (
    <div className={looks.frame}>
      <input type="hidden" name={name} value={reference} />
      <div className={looks.row}>
        {children}
        <div className={looks.choice}>
          <label className={looks.chooser} aria-disabled={sending || undefined}>
            {words.choose}
            <input
              ref={input}
              id={`field-${name}`}
              type="file"
              accept={ACCEPTED}
              className="sr-only"
              disabled={sending}
              aria-describedby={`${id}-hint ${id}-refusal`}
              aria-invalid={refusal ? "true" : undefined}
              onChange={choose}
            />
          </label>
          <p id={`${id}-hint`} className={looks.hint}>
            {words.hint}
          </p>
        </div>
      </div>
      <p id={`${id}-refusal`} role="alert" className={refusal ? looks.refusal : "sr-only"}>
        {refusal}
      </p>
      {chosen && (
        <div ref={panel} tabIndex={-1} role="group" aria-label={words.crop} data-landing="" className={looks.panel}>
          {chosen.shown ? (
            <>
              <p>{words.help}</p>
              <div className={looks.stage}>
                <Suspense fallback={null}>
                  <Cropper
                    image={chosen.address}
                    crop={place}
                    zoom={zoom}
                    maxZoom={MOST_ZOOM}
                    aspect={1}
                    cropShape={shape}
                    showGrid={false}
                    keyboardStep={8}
                    zoomWithScroll={false}
                    mediaProps={{ alt: "" }}
                    cropperProps={{ role: "application", "aria-label": words.move }}
                    onCropChange={setPlace}
                    onZoomChange={setZoom}
                    onCropAreaChange={moved}
                  />
                </Suspense>
              </div>
              <label className={looks.zoom}>
                <span>{words.zoom}</span>
                <input
                  type="range"
                  min={1}
                  max={MOST_ZOOM}
                  step={0.05}
                  value={zoom}
                  aria-valuetext={`${Math.round(zoom * 100)} %`}
                  onChange={(event) => setZoom(Number(event.target.value))}
                />
              </label>
            </>
          ) : (
            <p>{words.unseen}</p>
          )}
          {sending && <progress className={looks.progress} value={progress} aria-label={words.sending} />}
          <div className={looks.actions}>
            <button type="button" className={looks.keep} onClick={keep} aria-busy={sending} aria-disabled={sending}>
              <span className={looks.idle}>{words.keep}</span>
              <span className={looks.busy}>
                <span className="spinner" />
                {words.sending}
              </span>
            </button>
            <button type="button" className={looks.cancel} onClick={forget} disabled={sending}>
              {words.cancel}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
