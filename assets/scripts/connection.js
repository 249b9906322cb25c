import { createElement, useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";

const FELT_MS = 1000;
const RELIEF_MS = 4000;

/** Says that the connection is cut, only once it is felt, then that it is back; then nothing. */
export function ConnectionBanner({ lost, back, lostClassName, backClassName, ...props }) {
  const [, errors] = useContext(EventLoopContext);
  const [offline, setOffline] = useState(false);
  const [phase, setPhase] = useState("well");
  const cut = offline || errors.length > 0;

  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);

  useEffect(() => {
    if (cut) {
      const felt = setTimeout(() => setPhase("lost"), FELT_MS);
      return () => clearTimeout(felt);
    }
    setPhase((before) => (before === "lost" ? "back" : before));
    const relief = setTimeout(() => setPhase("well"), RELIEF_MS);
    return () => clearTimeout(relief);
  }, [cut]);

  const said = { lost: [lost, lostClassName], back: [back, backClassName] }[phase];
  return createElement(
    "div",
    { ...props, role: "status" },
    said && createElement("p", { className: said[1] }, said[0]),
  );
}
