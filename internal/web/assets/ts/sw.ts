/// <reference lib="webworker" />

// The service worker: assets that never change from the cache, the secretary's and the leader's page when the network is gone, and for
// every other page one that says that there is none. Nothing else is kept. And the notices that this browser has been asked to show.

declare const BUILD: string; // set when it is bundled, so that every build is another worker

const worker = self as unknown as ServiceWorkerGlobalScope;
const assets = "assets";
const shell = `shell-${BUILD}`;
const keptPrefix = "kept ";
const pushPrefix = "push "; // an empty cache, in whose name stands who this browser shows notices for
const offline = "/offline";
const hashed = /^\/assets\/[^/]+\.[0-9a-f]{8,64}\.\w+$/;
const room = /^\/conferences\/[^/]+\/room$/;
const patience = 3000;
const most = 100; // assets kept: those of several builds

worker.addEventListener("install", (e) => {
  e.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (e) => {
  e.waitUntil(tidy().then(() => worker.clients.claim()));
});

worker.addEventListener("message", (e) => {
  const m = e.data as { type?: string; member?: string; url?: string };
  if (m.type === "forget") e.waitUntil(forget("").then(() => e.ports[0]?.postMessage("done")));
  if (m.type === "member" && m.member) e.waitUntil(forget(m.member));
  if (m.type === "keep" && m.url) e.waitUntil(refresh(new URL(m.url, worker.location.origin)).catch(() => undefined));
});

worker.addEventListener("push", (e) => {
  e.waitUntil(show(e.data));
});

worker.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(e.action ? acknowledge(e.notification) : open(placeOf(e.notification)));
});

worker.addEventListener("pushsubscriptionchange", (e) => {
  e.waitUntil(renew(e));
});

worker.addEventListener("fetch", (e) => {
  const { request } = e;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (hashed.test(url.pathname)) e.respondWith(asset(request));
  else if (request.mode === "navigate") e.respondWith(room.test(url.pathname) ? roomPage(e) : page(request));
});

/** An asset has its content in its name: what is in the cache is right for ever. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(assets);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") {
    await cache.put(request.url, answer.clone());
    const keys = await cache.keys(); // oldest first
    for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old);
  }
  return answer;
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match(offline, { cacheName: shell })) ?? Promise.reject(error);
  }
}

/** A page of the meeting: the network's when it answers in time, else the one that was kept. A proxy's word that the service is away is no answer. */
async function roomPage(e: FetchEvent): Promise<Response> {
  const fresh = current(e.request.url, e.request).then(async (answer) => {
    await keep(e.request.url, answer.clone());
    return answer;
  });
  e.waitUntil(fresh.catch(() => undefined)); // also when it comes too late to be shown
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience));
  const first = await Promise.race([fresh, late]).catch(() => undefined);
  if (first && first.status < 500) return first;
  return (await kept(e.request.url)) ?? fresh.catch(() => page(e.request));
}

/** Fetches a page that is open, so that what is kept of it is not from when it was opened. */
async function refresh(url: URL): Promise<void> {
  if (url.origin !== worker.location.origin || !room.test(url.pathname)) return;
  await keep(url.href, await current(url.href, new Request(url, { headers: { Accept: "text/html" } })));
}

/** The page as it is now. When an earlier edition is kept, only what differs from it comes over the line. */
async function current(url: string, request: Request): Promise<Response> {
  const old = await find(url);
  const have = old?.headers.get("Samverkan-Digest");
  if (!old || !have) return fetch(request);
  const answer = await fetch(url, { headers: { Accept: "text/html", "Samverkan-Have": have }, redirect: "manual" });
  if (answer.headers.get("Content-Type") !== "application/vnd.samverkan.delta+json") return answer;
  const body = renewed(new Uint8Array(await old.arrayBuffer()), (await answer.json()) as (number | string)[]);
  const digest = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", body)), (b) => b.toString(16).padStart(2, "0")).join("");
  if (digest !== answer.headers.get("Samverkan-Digest")) return fetch(request); // what was kept is not what the service sent
  const headers = new Headers(answer.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(body, { headers });
}

/** Makes the page of the earlier one: two numbers copy so many bytes of it from there, and a string is itself. */
function renewed(old: Uint8Array, parts: (number | string)[]): Uint8Array<ArrayBuffer> {
  const out: Uint8Array[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (typeof part === "string") out.push(new TextEncoder().encode(part));
    else if (part !== undefined) out.push(old.subarray(part, part + Number(parts[++i])));
  }
  const body = new Uint8Array(out.reduce((sum, b) => sum + b.length, 0));
  let at = 0;
  for (const b of out) {
    body.set(b, at);
    at += b.length;
  }
  return body;
}

/** Keeps a page when it says itself that it may be kept, for the member that it says it is made for. */
async function keep(url: string, answer: Response): Promise<void> {
  if (!answer.ok || answer.redirected) return;
  const body = await answer.text();
  const tag = /<html\b[^>]*>/.exec(body)?.[0] ?? "";
  const member = / data-member="([^"]+)"/.exec(tag)?.[1];
  if (!member || !/ data-keep[\s=>]/.test(tag)) return;
  await forget(member);
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding"); // it has been unpacked
  headers.delete("Content-Length");
  headers.set("Samverkan-Kept", String(Date.now()));
  const cache = await caches.open(keptPrefix + member);
  await cache.put(url, new Response(body, { headers }));
  await keepAssets(body);
}

