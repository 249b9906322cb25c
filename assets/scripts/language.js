import { useEffect } from "react";

/** Tells the document which language it speaks, and its title in that language. */
export function DocumentLanguage({ lang, title }) {
  useEffect(() => {
    if (lang) document.documentElement.lang = lang;
    if (title) document.title = title;
  }, [lang, title]);
  return null;
}
