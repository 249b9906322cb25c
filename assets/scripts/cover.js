import { useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";

const CHANNEL = "session";
const RETRY_MS = 500;
const LOOK_MS = 1000;

// Kept out of the components: with the Back button another page is drawn beneath, and stays covered.
let remembered = false;

/** Keeps the page connected: told to leave (its session was renewed, its cookie is another), it comes back by itself.

    Covers the page from the moment its session is `over` until someone is signed in and what they may see is there
    (`back`). Nothing beneath is seen, reached, found or printed meanwhile; nothing typed there is lost. */
export function useCover({ over, back, hidden }) {
  const [addEvents] = useContext(EventLoopContext);
  const [covered, setCovered] = useState(remembered);
  const [returning, setReturning] = useState(false);
  const dialog = useRef(null);

  useLayoutEffect(() => {
    if (over) setCovered(true);
    else if (back) setCovered(false);
  }, [over, back]);

  useLayoutEffect(() => {
    remembered = covered;
    if (!covered) return;
    const cover = dialog.current;
    cover.showModal();
    document.body.classList.add(hidden);
    return () => {
      setReturning(false);
      // First what is beneath: the focus goes back to where it was.
      document.body.classList.remove(hidden);
      cover.close();
    };
  }, [covered, hidden]);

  useEffect(() => {
    // Adding no event at all only opens the socket again if it is closed: with the cookies of the moment.
    const knock = () => addEvents([]);
    if (!covered) {
      const look = setInterval(knock, LOOK_MS);
      return () => clearInterval(look);
    }
    const others = new BroadcastChannel(CHANNEL);
    others.onmessage = knock;
    window.addEventListener("focus", knock);
    // Another tab may have been signed in already: its cookie was on its way when this page was told.
    const once = setTimeout(knock, LOOK_MS);
    let retry;
    if (returning) {
      others.postMessage("");
      knock();
      // A socket that was on its way with the old cookies is closed first.
      retry = setInterval(knock, RETRY_MS);
    }
    return () => {
      others.close();
      window.removeEventListener("focus", knock);
      clearTimeout(once);
      clearInterval(retry);
    };
  }, [covered, returning]);

  const stay = (event) => event.preventDefault();
  return {
    covered,
    returning,
    comeBack: () => setReturning(true),
    cover: {
      ref: dialog,
      closedby: "none",
      onCancel: stay,
      onKeyDown: (event) => event.key === "Escape" && stay(event),
      // Some browsers close a dialog whatever they are told.
      onClose: () => remembered && dialog.current?.showModal(),
    },
  };
}
