import { workerURL } from "./trusted";

// The page's side of the service worker.

const keepEvery = 120_000;

/** Registers the worker, and tells it who is signed in, so that nothing of anybody else's is kept. */
export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(workerURL());
    const ready = await navigator.serviceWorker.ready;
    const root = document.documentElement;
    ready.active?.postMessage({ type: "member", member: root.dataset["member"] ?? "" });
    if (!root.hasAttribute("data-keep")) return;
    // What comes through the worker it keeps itself. A page that was opened before there was one is kept too, and what is kept does not
    // get old.
    const keep = () => ready.active?.postMessage({ type: "keep", url: location.href });
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (!navigation?.workerStart) keep();
    setInterval(keep, keepEvery);
  } catch {
    // A browser that allows no worker (private windows, policies) has a page without one.
  }
}

/** Throws away everything that the worker keeps of anybody, and waits until that is done. */
export async function forget(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  const worker = registration?.active;
  if (!worker) return;
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    setTimeout(resolve, 3000); // signing out is not to wait for it longer
    worker.postMessage({ type: "forget" }, [port2]);
  });
}
