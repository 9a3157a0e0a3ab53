// How much is unread, on a page that stands open. The page has the number as it was when it was made; here it is asked for now and then,
// while somebody looks.

const each = 60_000;

const link = document.querySelector<HTMLElement>("[data-inbox]");
const count = link?.querySelector<HTMLElement>("[data-inbox-count]");
if (link && count) {
  setInterval(() => void look(count), each);
  document.addEventListener("visibilitychange", () => void look(count));
}

async function look(count: HTMLElement): Promise<void> {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch("/inbox/count", { headers: { Accept: "text/plain" } });
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/plain")) return;
    const n = Number(await answer.text());
    if (!Number.isInteger(n)) return;
    count.textContent = n >= 100 ? "99+" : String(n);
    if (count.parentElement) count.parentElement.hidden = n === 0;
  } catch {
    // Without a network the number stays as it was.
  }
}
