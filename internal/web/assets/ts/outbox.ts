import { backoff, pause, retryAfter } from "./backoff";
import { otherMember } from "./member";
import type { Command } from "./notes";
import type { Queue, Sealed, Status } from "./queue";
import type { Seal } from "./seal";

// What the secretary writes goes to the disk of the computer first, and from there to the service, in the order in which it was written.
// Each has an id from the beginning: however often it is sent, it is written once.

/** What waits, opened. */
export interface Waiting {
  n: number;
  conference: string;
  state: Status;
  tried: boolean;
  entry: Entry;
}

/** What waits and cannot be opened: it was written with another key than this page has. */
export interface Shut {
  n: number;
  conference: string;
}

/** What is sealed. */
export interface Entry extends Command {
  id: string;
  role: string;
  occurredAt: string; // by this computer's clock; sentAt, by the same clock, lets the service correct it
  source: string; // as it was typed
  kind: string;
  form?: boolean; // it comes from a form of the desk and not from the field: source says what it is
  why?: string; // what the service said when it refused
}

interface Receipt {
  command: string;
  status: "accepted" | "already" | "refused";
  last?: number;
  ids?: string[];
  fault?: { title?: string; kind?: string; code?: string };
}

/** How it goes: sent, or stopped, and why. */
type Outcome = "sent" | "off" | "signed-out" | "other";

const slowest = 60_000;
const soonest = 2_000; // between tries that new lines set off when the last one failed
const together = 50; // commands in a request: one that is cut off is short

/** Sends what waits. Pages of the same member take turns, so that nothing overtakes anything. */
export class Outbox extends EventTarget {
  /** When the next try is, in milliseconds since the epoch; 0 when none is planned. */
  next = 0;
  private failures = 0;
  private began = 0; // when the last try began
  private running = false;
  private readonly opened = new Map<string, Entry | undefined>();
  private wanted = false;
  private wake = new AbortController();
  private readonly channel: BroadcastChannel | undefined;

  constructor(
    private readonly queue: Queue,
    private readonly seal: Seal,
    private readonly conference: string,
  ) {
    super();
    if ("BroadcastChannel" in globalThis) {
      this.channel = new BroadcastChannel(`samverkan-outbox ${queue.member}`);
      this.channel.onmessage = () => this.changed(false);
    }
  }

  /** Saves one on this computer, and sends it when that can be done. It is safe when this has answered. */
  async add(entry: Entry): Promise<number> {
    const sealed = await this.seal.close(wellFormed(entry), this.conference);
    const n = await this.queue.add({ conference: this.conference, state: "waiting", tried: false, ...sealed });
    this.changed();
    // Without a network each line would else try all that waits anew.
    if (this.failures === 0 || performance.now() - this.began > soonest) this.send();
    return n;
  }

  /** Changes one that has never been sent; false when it may have been. */
  async change(n: number, entry: Entry): Promise<boolean> {
    const sealed = await this.seal.close(wellFormed(entry), this.conference);
    const done = await this.queue.update([n], (old) => (old.tried && old.state === "waiting" ? undefined : { ...old, state: "waiting", tried: false, ...sealed }));
    this.changed();
    this.send();
    return done.length > 0;
  }

  async drop(n: number): Promise<void> {
    await this.queue.remove([n]);
    this.changed();
  }

  /** Everything of the member's that waits, opened, and what cannot be. */
  async all(): Promise<{ waiting: Waiting[]; shut: Shut[] }> {
    const waiting: Waiting[] = [];
    const shut: Shut[] = [];
    const all = await this.queue.all();
    const opened = await Promise.all(all.map((e) => this.open(e)));
    for (const [i, w] of opened.entries()) {
      if (w) waiting.push(w);
      else shut.push({ n: all[i]!.n, conference: all[i]!.conference });
    }
    return { waiting, shut };
  }

  /** Opens one; undefined when it was sealed with another key, which is no reason to stop the others. */
  private async open(e: Sealed): Promise<Waiting | undefined> {
    // Thousands can wait, and each is opened once for each time that it was sealed.
    const key = `${e.n} ${new Uint8Array(e.iv).join()}`;
    if (!this.opened.has(key)) {
      if (this.opened.size > 5000) this.opened.clear();
      this.opened.set(key, await this.seal.open<Entry>(e, e.conference).catch(() => undefined));
    }
    const entry = this.opened.get(key);
    return entry && { n: e.n, conference: e.conference, state: e.state, tried: e.tried, entry };
  }

