// The moment that sound begins must be right to the second, also when the page took long to come: the service's time was written when the
// page was made, which is when its first byte came here, and not when its scripts had come too.

const navigation = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
const arrived = performance.timeOrigin + (navigation?.responseStart || performance.now());
let offset = (stamped(document.documentElement.dataset["now"]) ?? arrived) - arrived;
let apart = Date.now() - performance.now();

const most = 1_000; // that the computer's clock may be moved by unnoticed

function stamped(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at;
}

/** What the service's clock shows, in milliseconds. */
export function soundNow(): number {
  return Date.now() + offset;
}

/** Whether the computer's clock has been moved since this was asked last, or the computer has slept: the one looks like the other. */
export function moved(): boolean {
  const now = Date.now() - performance.now();
  const far = Math.abs(now - apart) > most;
  apart = now;
  return far;
}

/** Asks the service what time it is. The answer is by how much soundNow was wrong, in milliseconds; undefined when nobody knows. */
export async function askTime(): Promise<number | undefined> {
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10_000) });
    const came = Date.now();
    const made = stamped(/ data-now="([^"]*)"/.exec(await answer.text())?.[1]);
    if (!answer.ok || made === undefined || answer.headers.has("Samverkan-Kept")) return undefined; // an old page knows nothing of now
    const wrong = made - (came + offset);
    offset += wrong;
    return wrong;
  } catch {
    return undefined;
  }
}
