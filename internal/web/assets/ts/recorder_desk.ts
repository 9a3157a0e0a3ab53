import type { Composer } from "./composer";
import type { Sending } from "./recorder_left";
import { allowed, choose, level, list, open, type Hindrance } from "./recorder_mic";
import type { Panel } from "./recorder_panel";
import type { SoundStore } from "./recorder_store";
import { Take, takes } from "./recorder_take";
import { askTime, moved, soundNow } from "./recorder_clock";
import { clock } from "./time";

// The recorder at the desk. The record of the meeting says whether sound is being recorded; what is pressed here goes into it by the
// desk's own way, also without a network, and what others press there is followed here: a pause that the leader makes is a pause.

/** What the record says of the recording. */
type State = "before" | "uninformed" | "off" | "running" | "paused" | "over";

/** What the desk's forms do, and what the record says then. */
const acts: Record<string, State> = {
  "recording.inform": "off",
  "recording.start": "running",
  "recording.pause": "paused",
  "recording.resume": "running",
  "recording.stop": "off",
};

const leeway = 1_000; // between this page's clock and the service's
const recent = 120_000; // so old may a recording that was cut off be, to go on by itself
const quiet = 10_000;
const still = 20_000; // so long the browser may have nothing to give, of what should come every five seconds
const brief = 10_000; // a run that lasted no longer was no use
const tries = 3;
const little = 20 << 20; // so much room for more than an hour
const scarce = 512 << 10;

/** The panel with its buttons. */
export class Recorder {
  private take: Take | undefined;
  private stream: MediaStream | undefined;
  private endLevel: (() => void) | undefined;
  private own: { state: State; at: number } | undefined; // what was pressed here last
  private lastHeard = 0;
  private starting = false;
  private begun = 0; // when the run began, by the page's own clock
  private cuts = 0; // runs that the browser ended by itself, one right after the other
  private release: (() => void) | undefined;

  constructor(
    private readonly store: SoundStore,
    private readonly panel: Panel,
    private readonly sending: Sending,
  ) {}

  async begin(): Promise<void> {
    if (takes() === undefined) {
      this.panel.wrong("unsupported");
      return;
    }
    document.addEventListener("submit", (e) => this.pressed(e), true);
    document.addEventListener("samverkan:patched", () => this.follow());
    document.addEventListener("samverkan:leaving", () => this.end());
    addEventListener("pagehide", () => this.take?.stop()); // what there is time for
    addEventListener("beforeunload", (e) => {
      if (this.take?.going || !this.store.safe) e.preventDefault();
    });
    this.on("record", () => void this.record());
    this.on("mark", () => void this.mark(soundNow(), ""));
    this.on("mark-text", () => this.ask());
    const mic = this.panel.part<HTMLSelectElement>("mic");
    mic?.addEventListener("change", () => void this.change(mic.value));
    navigator.mediaDevices.addEventListener("devicechange", () => void this.devices());
    this.askedFor();
    await this.devices();
    this.show();
    await this.goOn();
    setInterval(() => this.tick(), 1000);
  }

  private on(name: string, act: () => void): void {
    this.panel.part(name)?.addEventListener("click", act);
  }

  private get conference(): string {
    return this.panel.element.dataset["recorder"] ?? "";
  }

  /** What the record says, or what has been pressed here and is on its way there. */
  private get state(): State {
    const { state, at } = this.recorded();
    return this.own && this.own.at >= at - leeway ? this.own.state : state;
  }

  private recorded(): { state: State; at: number } {
    const d = document.querySelector<HTMLElement>("[data-recording]")?.dataset;
    return { state: (d?.["recording"] ?? "before") as State, at: Date.parse(d?.["at"] ?? "") || 0 };
  }

  /** A form of the desk was sent: what it says happens here too, now. */
  private pressed(e: Event): void {
    const name = e.target instanceof HTMLFormElement ? e.target.dataset["queue"] ?? "" : "";
    const state = acts[name];
    if (!state) return;
    this.own = { state, at: soundNow() };
    if (name === "recording.pause") this.rest();
    if (name === "recording.stop") this.end();
    if (name === "recording.resume" && this.stream) void this.record();
    this.show();
  }

  /** The page has come to know more: what others did, later than what was done here, is followed. */
  private follow(): void {
    const { state, at } = this.recorded();
    if (!this.own || at > this.own.at + leeway) {
      if (state === "paused") this.rest();
      else if (state === "running" && this.stream && !this.take) void this.record();
      else if (state === "off" || state === "over") this.end();
    }
    this.show();
  }

