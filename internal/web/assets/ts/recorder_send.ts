import { backoff, pause } from "./backoff";
import { otherMember } from "./member";
import type { Run, SoundStore } from "./recorder_store";
import { create, head, most, patch, type Reply } from "./recorder_tus";

// Sound goes from this computer to the service as it is recorded, and is attached to the record when a run has ended, however it ended.

const slowest = 60_000;

/** Why nothing gets through: the net, the sign-in, no room at the service, or its own words. */
export type Trouble = "" | "off" | "signed-out" | "full" | "refused";

/** Sends one run. Whoever holds the run's lock sends it; see [orphans]. */
export class Sender extends EventTarget {
  trouble: Trouble = "";
  said = ""; // the service's words
  private failures = 0;
  private known = false; // the service has said how much it has, since the last failure
  private done = false;
  private wanted = true;
  private wake = new AbortController();

  constructor(
    private readonly store: SoundStore,
    private readonly id: string,
  ) {
    super();
  }

  /** There is more to send. */
  kick(): void {
    this.wanted = true;
    if (this.trouble === "") this.wake.abort();
  }

  /** Sends until the run has ended and is attached; then nothing of it is left here. */
  async run(): Promise<void> {
    while (!this.done) {
      this.wanted = false;
      this.wake = new AbortController();
      const reply = await this.step().catch((): Reply => ({ why: "off", wait: 0, text: "" }));
      const before = this.trouble;
      if (reply.why === "ok") {
        this.trouble = "";
        this.failures = 0;
        if (before) this.changed();
        if (!this.wanted && !this.done) await pause(5_000, this.wake.signal);
        continue;
      }
      this.known = false;
      this.said = reply.text;
      this.trouble = reply.why === "gone" || reply.why === "conflict" ? before : reply.why;
      this.changed();
      const ms = this.trouble === "refused" || this.trouble === "signed-out" ? slowest : Math.max(reply.wait, backoff(this.failures++, slowest));
      await pause(ms, this.wake.signal);
    }
  }

  /** One exchange with the service. */
  private async step(): Promise<Reply> {
    if (otherMember(this.store.member)) return { why: "signed-out", wait: 0, text: "" };
    const run = await this.store.run(this.id);
    if (!run) {
      this.done = true;
      return fine;
    }
    if (run.digest) return this.attach(run);
    if (run.ended && run.bytes === 0) { // it was cut off before there was any sound
      await this.finish();
      return fine;
    }
    if (!run.upload) return run.bytes > 0 ? this.begin(run) : fine;
    if (!this.known) return this.look(run);
    return this.send(run);
  }

  private async begin(run: Run): Promise<Reply> {
    const about = { filename: run.name, filetype: run.type, purpose: "recording", place: run.conference, startsat: run.startsAt };
    const reply = await create(about, undefined);
    if (reply.why !== "ok" || !reply.location) return reply.why === "ok" ? { why: "off", wait: 0, text: "" } : reply;
    await this.store.change(run.id, (r) => {
      r.upload = reply.location;
      r.sent = 0;
      r.sentMs = 0;
    });
    this.known = true;
    this.wanted = true;
    return reply;
  }

  private async look(run: Run): Promise<Reply> {
    const reply = await head(run.upload);
    if (reply.why === "gone") return this.again(run);
    if (reply.why !== "ok") return reply;
    this.known = true;
    this.wanted = true;
    // What had waited too long was finished as it was, by the service itself; there may be more of it here.
    if (reply.digest && reply.offset < run.bytes) return run.dropped === 0 ? this.again(run) : lost;
    await this.took(run, reply);
    return reply;
  }

  /** The service knows nothing of it any more: all of it is sent anew, as far as it is here. */
  private async again(run: Run): Promise<Reply> {
    await this.store.change(run.id, (r) => {
      r.upload = "";
      r.sent = 0;
      r.sentMs = 0;
    });
    this.wanted = run.dropped === 0;
    return run.dropped === 0 ? fine : lost;
  }

