import type { Panel } from "./recorder_panel";
import { orphans, type Sender, type Trouble } from "./recorder_send";
import type { Run, SoundStore } from "./recorder_store";

// How much of the sound is here and how much the service has; and what was left by a page that is gone.

/** What is being sent from this page. */
export class Sending {
  private readonly senders = new Map<string, Sender>();
  private attachedMs = 0; // of what has been sent from here and is no longer here

  constructor(
    private readonly store: SoundStore,
    private readonly panel: Panel,
    private readonly conference: string,
  ) {}

  /** Follows a sender, and says how it goes. */
  follow(sender: Sender, run: Pick<Run, "id"> & Partial<Pick<Run, "ms">>): void {
    this.senders.set(run.id, sender);
    let ms = run.ms ?? 0;
    sender.addEventListener("change", () => {
      void this.store.run(run.id).then((r) => {
        if (r) ms = r.ms;
        return this.tell();
      });
    });
    sender.addEventListener("attached", () => {
      this.senders.delete(run.id);
      this.attachedMs += ms;
      void this.tell();
      this.panel.say("attached");
    });
  }

  /** Takes up what pages before this one left, now and when it is looked at again. */
  async takeUp(): Promise<void> {
    const look = () => orphans(this.store, (sender, run) => this.follow(sender, run));
    await look();
    addEventListener("focus", () => void look());
    addEventListener("online", () => this.senders.forEach((s) => s.kick()));
    await this.tell();
  }

  /** Says how much waits here and how much has been taken in, and why nothing moves when nothing does. */
  async tell(): Promise<void> {
    const runs = (await this.store.runs()).filter((r) => r.conference === this.conference || this.senders.has(r.id));
    const sum = (of: (r: Run) => number) => runs.reduce((n, r) => n + of(r), 0);
    const waiting = sum((r) => Math.max(0, r.ms - r.sentMs));
    const sent = sum((r) => r.sentMs) + this.attachedMs;
    const parts: string[] = [];
    if (waiting >= 500) parts.push(this.panel.word("waiting", { t: this.panel.long(waiting) }));
    if (sent >= 500) parts.push(this.panel.word("sent", { t: this.panel.long(sent) }));
    if (runs.length === 0 && this.attachedMs > 0) parts.splice(0, parts.length, this.panel.word("all-sent", { t: this.panel.long(this.attachedMs) }));
    this.panel.write("kept", parts.join(" "));
    this.panel.element.dataset["unsent"] = String(Math.round(waiting));
    this.panel.element.dataset["sent"] = String(Math.round(sent));
    this.panel.show("kept", parts.length > 0);
    this.panel.show("save", runs.some((r) => r.bytes > r.dropped));
    this.troubles();
  }

  /** Says what stands in the way. What stands in nobody's way is not said. */
  private troubles(): void {
    const worst: Trouble[] = ["refused", "full", "signed-out", "off"];
    const in_ = [...this.senders.values()];
    for (const t of worst) {
      const s = in_.find((x) => x.trouble === t);
      if (!s) continue;
      const key = t === "refused" && !s.said ? "refused-plain" : `send-${t}`;
      this.panel.write("net", this.panel.word(key, { why: s.said }));
      this.panel.show("net", true);
      return;
    }
    this.panel.write("net", "");
    this.panel.show("net", false);
  }

  /** Offers what is here as files. */
  async save(): Promise<void> {
    for (const run of await this.store.runs()) {
      const bytes = await this.store.bytes(run.id, run.dropped, Number.MAX_SAFE_INTEGER);
      if (bytes.length === 0) continue;
      const url = URL.createObjectURL(new Blob([bytes], { type: run.type }));
      const link = document.createElement("a");
      link.href = url;
      link.download = run.name;
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    }
  }
}
