import { saveFiles } from "./file";
import { Mentions } from "./mention";
import { commandOf, lacking, revisionOf, shownKind, sourceOf, type Revision } from "./notes";
import { Outbox, type Entry, type Waiting } from "./outbox";
import { parse, slashes, type Actor, type Kind, type Meaning } from "./parse";
import { openQueue, type Queue } from "./queue";
import { startQueued } from "./queued";
import { Seal } from "./seal";
import { cloned, kindMark } from "./slots";
import { serverNow } from "./time";
import { uuidv7 } from "./uuid";
import { dueText, Shown } from "./waiting";
import { word } from "./words";
import { wall } from "./zone";

/** What is being changed instead of written anew: something that waits, something in the journal, or a change of it that waits. */
interface Editing {
  waiting?: { n: number; entry: Entry };
  revision?: Revision;
  was?: Meaning; // what the field meant when it was taken up
}

/** The secretary's field: one form, in the page's own markup, that saves on this computer first. */
export class Composer extends HTMLElement {
  private form!: HTMLFormElement;
  private field!: HTMLTextAreaElement;
  private mentions: Mentions | undefined;
  private actors: Actor[] = [];
  private queue!: Queue;
  private seal!: Seal;
  private outbox!: Outbox;
  private shown!: Shown;
  private editing: Editing | undefined;
  private aside = ""; // what was in the field when something else was taken up
  private saving: Promise<void> | undefined;
  private begun = false;
  private statusTimer: ReturnType<typeof setTimeout> | undefined;
  private draftTimer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    if (this.begun) return;
    this.begun = true;
    void this.begin();
  }

  private get conference(): string {
    return this.dataset["conference"] ?? "";
  }

  private async begin(): Promise<void> {
    const form = this.querySelector("form");
    const field = form?.querySelector("textarea");
    const { member, outboxKey } = document.documentElement.dataset;
    // Without a key, or in a browser that lets nothing be kept, the form is an ordinary one.
    if (!form || !field || !member || !outboxKey || !globalThis.crypto?.subtle) return;
    const queue = await openQueue(member).catch(() => undefined);
    if (!queue) return;
    [this.form, this.field, this.queue, this.seal] = [form, field, queue, await Seal.of(outboxKey, member)];
    this.actors = invited();
    this.outbox = new Outbox(queue, this.seal, this.conference);
    this.shown = new Shown(this.outbox, this.conference, this.dataset["list"] ?? "", this.actors);
    this.listen();
    const draft = await queue.draft(this.conference);
    if (draft && !field.value) field.value = await this.seal.open<string>(draft, this.conference).catch(() => "");
    await this.shown.refresh();
    this.status();
    this.dataset["ready"] = "";
    startQueued(this);
    this.outbox.send(); // what a page before this one left
  }

  private listen(): void {
    const { form, field } = this;
    const list = this.querySelector<HTMLElement>("[role=listbox]");
    if (list) this.mentions = new Mentions(field, list, this.actors, () => this.typed());
    form.removeAttribute("data-enhance"); // sent from here
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.save();
    });
    field.addEventListener("keydown", (e) => {
      if (!this.mentions?.key(e) && e.key === "Escape") e.preventDefault(); // never throws text away
    });
    field.addEventListener("input", () => this.typed());
    field.addEventListener("click", () => this.mentions?.look());
    document.addEventListener("click", (e) => {
      const b = e.target instanceof Element ? e.target.closest<HTMLElement>("[data-composer], [data-kind]") : null;
      if (b) void this.pressed(b);
    });
    // Somebody may be called in during the meeting. The list is one, that the field's completion and what waits have too.
    document.addEventListener("samverkan:patched", () => this.actors.splice(0, this.actors.length, ...invited()));
    addEventListener("online", () => this.outbox.send(true));
    addEventListener("focus", () => this.outbox.send());
    document.addEventListener("samverkan:connection", (e) => {
      const { state } = (e as CustomEvent<{ state: string }>).detail;
      if (state === "on" || state === "poll") this.outbox.send(true);
    });
    this.outbox.addEventListener("refused", () => this.tell(word("outbox.refused.say")));
    let leaving = false;
    document.addEventListener("samverkan:leaving", () => (leaving = true));
    addEventListener("beforeunload", (e) => {
      if (!leaving && this.shown.waiting.length > 0) e.preventDefault(); // they are safe here, but not sent: whoever shuts the lid should know
    });
  }

  private typed(): void {
    this.mentions?.look();
    this.wrong("");
    clearTimeout(this.statusTimer);
    this.statusTimer = setTimeout(() => this.status(), 150);
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => void this.keepDraft(), 400);
  }

  private async keepDraft(): Promise<void> {
    clearTimeout(this.draftTimer);
    const text = this.field.value;
    await this.queue.setDraft(this.conference, text.trim() && !this.editing ? await this.seal.close(text, this.conference) : undefined);
  }

  /** Whether what is written is kept here. */
  get ready(): boolean {
    return "ready" in this.dataset;
  }

  /** Keeps a command that comes from another form of the desk, and sends it in its turn. False, with a word about it, when it cannot be kept. */
  async keep(name: string, kind: string, source: string, command: Record<string, unknown>, at = new Date()): Promise<boolean> {
    try {
      await this.outbox.add({ id: uuidv7(), role: this.dataset["role"] ?? "", occurredAt: at.toISOString(), source, kind, name, command, form: true });
      return true;
    } catch {
      this.tell(word("composer.not-saved"));
      return false;
    }
  }

  /** What a text means. What changes a line is of that line's kind, with or without its slash. */
  private read(text: string, revision?: Revision): Meaning {
    return parse(text, this.actors, serverNow(), revision?.kind);
  }

  private kindOf(m: Meaning): string {
    return this.editing?.revision?.kind ?? shownKind(m);
  }

  /** What the line means, with what the meeting says of it: which decision is open, which question was asked last. */
  private meaning(): Meaning {
    const revision = this.editing?.revision;
    const m = this.read(this.field.value, revision);
    if (revision) return m;
    const reserves = /^reserverar sig(?: mot (?:beslutet|förslaget))?[\s:,.]*/i.exec(m.text);
    if (m.kind === "decision" && m.leading > 0 && reserves) {
      const open = document.querySelector<HTMLElement>("[data-open-decision]")?.dataset["openDecision"];
      m.text = m.text.slice(reserves[0].length);
      if (m.refs.length === 0 && open) m.refs.push(open);
    }
    if (m.kind === "answer" && m.refs.length === 0) {
      const asked = document.querySelectorAll<HTMLElement>(`#${CSS.escape(this.dataset["list"] ?? "")} [data-unanswered]`);
      const last = asked[asked.length - 1]?.dataset["ref"];
      if (last) m.refs.push(last);
    }
    return m;
  }

  /** Says below the field what the text becomes, and shows the kind on its button. */
  private status(): void {
    const m = this.meaning();
    const empty = this.field.value.trim() === "";
    for (const b of this.querySelectorAll<HTMLElement>("[data-kind]")) b.setAttribute("aria-pressed", String(!empty && b.dataset["kind"] === m.kind));
    const place = this.querySelector<HTMLElement>("[data-parse]");
    if (!place) return;
    const parts: Node[] = [];
    if (!empty) {
      parts.push(kindMark(this.kindOf(m)));
      const tag = (id: string, text: string) => parts.push(cloned(id, { text }) ?? document.createTextNode(text));
      for (const id of m.actors) tag("t-tag-actor", this.name(id));
      for (const name of m.unknown) tag("t-tag-unknown", word("composer.unknown", { name }));
      if (m.due) tag("t-tag-due", word("composer.due", { t: dueText(m.due) }));
      for (const label of m.refs) tag("t-tag-ref", label);
      const missing = this.lacks(m);
      if (missing && missing !== "composer.need.text") tag("t-tag-wrong", word(missing));
    }
    const next = document.createElement("div");
    next.append(...parts);
    if (place.innerHTML !== next.innerHTML) place.replaceChildren(...parts); // only a change is read aloud
  }

  private name(id: string): string {
    return this.actors.find((a) => a.id === id)?.name ?? id;
  }

  /** What is missing in the line. What is changed may lack what it lacked before. */
  private lacks(m: Meaning): string | undefined {
    const { revision, was } = this.editing ?? {};
    const missing = lacking(m);
    return revision && was && lacking(was) === missing ? undefined : missing;
  }

  private save(): void {
    const m = this.meaning();
    const missing = this.lacks(m);
    if (missing) this.wrong(word(missing));
    else this.saving ??= this.saved(m).finally(() => (this.saving = undefined));
  }

  private async saved(m: Meaning): Promise<void> {
    const raw = this.field.value;
    try {
      await this.put(raw.trim(), m);
    } catch {
      this.wrong(word("composer.not-saved")); // the disk is full, or the browser refuses: the text stays
      return;
    }
    // What was typed while the disk worked is the next line.
    const now = this.field.value;
    this.field.value = now.startsWith(raw) ? now.slice(raw.length) : now;
    this.done();
  }

  private async put(source: string, m: Meaning): Promise<void> {
    const { waiting, revision, was } = this.editing ?? {};
    const made = revision && was ? revisionOf(m, revision, was) : commandOf(m, this.item());
    const entry: Entry = { id: uuidv7(), role: this.dataset["role"] ?? "", occurredAt: new Date().toISOString(), source, kind: this.kindOf(m), ...made };
    if (!waiting) {
      await this.outbox.add(entry);
      return;
    }
    // One that waits is changed where it stands. If it has gone meanwhile, the text is not lost: it becomes a line of its own.
    const { n, entry: old } = waiting;
    const changed = { ...entry, id: old.id, occurredAt: old.occurredAt };
    if (old.name === made.name && "item" in old.command) changed.command["item"] = old.command["item"];
    if (!(await this.outbox.change(n, changed))) await this.outbox.add(entry);
  }

  /** Where in the agenda a line belongs: what is chosen in the form, or what is being dealt with. */
  private item(): string {
    const chosen = this.form.elements.namedItem("item");
    if (chosen instanceof HTMLSelectElement || chosen instanceof HTMLInputElement) return chosen.value;
    return document.querySelector<HTMLElement>("[data-current-item]")?.dataset["currentItem"] ?? "";
  }

  /** Leaves what was being changed, and brings back what was being written before. */
  private done(): void {
    this.editing = undefined;
    this.field.value = [this.aside, this.field.value].filter(Boolean).join(" ");
    this.aside = "";
    this.mark("");
    this.mentions?.close();
    this.status();
    void this.keepDraft();
    this.field.focus();
  }

  private mark(text: string): void {
    const place = this.querySelector<HTMLElement>("[data-editing]");
    if (!place) return;
    place.hidden = text === "";
    (place.querySelector("[data-words]") ?? place).textContent = text;
  }

  private wrong(text: string): void {
    const place = this.querySelector<HTMLElement>("[data-form-error]");
    if (place) {
      place.hidden = text === "";
      if (place.textContent !== text) place.textContent = text;
    }
    if (text) {
      this.field.setAttribute("aria-invalid", "true");
      this.field.focus();
    } else {
      this.field.removeAttribute("aria-invalid");
    }
  }

  private tell(text: string): void {
    document.dispatchEvent(new CustomEvent("samverkan:say", { detail: text }));
  }

  private async pressed(b: HTMLElement): Promise<void> {
    await this.saving; // what is done to the field is done to the next line
    if (b.dataset["kind"] !== undefined) {
      if (this.contains(b)) this.choose(b.dataset["kind"] as Kind);
      return;
    }
    const n = Number(b.closest<HTMLElement>("[data-n]")?.dataset["n"]);
    switch (b.dataset["composer"]) {
      case "speaker":
        this.speaker();
        break;
      case "edit-last":
        await this.editLast();
        break;
      case "edit": {
        const row = b.closest<HTMLElement>("[data-edit]");
        if (row) this.revise(row);
        break;
      }
      case "cancel":
        this.field.value = "";
        this.done();
        break;
      case "retry":
        this.outbox.send(true);
        break;
      case "save-file":
        saveFiles(this.shown.waiting, this.conference);
        break;
      case "take-back": {
        const w = this.shown.waiting.find((x) => x.n === n);
        if (w) this.takeBack(w);
        break;
      }
      case "drop":
        await this.outbox.drop(n);
        this.field.focus();
    }
  }

  /** Puts the slash of a kind first in the field, instead of the one that is there; the same again takes it away. */
  private choose(kind: Kind): void {
    const slash = Object.entries(slashes).find(([, k]) => k === kind)?.[0];
    const rest = this.field.value.replace(/^\s*\/(\p{L})(\s+|$)/u, (all, s: string) => (slashes[s.toLowerCase()] ? "" : all));
    const same = this.field.value !== rest && this.meaning().kind === kind;
    this.field.value = same || !slash ? rest : `/${slash} ${rest}`;
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.typed();
  }

  /** Begins a line for whoever has the floor. */
  private speaker(): void {
    const id = document.querySelector<HTMLElement>("[data-speaker]")?.dataset["speaker"];
    if (!id) {
      this.tell(word("composer.nobody-speaks"));
      this.field.focus();
      return;
    }
    const text = this.field.value.trim();
    const slash = /^\/\p{L}(?=\s|$)/u.exec(text)?.[0] ?? "";
    const rest = text.slice(slash.length).trim();
    this.field.value = [slash, `@${this.name(id)}`, rest].filter(Boolean).join(" ") + (rest ? "" : " ");
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.typed();
  }

  /** Takes up the latest of one's own: one that waits, or else the last in the journal. */
  private async editLast(): Promise<void> {
    await this.shown.refresh();
    const here = this.shown.waiting.filter((w) => w.conference === this.conference && !w.entry.form);
    const last = here.at(-1);
    if (last?.tried && last.state === "waiting") {
      this.tell(word("composer.being-sent"));
    } else if (last) {
      this.takeBack(last);
    } else {
      const member = document.documentElement.dataset["member"] ?? "";
      const rows = document.querySelectorAll<HTMLElement>(`[data-edit][data-by="${CSS.escape(member)}"]`);
      const row = rows[rows.length - 1];
      if (row) this.revise(row);
      else this.tell(word("composer.nothing-to-edit"));
    }
  }

  private revise(row: HTMLElement): void {
    const revision = JSON.parse(row.dataset["edit"] ?? "{}") as Revision;
    const source = sourceOf(revision, (id) => this.actors.find((a) => a.id === id)?.name, dueSource);
    this.take({ revision }, source, word("composer.editing", { id: String(revision.content["id"] ?? "") }));
  }

  /** Takes up what waits. A change of a line of the journal goes on being one. */
  private takeBack({ n, entry }: Waiting): void {
    const { name, kind, command, source } = entry;
    const reworded = name === "decision.propose" && command["id"] !== undefined && this.read(source).refs.length === 0;
    const revision = reworded || name.endsWith(".revise") ? { name, kind: kind as Kind, content: command } : undefined;
    this.take({ waiting: { n, entry }, ...(revision ? { revision } : {}) }, source, word("composer.editing.waiting"));
  }

  private take(what: Editing, source: string, text: string): void {
    if (!this.editing) this.aside = this.field.value;
    this.editing = { ...what, was: this.read(source, what.revision) };
    this.field.value = source;
    this.mark(text);
    this.field.focus();
    this.field.setSelectionRange(source.length, source.length);
    this.status();
  }
}

/** Who can be named, as the page says now. */
function invited(): Actor[] {
  return Array.from(document.querySelectorAll<HTMLElement>("#actors > [data-mention]"), (e) => JSON.parse(e.dataset["mention"] ?? "{}") as Actor);
}

/** A time as it is written after an exclamation mark, with its day, so that it is read back as the same. */
function dueSource(at: string): string {
  const w = wall(Date.parse(at));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${w.year}-${two(w.month)}-${two(w.day)} ${two(w.hour)}:${two(w.minute)}`;
}