  private async send(run: Run): Promise<Reply> {
    const bytes = await this.store.bytes(run.id, run.sent, most);
    const last = run.ended && run.sent + bytes.length === run.bytes;
    // There is more, and what the service waits for is not here: nothing is thrown away, and who sits here is told.
    if (bytes.length === 0 && run.sent < run.bytes) return lost;
    if (bytes.length === 0 && !last) return fine;
    const reply = await patch(run.upload, run.sent, bytes, last ? run.bytes : undefined);
    if (reply.why === "gone") return this.again(run);
    if (reply.why !== "ok") return reply;
    this.wanted = true;
    await this.took(run, reply);
    return reply;
  }

  private async took(run: Run, reply: Reply & { why: "ok" }): Promise<void> {
    const sentMs = await this.store.msBefore(run.id, reply.offset);
    await this.store.change(run.id, (r) => {
      r.sent = reply.offset;
      r.sentMs = Math.max(r.sentMs, sentMs);
      r.why = "";
      // What was in memory alone when the page was lost may have come through all the same.
      if (r.ended) r.bytes = Math.max(r.bytes, reply.offset);
      if (reply.digest && r.ended) r.digest = reply.digest;
    });
    this.changed();
  }

  /** Has the file be part of the record. Its id is the same each time. */
  private async attach(run: Run): Promise<Reply> {
    const file = { name: run.name, digest: run.digest, size: run.bytes, mediaType: run.type.split(";")[0], startsAt: run.startsAt };
    const now = new Date().toISOString();
    let answer: Response;
    try {
      answer = await fetch(`/api/v1/conferences/${encodeURIComponent(run.conference)}/commands`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify([{ id: run.attach, name: "recording.attach", role: run.role || undefined, occurredAt: now, sentAt: now, command: { file } }]),
        redirect: "error",
        signal: AbortSignal.timeout(30_000),
      });
    } catch {
      return { why: "off", wait: 0, text: "" };
    }
    if (answer.status === 401) return { why: "signed-out", wait: 0, text: "" };
    if (!answer.headers.get("Content-Type")?.includes("json") || answer.status >= 500 || answer.status === 429) return { why: "off", wait: 0, text: "" };
    const said = (await answer.json()) as unknown;
    const receipt = (Array.isArray(said) ? said[0] : { status: "refused", fault: said }) as { status: string; fault?: { title?: string; code?: string } };
    if (receipt.status !== "refused" || receipt.fault?.code === "recording.attached") {
      await this.finish();
      return fine;
    }
    const text = receipt.fault?.title ?? receipt.fault?.code ?? "";
    await this.store.change(run.id, (r) => (r.why = text));
    return { why: "refused", wait: 0, text };
  }

  private async finish(): Promise<void> {
    await this.store.remove(this.id);
    this.done = true;
    this.changed();
    this.dispatchEvent(new Event("attached"));
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

const fine: Reply = { why: "ok", offset: 0, location: "", digest: "", length: -1 };
const lost: Reply = { why: "refused", wait: 0, text: "" }; // the beginning is neither here nor there

const lockOf = (run: string) => `samverkan-sound ${run}`;

/** Holds a run for as long as the page is there and the work goes on, so that no other page takes it for one that was left. */
export function held<T>(run: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? (locks.request(lockOf(run), work) as Promise<T>) : work();
}

/**
 * Takes up the runs that no page holds any more: of a tab that was closed, a browser that was killed, a night without a network. They
 * are ended as far as they came, sent and attached.
 */
export async function orphans(store: SoundStore, hold: (sender: Sender, run: Run) => void): Promise<void> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return; // it cannot be told which are left
  for (const run of await store.runs()) {
    void locks.request(lockOf(run.id), { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      const left = await store.end(run.id);
      if (!left) return;
      const sender = new Sender(store, run.id);
      hold(sender, left);
      await sender.run();
    });
  }
}
