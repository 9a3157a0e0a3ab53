import { held, Sender } from "./recorder_send";
import type { Run, SoundStore } from "./recorder_store";
import { soundNow } from "./recorder_clock";
import { uuidv7 } from "./uuid";

// Taking up sound: a run of the browser's recorder, a slice every five seconds, each on the disk before it is sent.

export const timeslice = 5_000;
const bitsPerSecond = 32_000; // speech, in Opus

/** What a browser can make, the best first. */
const types = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4", "audio/webm", ""];

/** The kind that this browser makes; undefined when it makes none. */
export function takes(): string | undefined {
  if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices?.getUserMedia) return undefined;
  return types.find((t) => t === "" || MediaRecorder.isTypeSupported(t));
}

const endings: Record<string, string> = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "video/webm": "webm" };

const late = 4 * timeslice; // a slice that takes so long was not recorded all the time: the computer slept, or the browser stood still

/** One run: from a press until a pause, a stop, or the end of the page. It tells "kept" of each slice, "late" of one that took too long, and "cut" when the browser ended it by itself. */
export class Take extends EventTarget {
  readonly id = uuidv7();
  readonly sender: Sender;
  private readonly recorder: MediaRecorder;
  private began = soundNow();
  private stopping = false;
  private last = performance.now();
  private from = 0;
  private n = 0;
  private chain: Promise<void> = Promise.resolve();

  private constructor(
    private readonly store: SoundStore,
    stream: MediaStream,
    about: { conference: string; role: string; name: string },
    ended: () => void,
  ) {
    super();
    const type = takes();
    this.recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: bitsPerSecond });
    this.sender = new Sender(store, this.id);
    this.recorder.addEventListener("dataavailable", (e) => {
      const ms = performance.now() - this.last;
      this.last = performance.now();
      // One that cannot be read must not stand in the way of those that come after it.
      if (e.data.size > 0) this.chain = this.chain.then(() => this.keep(e.data, ms)).catch(() => this.tell("kept", false));
      if (ms > late && this.going) this.tell("late");
    });
    const stopped = new Promise<void>((resolve) => this.recorder.addEventListener("stop", () => resolve(), { once: true }));
    void stopped.then(() => !this.stopping && this.tell("cut"));
    const mime = (this.recorder.mimeType || type || "audio/webm").split(";")[0]!;
    const run: Run = {
      id: this.id, member: store.member, conference: about.conference, role: about.role, name: `${about.name}.${endings[mime] ?? "webm"}`, type: mime,
      startsAt: new Date(this.began).toISOString(), attach: uuidv7(), ended: false, bytes: 0, ms: 0, slices: 0, upload: "", sent: 0, sentMs: 0, digest: "", dropped: 0, droppedMs: 0, why: "",
    };
    void held(this.id, async () => {
      await store.begin(run);
      const sent = this.sender.run();
      await stopped;
      await this.chain;
      await store.change(this.id, (r) => (r.ended = true));
      ended();
      this.sender.kick();
      await sent;
    });
  }

  /** Begins to take up sound. It has begun when this answers. */
  static async begin(store: SoundStore, stream: MediaStream, about: { conference: string; role: string; name: string }, ended: () => void): Promise<Take> {
    const take = new Take(store, stream, about, ended);
    await new Promise<void>((resolve, reject) => {
      take.recorder.addEventListener("start", () => resolve(), { once: true });
      take.recorder.addEventListener("error", () => reject(new DOMException("", "NotReadableError")), { once: true });
      take.recorder.start(timeslice);
    });
    return take;
  }

  get going(): boolean {
    return this.recorder.state === "recording";
  }

  /** How long nothing has come from the browser, in milliseconds. */
  get quiet(): number {
    return performance.now() - this.last;
  }

  /** Asks the browser for what it has. */
  ask(): void {
    if (this.going) this.recorder.requestData();
  }

  /** Moves the beginning, when the clock that it was read from was found to be wrong. */
  async move(by: number): Promise<void> {
    this.began += by;
    await this.store.change(this.id, (r) => (r.startsAt = new Date(this.began).toISOString()));
  }

  /** Ends the run. What was taken up until now is kept and sent. */
  stop(): void {
    this.stopping = true;
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  private async keep(data: Blob, ms: number): Promise<void> {
    const bytes = new Uint8Array(await data.arrayBuffer());
    const slice = { run: this.id, n: this.n++, from: this.from, size: bytes.length, ms };
    this.from += bytes.length;
    const safe = await this.store.add(slice, bytes);
    this.tell("kept", safe);
    this.sender.kick();
  }

  private tell(name: string, detail?: boolean): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
