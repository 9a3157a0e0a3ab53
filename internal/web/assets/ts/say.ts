import { count } from "./words";

// Screen readers read every change of a live region to its end. A meeting where much happens would talk without pause, so what is
// said is said at most every third second: the latest, and how much more there was.

const every = 3000;

let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let saidAt = -Infinity;
let odd = false;

/** Says something in the page's live region, now or when it is time. */
export function say(text: string): void {
  text = text.trim();
  if (!text || !document.getElementById("say")) return;
  waiting.push(text);
  timer ??= setTimeout(speak, Math.max(50, saidAt + every - performance.now()));
}

function speak(): void {
  timer = undefined;
  const region = document.getElementById("say");
  const latest = waiting.at(-1);
  if (!region || latest === undefined) return;
  const more = new Set(waiting).size - 1;
  waiting = [];
  saidAt = performance.now();
  odd = !odd; // the same words again are a change only when something differs
  region.textContent = (more > 0 ? `${latest} ${count("say.more", more)}` : latest) + (odd ? "\u00a0" : "");
}
