import { clock, serverNow } from "./time";
import { word } from "./words";

// Whether what the page shows is what is happening, in words, everywhere that the page wants to say it.

/** on: live; poll: asking again and again; off: no answer; signed-out: somebody has to sign in. */
export type State = "on" | "poll" | "off" | "signed-out";

let state: State = "on";
let contact = serverNow();

/** The state as it is. */
export function connection(): State {
  return state;
}

/** Notes what has been found out, and shows it. A sign of life without a new state is contact(). */
export function connected(now: State): void {
  if (now === "on" || now === "poll") contact = serverNow();
  const changed = now !== state;
  state = now;
  show();
  if (changed) document.dispatchEvent(new CustomEvent("samverkan:connection", { detail: { state } }));
}

/** Notes that the service has just been heard of. */
export function heard(): void {
  contact = serverNow();
}

function show(): void {
  const text = word(`connection.${state}`, { t: clock(contact) });
  for (const e of document.querySelectorAll<HTMLElement>("[data-connection]")) {
    e.dataset["state"] = state;
    e.dataset["contact"] = new Date(contact).toISOString();
    const words = e.querySelector("[data-words]") ?? e;
    if (words.textContent !== text) words.textContent = text;
  }
  const banner = document.getElementById("signed-out");
  if (banner && (state === "signed-out" || !banner.hidden)) banner.hidden = state !== "signed-out";
}

/** Shows the state from the beginning, and after every patch. */
export function startConnection(): void {
  if (!navigator.onLine) state = "off";
  show();
  document.addEventListener("samverkan:patched", show);
  // The outbox is another script, which meets the network on its own.
  document.addEventListener("samverkan:met", (e) => connected((e as CustomEvent<State>).detail));
}
