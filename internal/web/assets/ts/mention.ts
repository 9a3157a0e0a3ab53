import { mentionAt, suggest, type Actor } from "./parse";
import { cloned } from "./slots";

// Completion of @, by the pattern of a text field with a list (ARIA 1.2). Focus never leaves the field.

/** Lets actors be chosen in a field. */
export class Mentions {
  private shown: Actor[] = [];
  private at = 0;
  private from = 0;

  constructor(
    private readonly field: HTMLTextAreaElement,
    private readonly list: HTMLElement,
    private readonly actors: Actor[],
    private readonly inserted: () => void,
  ) {
    list.addEventListener("pointerdown", (e) => {
      e.preventDefault(); // the field keeps its focus
      const option = e.target instanceof Element ? e.target.closest<HTMLElement>("[role=option]") : null;
      if (option) this.choose(Number(option.dataset["at"]));
    });
    field.addEventListener("blur", () => this.close());
  }

  get open(): boolean {
    return this.shown.length > 0;
  }

  /** Looks at what stands before the caret. */
  look(): void {
    const caret = this.field.selectionStart;
    const m = caret === this.field.selectionEnd ? mentionAt(this.field.value, caret) : undefined;
    const found = m && !this.finished(m.typed) ? suggest(m.typed, this.actors) : [];
    if (!m || found.length === 0) {
      this.close();
      return;
    }
    this.from = m.from;
    this.shown = found;
    this.at = 0;
    this.show(m.typed.trim().length);
  }

  /** A whole name with something after it is no longer being chosen. */
  private finished(typed: string): boolean {
    const lower = typed.toLowerCase();
    return this.actors.some((a) => lower.startsWith(`${a.name.toLowerCase()} `) || (a.short && lower.startsWith(`${a.short.toLowerCase()} `)));
  }

  /** Takes a key when the list is open; true when it was the list's. */
  key(e: KeyboardEvent): boolean {
    if (!this.open || e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return false;
    const n = this.shown.length;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      this.at = (this.at + (e.key === "ArrowDown" ? 1 : n - 1)) % n;
      this.select();
    } else if ((e.key === "Tab" && !e.shiftKey) || (e.key === "Enter" && !e.shiftKey)) {
      this.choose(this.at);
    } else if (e.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    e.preventDefault();
    e.stopPropagation();
    return true;
  }

  close(): void {
    this.shown = [];
    this.frame().hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  private frame(): HTMLElement {
    return this.list.closest<HTMLElement>(".mention") ?? this.list;
  }

  private choose(at: number): void {
    const actor = this.shown[at];
    if (!actor) return;
    const rest = this.field.value.slice(this.field.selectionStart);
    const text = `@${actor.name}${/^\s/.test(rest) ? "" : " "}`;
    this.field.setRangeText(text, this.from, this.field.selectionStart, "end");
    this.close();
    this.inserted();
  }

  private show(typed: number): void {
    const options = this.shown.map((actor, i) => {
      const name = document.createDocumentFragment();
      const begins = actor.name.slice(0, typed);
      const marked = document.createElement("b");
      marked.textContent = begins;
      name.append(marked, actor.name.slice(typed));
      const option = cloned("t-option", { name, note: actor.note }) ?? document.createElement("li");
      if (!option.hasChildNodes()) option.append(name);
      option.setAttribute("role", "option");
      option.id = `${this.list.id}-${i}`;
      option.dataset["at"] = String(i);
      return option;
    });
    this.list.replaceChildren(...options);
    this.frame().hidden = false;
    this.select();
  }

  private select(): void {
    Array.from(this.list.children).forEach((e, i) => e.setAttribute("aria-selected", String(i === this.at)));
    const active = this.list.children[this.at];
    if (!active) return;
    this.field.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }
}