  /** Begins to record, or goes on after a pause; the record is told when it does not know. */
  private async record(): Promise<void> {
    if (this.take || this.starting) return;
    this.starting = true;
    this.panel.wrong("");
    try {
      await this.room();
      if (!(await this.lock())) return this.panel.wrong("elsewhere");
      this.stream ??= await open();
      for (const t of this.stream.getAudioTracks()) t.enabled = true;
      await this.takeUp(this.stream);
    } catch (e) {
      this.quit();
      this.panel.wrong(typeof e === "string" ? (e as Hindrance) : "busy");
    } finally {
      this.starting = false;
      this.show();
    }
  }

  private async takeUp(stream: MediaStream): Promise<void> {
    const at = new Date();
    const stamp = new Date(soundNow()).toISOString().slice(0, 19).replace(/[:T]/g, "-");
    const about = { conference: this.conference, role: this.panel.element.dataset["role"] ?? "", name: `${this.panel.word("file")}-${stamp}` };
    const take = await Take.begin(this.store, stream, about, () => void this.sending.tell());
    this.take = take;
    this.lastHeard = this.begun = performance.now();
    this.sending.follow(take.sender, take);
    take.addEventListener("kept", (e) => this.kept((e as CustomEvent<boolean>).detail));
    take.addEventListener("cut", () => this.take === take && this.cut());
    take.addEventListener("late", () => this.take === take && void this.turn("slept"));
    for (const t of stream.getAudioTracks()) t.onended = () => this.removed();
    this.endLevel ??= level(stream, (n) => this.level(n));
    void navigator.storage?.persist?.();
    await this.devices();
    const state = this.state;
    if (state === "off") await this.tellRecord("recording.start", "running", "said-start", at);
    if (state === "paused") await this.tellRecord("recording.resume", "running", "said-resume", at);
    this.panel.say("begun");
  }

  /** Tells the record what was done here, at its moment. */
  private async tellRecord(name: string, state: State, said: string, at: Date, command: Record<string, unknown> = {}): Promise<void> {
    this.own = { state, at: soundNow() };
    await document.querySelector<Composer>("x-composer")?.keep(name, "sound", this.panel.word(said), command, at);
  }

  /** Ends the run and keeps the microphone, which hears nothing meanwhile. */
  private rest(): void {
    this.take?.stop();
    this.take = undefined;
    for (const t of this.stream?.getAudioTracks() ?? []) t.enabled = false;
  }

  private end(): void {
    this.rest();
    this.quit();
  }

  /** Lets go of the microphone. */
  private quit(): void {
    this.endLevel?.();
    this.endLevel = undefined;
    for (const t of this.stream?.getTracks() ?? []) {
      t.onended = null;
      t.stop();
    }
    this.stream = undefined;
    this.release?.();
    this.release = undefined;
  }

  /** The microphone was taken away: what has been recorded is safe, and the record says that nothing is heard. */
  private removed(): void {
    const at = new Date();
    this.end();
    if (this.state === "running") void this.tellRecord("recording.pause", "paused", "said-pause", at, { reason: this.panel.word("gone-reason") });
    this.panel.wrong("gone", { t: clock(soundNow()) });
    this.show();
  }

  /** The browser ended the run by itself: it goes on in another, unless that is no use. */
  private cut(): void {
    this.take = undefined;
    this.cuts = performance.now() - this.begun < brief ? this.cuts + 1 : 0;
    const live = this.stream?.getAudioTracks().some((t) => t.readyState === "live");
    if (!live || this.cuts >= tries) return this.removed();
    void this.again("cut");
  }

  /** Ends the run and begins another: what comes now would not lie where it belongs in the old one. */
  private async turn(why: string): Promise<void> {
    if (!this.take || this.starting) return;
    const stream = this.stream;
    this.take.stop();
    this.take = undefined;
    if (stream) await this.again(why);
  }

  /** Begins another run at once, and then sees to that its beginning is right. */
  private async again(why: string): Promise<void> {
    const t = clock(soundNow());
    await this.record();
    const { take } = this;
    if (!take) return;
    this.panel.wrong(why, { t });
    const apart = () => Date.now() - performance.now();
    const then = apart();
    const wrong = await askTime();
    // A clock that was moved after the run began did not make its beginning wrong.
    if (wrong !== undefined && Math.abs(wrong) > leeway && Math.abs(apart() - then) < leeway) await take.move(wrong);
  }

  /** After the page was lost while it recorded, it goes on by itself when nobody has to be asked. */
  private async goOn(): Promise<void> {
    if (this.state !== "running" || !(await allowed())) return;
    const last = (await this.store.runs()).filter((r) => r.conference === this.conference && !r.ended).at(-1);
    if (!last || soundNow() - (Date.parse(last.startsAt) + last.ms) > recent) return;
    await this.record();
    if (this.take) this.panel.say("went-on");
  }

