import { openQueue } from "./queue";
import { forget } from "./worker";

// Whoever leaves a shared computer leaves nothing readable behind, and loses nothing without knowing.

/** Takes care of every form that signs out. */
export function startSignOut(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-sign-out")) return;
    e.preventDefault();
    void leave(form);
  });
}

async function leave(form: HTMLFormElement): Promise<void> {
  const queue = await openQueue(document.documentElement.dataset["member"] ?? "").catch(() => undefined);
  const waiting = queue ? await queue.count() : 0;
  const answer = waiting > 0 ? await ask(waiting) : "keep";
  if (answer === "stay") return;
  if (answer === "throw") await queue?.clear();
  else await queue?.clearDrafts();
  await forget();
  document.dispatchEvent(new Event("samverkan:leaving")); // it has been asked about; the browser need not
  form.submit(); // past this listener
}

/** Asks what becomes of what has not been sent. Without a dialog on the page it stays. */
function ask(waiting: number): Promise<string> {
  const dialog = document.getElementById("unsent");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve("keep");
  for (const e of dialog.querySelectorAll("[data-count]")) e.textContent = String(waiting);
  return new Promise((resolve) => {
    const chosen = (e: Event) => {
      const button = e.target instanceof Element ? e.target.closest<HTMLElement>("[data-unsent]") : null;
      if (!button) return;
      dialog.returnValue = button.dataset["unsent"]!;
      dialog.close(dialog.returnValue);
    };
    dialog.returnValue = "";
    dialog.addEventListener("click", chosen);
    dialog.addEventListener(
      "close",
      () => {
        dialog.removeEventListener("click", chosen);
        resolve(dialog.returnValue || "stay"); // Escape changes nothing
      },
      { once: true },
    );
    dialog.showModal();
  });
}
