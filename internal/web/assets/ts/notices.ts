// Turning on notices in this browser, on the page of settings. The rest of that page needs no script.

const place = document.querySelector<HTMLElement>("[data-push]");
if (place) void look(place);

type Standing = "unsupported" | "install" | "blocked" | "failed" | "on" | "off";

/** Shows what fits how things stand, and nothing of the rest. */
function show(place: HTMLElement, ...standings: Standing[]): void {
  for (const e of place.querySelectorAll<HTMLElement>("[data-push-when]")) e.hidden = !standings.includes(e.dataset["pushWhen"] as Standing);
}

async function look(place: HTMLElement): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    // iPhones and iPads have it only for what stands on the home screen.
    return show(place, /iPhone|iPad/.test(navigator.userAgent) ? "install" : "unsupported");
  }
  place.querySelector("form")?.addEventListener("submit", (e) => {
    e.preventDefault();
    void turnOn(place, e.target as HTMLFormElement);
  });
  if (Notification.permission === "denied") return show(place, "blocked");
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.getSubscription();
  const row = subscription && document.querySelector(`[data-device="${await digest(subscription.endpoint)}"]`);
  if (subscription && !row) await subscription.unsubscribe(); // it was turned off elsewhere, or was somebody else's
  const here = row?.querySelector<HTMLElement>("[data-here]");
  if (here) here.hidden = false;
  show(place, row && Notification.permission === "granted" ? "on" : "off");
}

/** By this the service tells which row is which browser, without saying where its notices go. */
async function digest(text: string): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(sum, 0, 16), (b) => b.toString(16).padStart(2, "0")).join("");
}

async function turnOn(place: HTMLElement, form: HTMLFormElement): Promise<void> {
  const button = form.querySelector("button");
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return show(place, answer === "denied" ? "blocked" : "off");
    const { pushManager } = await navigator.serviceWorker.ready;
    const key = bytes(place.dataset["push"] ?? "");
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = subscription.toJSON();
    const member = field(form, "member").value;
    field(form, "endpoint").value = endpoint ?? "";
    field(form, "p256dh").value = keys?.["p256dh"] ?? "";
    field(form, "auth").value = keys?.["auth"] ?? "";
    await caches.open(`push ${member}`); // so that the worker knows whose notices they are
    form.submit();
  } catch {
    show(place, "failed", "off");
  } finally {
    button.disabled = false;
  }
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}