  /** Sends now, whatever was planned. With a sign that the network is back, failures from when it was away count no more. */
  send(back = false): void {
    if (back) this.failures = 0;
    this.wanted = true;
    this.wake.abort();
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.wanted) {
      this.wanted = false;
      this.wake = new AbortController();
      this.began = performance.now();
      const { outcome, wait } = await this.locked(() => this.drain()).catch(() => ({ outcome: "off" as const, wait: 0 }));
      this.tell(outcome);
      if (outcome === "sent") {
        this.failures = 0;
        this.next = 0;
        continue;
      }
      this.wanted = true;
      const ms = outcome === "off" ? Math.max(wait, backoff(this.failures++, slowest)) : slowest;
      this.next = Date.now() + ms;
      this.changed(false);
      await pause(ms, this.wake.signal);
    }
    this.running = false;
    this.changed(false);
  }

  /** Sends until nothing waits, or nothing gets through. */
  private async drain(): Promise<{ outcome: Outcome; wait: number }> {
    let most = together;
    const shut = new Set<number>();
    for (;;) {
      if (otherMember(this.queue.member)) return { outcome: "other", wait: 0 };
      const waiting = (await this.queue.all()).filter((e) => e.state === "waiting" && !shut.has(e.n));
      const first = waiting[0];
      if (!first) return { outcome: "sent", wait: 0 };
      const end = waiting.findIndex((e, i) => e.conference !== first.conference || i === most);
      const batch = end < 0 ? waiting : waiting.slice(0, end);
      const closed: number[] = [];
      for (const e of batch) if (!(await this.open(e))) closed.push(e.n);
      for (const n of closed) shut.add(n);
      if (closed.length > 0) continue; // the others, without them
      const sending = await this.queue.update(batch.map((e) => e.n), (e) => (e.state !== "waiting" ? undefined : e.tried ? e : { ...e, tried: true }));
      const entries = (await Promise.all(sending.map((e) => this.open(e)))).filter((w) => w !== undefined);
      if (entries.length === 0 || entries.length < sending.length) continue; // changed meanwhile by another page
      const answer = await post(first.conference, entries);
      if (answer.why === "receipts") {
        await this.take(entries, answer.receipts);
        most = together;
        this.failures = 0; // the service is there
        this.changed();
      } else if (answer.why === "refused" && sending.length > 1) {
        most = 1; // one of them stops the others: it shows which
      } else if (answer.why === "refused") {
        await this.take(entries, [{ command: entries[0]!.entry.id, status: "refused", fault: answer.fault }]);
        this.changed();
      } else {
        return { outcome: answer.why, wait: answer.wait };
      }
    }
  }

  /** What the service has is taken away here; what it refuses stays, with the reason, for its writer to decide about. */
  private async take(entries: Waiting[], receipts: Receipt[]): Promise<void> {
    const there = entries.map((w, i) => ({ w, r: receipts[i]! }));
    const taken = there.filter(({ r }) => r.status !== "refused");
    await this.queue.remove(taken.map(({ w }) => w.n)); // at once: each time the disk is waited for
    for (const { w, r } of taken) this.dispatchEvent(new CustomEvent("sent", { detail: { id: w.entry.id, last: r.last ?? 0, labels: r.ids ?? [] } }));
    for (const { w, r } of there) {
      if (r.status !== "refused") continue;
      const state: Status = r.fault?.kind === "conflict" ? "conflict" : "refused";
      const sealed = await this.seal.close({ ...w.entry, why: r.fault?.title ?? r.fault?.code ?? "" }, w.conference);
      await this.queue.update([w.n], (now) => ({ ...now, state, ...sealed }));
      this.dispatchEvent(new CustomEvent("refused", { detail: { id: w.entry.id } }));
    }
  }

  private changed(others = true): void {
    this.dispatchEvent(new Event("change"));
    if (others) this.channel?.postMessage("change");
  }

  private tell(outcome: Outcome): void {
    // Where a stream is followed, it says when the service is there; but it may be waiting for long to look.
    if (outcome === "sent" && document.querySelector("[data-live]")) {
      document.dispatchEvent(new Event("samverkan:reached"));
      return;
    }
    const state = { sent: "on", off: "off", "signed-out": "signed-out", other: "signed-out" }[outcome];
    document.dispatchEvent(new CustomEvent("samverkan:met", { detail: state }));
  }

  private async locked<T>(work: () => Promise<T>): Promise<T> {
    const locks = (navigator as { locks?: LockManager }).locks;
    return locks ? ((await locks.request(`samverkan-outbox ${this.queue.member}`, work)) as T) : work();
  }
}

type Answer =
  | { why: "receipts"; receipts: Receipt[] }
  | { why: "refused"; fault: NonNullable<Receipt["fault"]> }
  | { why: "off" | "signed-out"; wait: number };

/** Sends some. Only the service's own words count as an answer: a proxy's page about the network is no refusal. */
async function post(conference: string, list: Waiting[]): Promise<Answer> {
  const sentAt = new Date().toISOString();
  const body = list.map(({ entry: e }) => ({ id: e.id, name: e.name, role: e.role || undefined, occurredAt: e.occurredAt, sentAt, command: e.command }));
  try {
    const answer = await fetch(`/api/v1/conferences/${encodeURIComponent(conference)}/commands`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.status === 401) return { why: "signed-out", wait: 0 };
    const json = answer.headers.get("Content-Type")?.includes("json");
    if (!json || answer.status >= 500 || answer.status === 429) return { why: "off", wait: retryAfter(answer) };
    const said: unknown = await answer.json();
    if (!answer.ok) return { why: "refused", fault: (said ?? {}) as NonNullable<Receipt["fault"]> };
    if (Array.isArray(said) && said.length === list.length) return { why: "receipts", receipts: said as Receipt[] };
  } catch {
    // not sent, or sent and not answered: the id tells them apart the next time
  }
  return { why: "off", wait: 0 };
}

/** Half a character cannot be sent, and would stop everything after it. */
function wellFormed(entry: Entry): Entry {
  const mend = (v: unknown): unknown =>
    typeof v === "string" ? v.toWellFormed() : Array.isArray(v) ? v.map(mend) : v && typeof v === "object" ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, mend(x)])) : v;
  return mend(entry) as Entry;
}
