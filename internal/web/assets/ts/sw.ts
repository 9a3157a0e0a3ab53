/// <reference lib="webworker" />

// The service worker: assets that never change from the cache, the secretary's page when the network is gone, and for every other page
// one that says that there is none. Nothing else is kept.

declare const BUILD: string; // set when it is bundled, so that every build is another worker

const worker = self as unknown as ServiceWorkerGlobalScope;
const assets = "assets";
const shell = `shell-${BUILD}`;
const keptPrefix = "kept ";
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

/** The secretary's page: the network's when it answers in time, else the one that was kept. A proxy's word that the service is away is no answer. */
async function roomPage(e: FetchEvent): Promise<Response> {
  const fresh = fetch(e.request).then(async (answer) => {
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
  await keep(url.href, await fetch(url, { headers: { Accept: "text/html" } }));
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

/** Gives the kept page, saying in it how old it is, and with its clock moved on as long. */
async function kept(url: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    if (!name.startsWith(keptPrefix)) continue;
    const answer = await caches.match(url, { cacheName: name });
    if (!answer) continue;
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
  return undefined;
}

/** Throws away the pages kept for others than a member; for "" all of them. */
async function forget(member: string): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(keptPrefix) && name !== keptPrefix + member) await caches.delete(name);
  }
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
