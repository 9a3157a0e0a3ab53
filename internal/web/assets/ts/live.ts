import { backoff, pause } from "./backoff";
import { connected, connection, heard, type State } from "./connection";
import { onMine, patch } from "./patch";
import { renew } from "./renew";
import { poll, stream, type Ended, type Receiver } from "./source";

// Keeps the page in step with what happens. One page of the browser holds the stream, since a proxy may allow six connections to a service in
// all; the others hear it from that one.

type Message =
  | { t: "entry"; from: number; seq: number; html: string }
  | { t: "state"; state: State; seq: number }
  | { t: "told"; name: "presence" | "reset"; data: unknown }
  | { t: "join" };

const slowest = 30_000; // between tries when nothing answers
const streamAgain = { first: 60_000, most: 600_000 };

class Live implements Receiver {
  private readonly channel: BroadcastChannel | undefined;
  private state: State = "on";
  private leading = false;
  private catching = false;
  private renewing: Promise<boolean> | undefined;
  private readonly stop = new AbortController();

  constructor(
    private readonly root: HTMLElement,
    private readonly url: string,
    private at: number,
    private readonly name: string,
  ) {
    if ("BroadcastChannel" in window && "locks" in navigator) {
      this.channel = new BroadcastChannel(name);
      this.channel.onmessage = (e: MessageEvent<Message>) => this.message(e.data);
    }
  }

  /** Begins: as the one that holds the stream, or as one that hears. */
  start(): void {
    const signal = this.stop.signal;
    if (!this.channel) {
      void this.lead(signal);
      return;
    }
    this.channel.postMessage({ t: "join" } satisfies Message);
    navigator.locks.request(this.name, { signal }, () => this.lead(signal)).catch(() => {}); // stopped while waiting
  }

  end(): void {
    this.stop.abort();
    this.channel?.close();
  }

  seq(): number {
    return this.at;
  }

  /** Notes up to where the page tells, in the page too: other scripts may begin when this one has gone on. */
  private reach(seq: number): void {
    this.at = seq;
    this.root.dataset["seq"] = String(seq);
  }

  entry(from: number, seq: number, html: string): void {
    this.reach(seq);
    if (html) patch(html, seq);
    else document.dispatchEvent(new CustomEvent("samverkan:seq", { detail: { seq } }));
    if (this.leading) this.channel?.postMessage({ t: "entry", from, seq, html } satisfies Message);
  }

  presence(list: unknown): void {
    document.dispatchEvent(new CustomEvent("samverkan:presence", { detail: list }));
    if (this.leading) this.channel?.postMessage({ t: "told", name: "presence", data: list } satisfies Message);
  }

  /** Begins anew, once at a time. */
  reset(): Promise<boolean> {
    if (this.leading) this.channel?.postMessage({ t: "told", name: "reset", data: undefined } satisfies Message);
    this.renewing ??= renew((seq) => this.reach(seq)).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  alive(): void {
    heard();
  }

  private show(state: State): void {
    this.state = state;
    connected(state);
    this.channel?.postMessage({ t: "state", state, seq: this.at } satisfies Message);
  }

  private message(m: Message): void {
    if (this.leading) {
      if (m.t === "join") this.channel?.postMessage({ t: "state", state: this.state, seq: this.at } satisfies Message);
      return;
    }
    if (m.t === "entry") {
      if (m.seq <= this.at) return;
      if (m.from > this.at) void this.catchUp();
      else this.entry(m.from, m.seq, m.html);
    } else if (m.t === "state") {
      connected(m.state);
      if (m.seq > this.at) void this.catchUp();
    } else if (m.t === "told") {
      if (m.name === "reset") void this.reset();
      else this.presence(m.data);
    }
  }

  /** Asks for what was missed between the page's making and its first hearing. */
  private async catchUp(): Promise<void> {
    if (this.catching) return;
    this.catching = true;
    await poll(this.url, 0, this, this.stop.signal);
    this.catching = false;
  }

  /** Holds the stream until the page goes. */
  private async lead(signal: AbortSignal): Promise<void> {
    this.leading = true;
    const choice = new Choice();
    while (!signal.aborted) {
      const ask = choice.ask();
      const ended = ask ? await this.poll(signal) : await this.stream(signal);
      if (signal.aborted) return;
      const wait = choice.learn(ask, ended);
      if (ended.why === "signed-out") {
        this.show("signed-out");
        await pause(60_000, signal); // somebody may have signed in again in another window
      } else if (ended.why === "no-access") {
        this.show("off");
        await noAccess(signal);
      } else if (ended.why === "cut" && wait) {
        if (!ended.heard) this.show("off");
        await pause(Math.max(ended.wait, backoff(choice.failures, slowest)), signal);
      }
    }
  }

  private async stream(signal: AbortSignal): Promise<Ended> {
    let hello = false;
    const to: Receiver = {
      seq: () => this.at,
      entry: (from, seq, html) => this.entry(from, seq, html),
      presence: (list) => this.presence(list),
      reset: () => this.reset(),
      alive: () => {
        // The outbox may have said otherwise since, of a try of its own that was lost.
        if (!hello || connection() !== "on") this.show("on");
        hello = true;
        heard();
      },
    };
    const reached = () => hello && to.alive();
    document.addEventListener("samverkan:reached", reached);
    try {
      return await stream(this.url, to, signal);
    } finally {
      document.removeEventListener("samverkan:reached", reached);
    }
  }

  private async poll(signal: AbortSignal): Promise<Ended> {
    // The first question is answered at once, so that the page is right before it is said to be.
    const ended = await poll(this.url, this.state === "poll" ? 25 : 0, this, signal);
    if (ended.why === "answered" && this.state !== "poll") this.show("poll");
    return ended;
  }
}

/** Chooses between following a stream and asking, by what has worked. */
class Choice {
  failures = 0; // in a row, of either
  private answered = false; // asking has worked since a stream last did
  private until = 0; // when a stream is tried again
  private again = streamAgain.first;

