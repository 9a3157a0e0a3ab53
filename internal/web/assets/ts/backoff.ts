// When to try again. The whole time is random (full jitter), so that a thousand pages that lost the same service do not come back together.

/** Gives how long to wait, in milliseconds, after so many failures in a row. */
export function backoff(failures: number, most: number, first = 1000): number {
  return Math.random() * Math.min(most, first * 2 ** Math.min(failures, 20));
}

/** Waits; less when the network or the reader comes back, when something else has reached the service, or when the signal says stop. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", soon);
      document.removeEventListener("samverkan:reached", soon);
      document.removeEventListener("visibilitychange", seen);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const soon = () => setTimeout(done, Math.random() * 1000);
    const seen = () => {
      if (document.visibilityState === "visible") soon();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", soon);
    document.addEventListener("samverkan:reached", soon);
    document.addEventListener("visibilitychange", seen);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}

/** What an answer says in Retry-After, in milliseconds; 0 when it says nothing. */
export function retryAfter(r: Response): number {
  const s = Number(r.headers.get("Retry-After"));
  return Number.isFinite(s) && s > 0 ? Math.min(s, 300) * 1000 : 0;
}
