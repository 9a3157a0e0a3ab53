import type { Outbox, Shut, Waiting } from "./outbox";
import { parse, type Actor } from "./parse";
import { cloned, kindMark } from "./slots";
import { clock } from "./time";
import { count, word } from "./words";

// What waits is seen: in its place in the journal, and in a panel that says what happens with it.

const atOnce = 20; // of those that only wait, in the panel

/** Shows what waits, and takes it away when the journal has it. */
export class Shown {
  private list: Waiting[] = [];
  private shut: Shut[] = [];
  /** What the service has taken and the page has not shown yet: its number in the journal. */
  private readonly sent = new Map<string, number>();
  private refreshing: Promise<void> | undefined;
  private stale = false;
  private seq: number; // up to which the page shows the journal

  constructor(
    private readonly outbox: Outbox,
    private readonly conference: string,
    private readonly journal: string,
    private readonly actors: Actor[],
  ) {
    this.seq = Number(document.querySelector<HTMLElement>("[data-live]")?.dataset["seq"]) || 0;
    outbox.addEventListener("sent", (e) => {
      const { id, last } = (e as CustomEvent<{ id: string; last: number }>).detail;
      this.sent.set(id, last);
      const row = document.getElementById(`w-${id}`);
      row?.classList.replace("is-waiting", "is-sent");
      row?.querySelector("[data-slot=state]")?.replaceChildren(word("outbox.sent"));
      this.settle();
    });
    outbox.addEventListener("change", () => void this.refresh());
    for (const name of ["samverkan:patched", "samverkan:seq"]) {
      document.addEventListener(name, (e) => {
        this.seq = Math.max(this.seq, (e as CustomEvent<{ seq?: number }>).detail.seq ?? 0);
        this.settle();
        this.rows(); // a patch may have renewed the list around them
      });
    }
    setInterval(() => this.panel(), 1000);
  }

  get waiting(): Waiting[] {
    return this.list;
  }

  /** Shows what waits now. Asked again before it is done, it does so once more, however often it was asked. */
  refresh(): Promise<void> {
    this.stale = true;
    return (this.refreshing ??= this.show().finally(() => (this.refreshing = undefined)));
  }

  private async show(): Promise<void> {
    while (this.stale) {
      this.stale = false;
      ({ waiting: this.list, shut: this.shut } = await this.outbox.all());
      this.rows();
      this.panel();
    }
  }

  /** Rows in the journal: at its end, in order. */
  private rows(): void {
    const journal = document.getElementById(this.journal);
    if (!journal) return;
    const wanted = new Set<string>();
    for (const w of this.list) {
      if (w.conference !== this.conference || w.entry.form) continue; // the forms' are in the panel
      const id = `w-${w.entry.id}`;
      wanted.add(id);
      const there = document.getElementById(id);
      if (there && there.dataset["version"] === version(w)) continue;
      const row = this.row(w);
      if (!row) return;
      if (there) there.replaceWith(row);
      else journal.append(row);
    }
    for (const row of Array.from(journal.querySelectorAll<HTMLElement>("[data-waiting]"))) {
      if (!wanted.has(row.id) && !this.sent.has(row.id.slice(2))) row.remove();
    }
  }

  private row(w: Waiting): HTMLElement | undefined {
    const row = cloned("t-row", { ...this.values(w), state: word(`outbox.${w.state}`) });
    if (!row) return undefined;
    row.id = `w-${w.entry.id}`;
    row.dataset["waiting"] = w.state;
    row.dataset["version"] = version(w);
    row.dataset["keep"] = "";
    row.classList.add("is-waiting");
    return row;
  }

  private values(w: Waiting): Record<string, string | Node | undefined> {
    const at = Date.parse(w.entry.occurredAt);
    if (w.entry.form) return { time: clock(at), kind: kindMark(w.entry.kind), text: w.entry.source, why: w.entry.why };
    const m = parse(w.entry.source, this.actors, at);
    const who = m.actors.slice(0, m.leading).map((id) => this.actors.find((a) => a.id === id)?.name ?? id);
    const due = m.due ? word("composer.due", { t: dueText(m.due) }) : undefined;
    return { time: clock(at), kind: kindMark(w.entry.kind), actor: who.join(", "), text: m.text, due, why: w.entry.why };
  }

