import { retryAfter } from "./backoff";
import { events } from "./sse";

// The two ways to hear what happens: a stream, and asking again and again where a proxy swallows streams.

/** Takes what comes: an entry (html, which may be empty) or a word of the service's own. */
export interface Receiver {
  seq(): number;
  entry(from: number, seq: number, html: string): void;
  presence(list: unknown): void;
  /** The page is too far behind. Answers when it has begun anew; false when it could not. */
  reset(): Promise<boolean>;
  alive(): void;
}

/** How a try ended. swallowed: a stream that says nothing; wait: how long the service asks for. */
export type Ended =
  | { why: "cut"; heard: boolean; wait: number }
  | { why: "swallowed" }
  | { why: "signed-out" | "no-access" }
  | { why: "answered" };

/** How long to wait for the first word, for any word, and for an answer. */
export const patience = { hello: 8_000, silence: 45_000, answer: 40_000 };

/** Follows a stream until it ends. */
export async function stream(url: string, to: Receiver, signal: AbortSignal): Promise<Ended> {
  const own = new AbortController();
  const any = AbortSignal.any([signal, own.signal]);
  let swallowed = false;
  let heard = false;
  let wait = 0;
  const giveUp = () => {
    swallowed = true;
    own.abort();
  };
  let timer = setTimeout(giveUp, patience.hello);
  try {
    const answer = await fetch(`${url}&after=${to.seq()}`, { headers: { Accept: "text/event-stream" }, signal: any, cache: "no-store" });
    const refused = refusal(answer);
    if (refused) return refused;
    if (!answer.body || !answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return { why: "swallowed" };
    const alive = () => {
      if (!heard) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience.silence);
      to.alive();
    };
    for await (const e of events(answer.body, alive)) {
      if (e.name === "hello") {
        heard = true;
        alive();
      } else if (e.name === "reconnect") {
        wait = Number((read(e.data) as { retry?: number } | undefined)?.retry) || 0;
        return { why: "cut", heard, wait };
      } else if (e.name === "gone") {
        const data = read(e.data) as { why?: string } | undefined;
        return { why: data?.why === "signed-out" ? "signed-out" : "no-access" };
      } else if (e.name === "reset") {
        return { why: "cut", heard: await to.reset(), wait };
      } else if (e.name === "presence") {
        to.presence(read(e.data));
      }
      const seq = Number(e.id);
      if (e.id !== undefined && seq > to.seq()) to.entry(to.seq(), seq, e.name === "patch" ? (e.data ?? "") : "");
    }
  } catch (error) {
    if (!swallowed && !own.signal.aborted && !signal.aborted && !(error instanceof TypeError)) throw error;
  } finally {
    clearTimeout(timer);
    own.abort();
  }
  return swallowed ? { why: "swallowed" } : { why: "cut", heard, wait };
}

/** Asks once for news, and waits for it up to so many seconds. */
export async function poll(url: string, seconds: number, to: Receiver, signal: AbortSignal): Promise<Ended> {
  try {
    const from = to.seq();
    const answer = await fetch(`${url}&after=${from}&wait=${seconds}`, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience.answer)]),
      cache: "no-store",
    });
    const refused = refusal(answer);
    if (refused) return refused;
    const page = (await answer.json()) as { next: number; reset?: boolean; html?: string };
    to.alive();
    // Asked again with the same number before that, it would say so again at once.
    if (page.reset) return (await to.reset()) ? { why: "answered" } : { why: "cut", heard: false, wait: 0 };
    if (page.next > from) to.entry(from, page.next, page.html ?? "");
    return { why: "answered" };
  } catch {
    return { why: "cut", heard: false, wait: 0 };
  }
}

function refusal(answer: Response): Ended | undefined {
  if (answer.ok && !answer.redirected) return undefined;
  // Who is not signed in may be sent to the page for it, which is no stream.
  if (answer.redirected || answer.status === 401) return { why: "signed-out" };
  if (answer.status === 403 || answer.status === 404 || answer.status === 410) return { why: "no-access" };
  return { why: "cut", heard: false, wait: retryAfter(answer) };
}

function read(data: string | undefined): unknown {
  try {
    return JSON.parse(data ?? "null");
  } catch {
    return undefined;
  }
}
