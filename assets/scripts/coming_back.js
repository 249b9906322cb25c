import { useEffect, useRef } from "react";

/** Tells the server that the reader came back to a tab left behind: what it shows may have aged. */
export function ComingBack({ onReturn }) {
  const tell = useRef(onReturn);
  tell.current = onReturn;
  useEffect(() => {
    const look = () => {
      if (!document.hidden) tell.current?.();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return null;
}