  /** Takes away what has come by the journal itself. */
  private settle(): void {
    for (const [id, last] of this.sent) {
      if (last > this.seq) continue;
      this.sent.delete(id);
      document.getElementById(`w-${id}`)?.remove();
    }
  }

  private panel(): void {
    const panel = document.querySelector<HTMLElement>("[data-outbox]");
    if (!panel) return;
    const here = this.list.filter((w) => w.conference === this.conference);
    const shut = this.shut.filter((w) => w.conference === this.conference);
    const stopped = here.filter((w) => w.state !== "waiting").length;
    const state = stopped + shut.length > 0 ? "refused" : this.list.length > 0 ? "waiting" : "empty";
    panel.dataset["state"] = state;
    if (panel.hasAttribute("data-hide-empty")) panel.hidden = state === "empty";
    const mend = panel.querySelector<HTMLElement>("[data-outbox-mend]");
    if (mend) mend.hidden = stopped === 0; // what cannot be read cannot be changed
    put(panel, "[data-outbox-title]", stopped > 0 ? count("outbox.stopped", stopped) : shut.length > 0 ? count("outbox.sealed", shut.length) : this.list.length > 0 ? count("outbox.count", this.list.length) : word("outbox.empty"));
    const seconds = Math.ceil((this.outbox.next - Date.now()) / 1000);
    put(panel, "[data-outbox-next]", this.list.length === 0 || this.outbox.next === 0 ? "" : count("outbox.next", Math.max(1, seconds)));
    const list = panel.querySelector("[data-outbox-list]");
    // What was refused is all there; of what only waits the first ones say enough, and the number is above them.
    let room = atOnce;
    const some = here.filter((w) => w.state !== "waiting" || room-- > 0);
    const shown = [...some.map((w) => `${w.entry.id} ${version(w)}`), ...shut.map((w) => w.n)].join();
    if (!list || (list as HTMLElement).dataset["shown"] === shown) return;
    (list as HTMLElement).dataset["shown"] = shown;
    const closed = { time: undefined, kind: undefined, actor: undefined, text: word("outbox.sealed"), due: undefined, why: word("outbox.sealed.why"), state: undefined };
    list.replaceChildren(
      ...some.flatMap((w) => item(w.n, w.state, { ...this.values(w), state: word(`outbox.${w.state}`) }, w.state !== "waiting" && !w.entry.form, w.state !== "waiting")),
      ...shut.flatMap((w) => item(w.n, "sealed", closed, false, true)),
    );
  }
}

/** One in the panel, with the ways out of it that there are. */
function item(n: number, state: string, values: Record<string, string | Node | undefined>, back: boolean, drop: boolean): HTMLElement[] {
  const e = cloned("t-waiting", values);
  if (!e) return [];
  e.dataset["n"] = String(n);
  e.dataset["state"] = state;
  for (const b of e.querySelectorAll<HTMLElement>('[data-composer="take-back"]')) b.hidden = !back;
  for (const b of e.querySelectorAll<HTMLElement>('[data-composer="drop"]')) b.hidden = !drop;
  return [e];
}

function version(w: Waiting): string {
  return `${w.state} ${w.entry.source} ${w.entry.why ?? ""}`;
}

function put(within: Element, selector: string, text: string): void {
  const e = within.querySelector(selector);
  if (e && e.textContent !== text) e.textContent = text;
}

const dueForm = new Intl.DateTimeFormat(document.documentElement.lang || "sv", {
  timeZone: "Europe/Stockholm",
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** When something is due, as people write it: tors 7 jan. 06:00. */
export function dueText(at: string): string {
  return dueForm.format(Date.parse(at));
}
