// The list reloads when a mail arrives; a code is copied by one press. Without this, pages still work.
const REFRESH_MS = 1500;

if (document.querySelector("[data-refresh]")) {
  let tag = null;
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
      const found = answer.ok ? answer.headers.get("ETag") : null;
      if (tag && found && found !== tag) location.reload();
      tag = found ?? tag;
    } catch {
      // The server is away: the next round will tell.
    }
  }, REFRESH_MS);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    document.getElementById("copied").textContent = button.dataset.done;
  });
}