  /** One window records; another one says that it does. */
  private lock(): Promise<boolean> {
    const locks = (navigator as { locks?: LockManager }).locks;
    if (this.release || !locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      void locks.request(`samverkan-recorder ${this.conference}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>((done) => (this.release = done)) : undefined;
      });
    });
  }

  /** Says beforehand when there is little room. */
  private async room(): Promise<void> {
    const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    const left = quota !== undefined && usage !== undefined ? quota - usage : Infinity;
    if (left < little) this.panel.wrong(left < scarce ? "full" : "little", { n: Math.max(1, Math.floor(left / (240 << 10))) });
  }

  private kept(safe: boolean): void {
    if (!safe) this.panel.wrong("full");
    else if (this.panel.part("wrong")?.textContent === this.panel.word("full")) this.panel.wrong("");
    void this.sending.tell();
  }

  private async devices(): Promise<void> {
    const field = this.panel.part<HTMLSelectElement>("mic");
    if (field) this.panel.show("mics", (await list(field, this.stream).catch(() => 0)) > 0);
  }

  /** Another microphone is another run: the sound before it is safe. */
  private async change(id: string): Promise<void> {
    choose(id);
    if (!this.take) return;
    this.rest();
    const release = this.release;
    this.release = undefined;
    this.quit();
    this.release = release;
    await this.record();
  }

  private level(n: number): void {
    const loud = this.take ? n : 0;
    const meter = this.panel.part<HTMLMeterElement>("level");
    if (meter) meter.value = loud;
    if (loud > 5) this.lastHeard = performance.now();
    this.panel.write("level-word", this.panel.word(!this.take ? "level-rests" : loud < 15 ? "level-low" : loud > 92 ? "level-high" : "level-good"));
  }

  /** Puts a marker at a moment of the sound. */
  private async mark(at: number, label: string): Promise<void> {
    if (!this.take) return;
    const moment = new Date(Date.now() - (soundNow() - at));
    const command = label ? { label } : {};
    const source = [this.panel.word("said-mark"), label].filter(Boolean).join(", ");
    const kept = await document.querySelector<Composer>("x-composer")?.keep("recording.bookmark", "sound", source, command, moment);
    if (!kept) return;
    this.panel.write("marked", this.panel.word("marked", { t: new Date(at).toLocaleTimeString("sv-SE", { timeZone: "Europe/Stockholm" }), text: label }));
    this.panel.say("marked", { t: clock(at), text: label });
  }

  private asking = 0; // the moment that the dialog is about

  /** Opens the dialog for a marker with words. Its moment is the press, however long the words take. */
  private ask(): void {
    const dialog = document.getElementById("d-mark");
    if (!(dialog instanceof HTMLDialogElement) || !this.take || dialog.open) return;
    this.asking = soundNow();
    dialog.showModal();
  }

  private askedFor(): void {
    const dialog = document.getElementById("d-mark") as HTMLDialogElement | null;
    const field = dialog?.querySelector("input");
    if (!dialog || !field) return;
    const save = () => {
      void this.mark(this.asking, field.value.trim());
      field.value = "";
      dialog.close();
    };
    document.getElementById("mark-save")?.addEventListener("click", save);
    field.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.isComposing) return;
      e.preventDefault();
      save();
    });
  }

  private tick(): void {
    const silent = this.take !== undefined && this.endLevel !== undefined && performance.now() - this.lastHeard > quiet;
    if (silent) this.panel.write("silent", this.panel.word("silent"));
    this.panel.show("silent", silent);
    if (moved()) {
      if (this.take) void this.turn("slept");
      else void askTime();
    } else if (this.take && this.take.quiet > still) {
      // What comes late is asked for; when nothing does, the browser has stopped without saying so.
      if (this.take.quiet > 2 * still) void this.turn("cut");
      else this.take.ask();
    }
  }

  /** Shows what can be done now: also without a network, when the page itself cannot know it. */
  private show(): void {
    const { state } = this;
    const here = this.take !== undefined;
    for (const e of document.querySelectorAll<HTMLElement>("[data-when]")) {
      const fits = (e.dataset["when"] ?? "").split(" ").includes(state);
      if (e.hidden === fits) e.hidden = !fits;
    }
    this.panel.show("record", !here && !this.starting && (state === "off" || state === "running" || (state === "paused" && !this.stream)));
    this.panel.write("record-word", this.panel.word(state === "off" ? "record" : "record-here"));
    this.panel.show("going", here);
    this.panel.write("state", here ? this.panel.word("here") : state === "running" ? this.panel.word("not-here") : "");
    this.panel.show("state", here || state === "running");
    this.panel.element.dataset["state"] = here ? "recording" : "resting";
  }
}