  ask(): boolean {
    // Every other try is a question: a stream that never comes may be what somebody on the way does not let through.
    return performance.now() < this.until || (this.failures >= 3 && this.failures % 2 === 1);
  }

  /** Takes in how a try ended. The answer is whether the next one is to wait. */
  learn(asked: boolean, ended: Ended): boolean {
    if (ended.why === "answered") {
      this.failures = 0;
      this.answered = true;
    } else if (ended.why === "swallowed" || (ended.why === "cut" && !ended.heard && !asked && this.answered)) {
      this.failures = 0;
      this.until = performance.now() + this.again;
      this.again = Math.min(this.again * 2, streamAgain.most);
      return false;
    } else if (ended.why === "cut") {
      this.failures = ended.heard ? 0 : this.failures + 1;
      this.answered &&= !ended.heard;
    }
    return true;
  }
}

/** The page is loaded anew, to say what has become of it; but not again and again. */
async function noAccess(signal: AbortSignal): Promise<void> {
  const key = "samverkan-no-access";
  const before = Number(sessionStorage.getItem(key));
  if (Date.now() - before > 60_000) {
    sessionStorage.setItem(key, String(Date.now()));
    await pause(Math.random() * 2000, signal);
    if (!signal.aborted) location.reload();
  }
  await pause(60_000, signal);
}

let asked = 0;
let shown = 0;

/**
 * Fetches the part of the page that is this reader's own. What was asked for before what is shown comes too late. It is not broken off: where
 * answers are slower than what happens, none would ever come.
 */
async function fetchMine(url: string, n = ++asked, tries = 0): Promise<void> {
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html", "Samverkan-Enhanced": "1" }, cache: "no-store" });
    if (answer.status === 401) return connected("signed-out");
    if (answer.ok && !answer.redirected) {
      const html = await answer.text();
      if (n < shown) return;
      shown = n;
      return patch(html);
    }
    if (answer.status < 500) return;
  } catch {
    // no network: tried again below
  }
  if (tries < 5 && n === asked) setTimeout(() => void fetchMine(url, n, tries + 1), backoff(tries + 1, slowest));
}

/** Follows what the page says that it shows. */
export function startLive(): void {
  let live: Live | undefined;
  let renewal: ReturnType<typeof setInterval> | undefined;
  const begin = () => {
    const root = document.querySelector<HTMLElement>("[data-live]");
    const url = root?.dataset["live"];
    if (!root || !url) return;
    const { mine, seq, every } = root.dataset;
    if (mine) onMine(() => void fetchMine(mine));
    // What is no entry of the record, how far a message has come, is asked for; but not by a page that nobody looks at.
    clearInterval(renewal);
    if (mine && Number(every) > 0) renewal = setInterval(() => document.hidden || void fetchMine(mine), Number(every) * 1000);
    const at = live?.seq() ?? (Number(seq) || 0);
    const member = document.documentElement.dataset["member"] ?? "";
    live = new Live(root, url.includes("?") ? url : `${url}?`, at, `samverkan-live ${member} ${url}`);
    live.start();
  };
  begin();
  // A page that is put away for a possible way back must let go of the stream, and take it up again.
  addEventListener("pagehide", () => {
    clearInterval(renewal);
    live?.end();
  });
  addEventListener("pageshow", (e) => {
    if (e.persisted) begin();
  });
}
