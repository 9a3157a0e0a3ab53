import { say } from "./say";
import { word } from "./words";

// All clocks on a page go by the service's: people in the same meeting see the same second, whatever their computers think.

const root = document.documentElement;
let offset = Date.parse(root.dataset["now"] ?? "") - Date.now();
if (Number.isNaN(offset)) offset = 0;

/** What the service's clock shows, in milliseconds. */
export function serverNow(): number {
  return Date.now() + offset;
}

const hhmmss = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const hhmm = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm", hour: "2-digit", minute: "2-digit" });

/** HH:MM in Stockholm. */
export function clock(ms: number): string {
  return hhmm.format(ms);
}

/** m:ss, or h:mm:ss. */
export function span(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

// Writing the same text again would still wake whoever watches the element.
function write(e: Element, text: string): void {
  if (e.textContent !== text) e.textContent = text;
}

function moment(e: Element, name: string): number {
  return Date.parse(e.getAttribute(name) ?? "");
}

/** Milliseconds since the element's data-since, up to its data-stop. */
function gone(e: Element, now: number): number {
  const stop = moment(e, "data-stop");
  return (Number.isNaN(stop) ? now : stop) - moment(e, "data-since");
}

function since(e: Element, now: number): void {
  const ms = gone(e, now);
  if (Number.isNaN(ms)) return;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const limit = Number(e.getAttribute("data-limit"));
  if (e instanceof HTMLProgressElement) {
    if (limit > 0) e.max = limit;
    e.value = Math.min(seconds, limit || seconds);
  } else if (e instanceof SVGElement) {
    if (limit > 0) e.setAttribute("width", `${Math.min(100, (seconds * 100) / limit)}%`);
  } else if (e instanceof HTMLTimeElement) {
    write(e, span(ms));
  }
}

function until(e: Element, now: number): void {
  const ms = moment(e, "data-until") - now;
  if (Number.isNaN(ms)) return;
  const over = ms <= -1000;
  e.classList.toggle("is-over", over);
  write(e, over ? word("time.over", { t: span(-ms) }) : span(Math.ceil(ms / 1000) * 1000));
}

/** For each timer that warns: since when it goes, and whether it had come to the warning. */
const warned = new WeakMap<Element, { since: string; past: boolean }>();

function warn(e: HTMLElement, now: number): void {
  const timer = e.hasAttribute("data-since") ? e : e.querySelector("[data-since]");
  const from = timer?.getAttribute("data-since");
  if (!timer || !from) {
    e.classList.remove("is-warn", "is-over");
    return;
  }
  const s = gone(timer, now) / 1000;
  const past = s >= Number(e.dataset["warn"]);
  e.classList.toggle("is-warn", past);
  e.classList.toggle("is-over", s >= Number(e.dataset["limit"]));
  const before = warned.get(e);
  // Only who was there before the moment hears of it: a page that is opened late has nothing to warn of.
  if (past && before && before.since === from && !before.past && e.dataset["announce"]) say(word(e.dataset["announce"]));
  warned.set(e, { since: from, past });
}

/** Sets everything that shows time. */
export function tick(): void {
  const now = serverNow();
  for (const e of document.querySelectorAll("[data-since]")) since(e, now);
  for (const e of document.querySelectorAll("[data-until]")) until(e, now);
  for (const e of document.querySelectorAll("[data-clock]")) write(e, (e.getAttribute("data-clock") === "short" ? hhmm : hhmmss).format(now));
  for (const e of document.querySelectorAll<HTMLElement>("[data-warn][data-limit]")) warn(e, now);
}

/** Keeps the clocks going. Each turn is set to the next whole second, so that they do not drift or skip. */
export function startTime(): void {
  const turn = () => {
    tick();
    setTimeout(turn, 1000 - (((serverNow() % 1000) + 1000) % 1000) + 5);
  };
  turn();
  document.addEventListener("samverkan:patched", tick);
  document.addEventListener("visibilitychange", tick);
}
