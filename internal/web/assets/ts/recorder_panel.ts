import { span } from "./time";

// What the recorder's panel says. All words stand in the page, in its language: <li data-word="denied">…</li>.

/** The recorder's part of the page, and what is in it by name: data-rec="state". */
export class Panel {
  private readonly words = new Map<string, string>();

  constructor(readonly element: HTMLElement) {
    for (const e of element.querySelectorAll<HTMLElement>("[data-word]")) this.words.set(e.dataset["word"] ?? "", e.textContent?.trim() ?? "");
  }

  part<T extends HTMLElement = HTMLElement>(name: string): T | undefined {
    return this.element.querySelector<T>(`[data-rec="${name}"]`) ?? undefined;
  }

  word(key: string, values: Record<string, string | number> = {}): string {
    return (this.words.get(key) ?? key).replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
  }

  /** How long something is, in words: 2 min 40 s. */
  long(ms: number): string {
    const s = Math.round(ms / 1000);
    const [h, m] = [Math.floor(s / 3600), Math.floor((s % 3600) / 60)];
    return h > 0 ? this.word("hours", { h, m }) : m > 0 ? this.word("minutes", { m, s: s % 60 }) : this.word("seconds", { s });
  }

  show(name: string, yes: boolean): void {
    const e = this.part(name);
    if (e && e.hidden === yes) e.hidden = !yes;
  }

  /** Writes a text, only when it is another: what has not changed is not read aloud again. */
  write(name: string, text: string): void {
    const e = this.part(name);
    if (e && e.textContent !== text) e.textContent = text;
  }

  /** Says what is wrong, at the panel; nothing when nothing is. */
  wrong(key: string, values: Record<string, string | number> = {}): void {
    this.write("wrong", key && this.word(key, values));
    this.show("wrong", key !== "");
  }

  /** Has it read aloud, by the page's own live region. */
  say(key: string, values: Record<string, string | number> = {}): void {
    document.dispatchEvent(new CustomEvent("samverkan:say", { detail: this.word(key, values) }));
  }

  /** A time on the panel's clock. */
  clock(ms: number): string {
    return span(ms);
  }
}