/** What is kept of a page. */
async function find(url: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    const answer = name.startsWith(keptPrefix) && (await caches.match(url, { cacheName: name }));
    if (answer) return answer;
  }
  return undefined;
}

/** Gives the kept page, saying in it how old it is, and with its clock moved on as long. */
async function kept(url: string): Promise<Response | undefined> {
  const answer = await find(url);
  if (!answer) return undefined;
  const at = Number(answer.headers.get("Samverkan-Kept"));
  const html = (await answer.text()).replace(/<html\b[^>]*>/, (tag) =>
    tag
      .replace(/ data-now="([^"]*)"/, (all, now: string) => {
        const then = Date.parse(now);
        return Number.isNaN(then) ? all : ` data-now="${new Date(then + Date.now() - at).toISOString()}"`;
      })
      .replace(/>$/, ` data-stale="${new Date(at).toISOString()}">`),
  );
  return new Response(html, { headers: answer.headers });
}

/** Throws away the pages kept for others than a member, and ends their notices in this browser; for "" everybody's. */
async function forget(member: string): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(keptPrefix) && name !== keptPrefix + member) await caches.delete(name);
    if (name.startsWith(pushPrefix) && name !== pushPrefix + member) {
      await (await worker.registration.pushManager.getSubscription())?.unsubscribe();
      await caches.delete(name);
    }
  }
}

/** What the service sends; its words are in the reader's language. */
interface Notice {
  id?: string;
  title?: string;
  text?: string;
  link?: string;
  language?: string;
  alarm?: boolean;
  acknowledge?: string;
  acknowledged?: string;
}

/** Shows a notice. A browser that is given one must show something, also when it cannot be read. */
async function show(data: PushMessageData | null): Promise<void> {
  let n: Notice = {};
  try {
    n = (data?.json() ?? {}) as Notice;
  } catch {
    // what is not ours has nothing to say
  }
  const button = n.acknowledge && n.link ? [{ action: "acknowledge", title: n.acknowledge }] : [];
  await notify(n, n.text ?? "", button);
}

/** Puts a notice on the screen, in place of the same one if that is there. An alarm stays until somebody has seen to it. */
function notify(n: Notice, text: string, actions: { action: string; title: string }[]): Promise<void> {
  const options = { body: text, data: n, tag: n.id ?? "", lang: n.language ?? "", requireInteraction: Boolean(n.alarm) && actions.length > 0, actions };
  return worker.registration.showNotification(n.title ?? "Samverkan", options);
}

/** Where a notice leads, on this service and nowhere else. */
function placeOf(notification: Notification): string {
  const { link } = (notification.data ?? {}) as Notice;
  const url = new URL(link ?? "/", worker.location.origin);
  return worker.location.origin + url.pathname + url.search;
}

/** Acknowledges by the link of the notice. What cannot be acknowledged so is opened instead, and says why. */
async function acknowledge(notification: Notification): Promise<void> {
  const place = placeOf(notification);
  try {
    const answer = await fetch(place, { method: "POST", body: new URLSearchParams({ reply: "acknowledged" }) });
    if (answer.ok && new URL(answer.url).searchParams.get("done") === "acknowledged") {
      const n = notification.data as Notice;
      return await notify(n, [n.acknowledged, n.text].filter(Boolean).join(". "), []);
    }
  } catch {
    // without a network the page says so
  }
  return open(place);
}

async function open(place: string): Promise<void> {
  for (const w of await worker.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (w.url.split("#")[0] === place) return void (await w.focus());
  }
  await worker.clients.openWindow(place);
}

/** The browser has new keys: the service is told of them, for the member that the old ones were for. */
async function renew(e: PushSubscriptionChangeEvent): Promise<void> {
  const name = (await caches.keys()).find((n) => n.startsWith(pushPrefix));
  const next = e.newSubscription ?? (e.oldSubscription && (await worker.registration.pushManager.subscribe(e.oldSubscription.options)));
  if (!name || !next) return;
  const { endpoint, keys } = next.toJSON();
  const body = new URLSearchParams({ member: name.slice(pushPrefix.length), endpoint: endpoint ?? "", ...keys });
  await fetch("/settings/devices", { method: "POST", body });
}

/** Keeps the page that says that there is no network, and what it looks like. */
async function keepShell(): Promise<void> {
  const answer = await fetch(offline, { cache: "reload", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return; // a service without the page is no reason to have no worker
  const html = await answer.clone().text();
  await (await caches.open(shell)).put(offline, answer);
  await keepAssets(html);
}

/** Keeps what a page needs to be shown: it may have been loaded before there was a worker. */
async function keepAssets(html: string): Promise<void> {
  const cache = await caches.open(assets);
  for (const [, path] of html.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)) {
    if (path && hashed.test(path) && !(await cache.match(path))) await cache.add(path).catch(() => undefined);
  }
}

/** Throws away what earlier builds kept. Assets stay: pages that are open still ask for theirs. */
async function tidy(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== shell) await caches.delete(name);
  }
}
