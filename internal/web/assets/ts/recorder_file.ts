import { backoff, pause } from "./backoff";
import { create, head, most, patch, type Reply } from "./recorder_tus";

// A recording made elsewhere is sent in pieces, and taken up where it was left when it is chosen again after an interruption. Without
// this the form sends it in one piece, as forms do.

/** Sends the form's file first, and then the form with what the service calls it. */
export function sendElsewhere(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!field) return;
  form.addEventListener("submit", (e) => {
    const file = field.files?.[0];
    if (!file || field.disabled) return;
    e.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    void new Bringing(form, file).run().then((digest) => {
      form.removeAttribute("aria-busy");
      if (!digest) return;
      put(form, "digest", digest);
      put(form, "name", file.name);
      put(form, "size", String(file.size));
      field.disabled = true;
      form.enctype = "application/x-www-form-urlencoded";
      form.submit();
    });
  });
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

class Bringing {
  private readonly memory: string;
  private readonly bar: HTMLProgressElement | null;
  private offset = 0;
  private upload: string;
  private failures = 0;
  private stopped = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly file: File,
  ) {
    // The same file, chosen again, goes on where it was.
    this.memory = `samverkan-upload ${form.dataset["place"]} ${file.name} ${file.size} ${file.lastModified}`;
    this.upload = localStorage.getItem(this.memory) ?? "";
    this.bar = form.querySelector("progress");
    form.querySelector("[data-sound-stop]")?.addEventListener("click", () => (this.stopped = true), { once: true });
  }

  /** Sends until the service has it all. The answer is its digest; "" when it was stopped or refused, which the form then says. */
  async run(): Promise<string> {
    this.show(true);
    let known = false;
    while (!this.stopped) {
      const reply = await this.step(known);
      if (reply.why === "ok") {
        known = this.upload !== "";
        this.failures = 0;
        this.tell();
        if (reply.digest) {
          localStorage.removeItem(this.memory);
          this.say("whole");
          return reply.digest;
        }
        continue;
      }
      if (reply.why === "gone") {
        this.remember("");
        continue;
      }
      known = false;
      if (reply.why === "refused" || reply.why === "full" || reply.why === "signed-out") {
        this.wrong(reply.text || this.word(reply.why));
        return "";
      }
      this.say("waits");
      await pause(Math.max(reply.wait, backoff(this.failures++, 60_000)), new AbortController().signal);
    }
    this.say("stopped");
    this.show(false);
    return "";
  }

  private async step(known: boolean): Promise<Reply> {
    if (!this.upload) {
      const about = { filename: this.file.name, filetype: this.file.type || "application/octet-stream", purpose: "recording", place: this.form.dataset["place"] ?? "" };
      const reply = await create(about, this.file.size);
      if (reply.why === "ok") this.remember(reply.location);
      this.offset = 0;
      return reply;
    }
    const reply = known ? await this.next() : await head(this.upload);
    if (reply.why === "ok") this.offset = reply.offset;
    return reply;
  }

  private async next(): Promise<Reply> {
    const piece = await this.file.slice(this.offset, this.offset + most).arrayBuffer();
    return patch(this.upload, this.offset, new Uint8Array(piece));
  }

  private remember(upload: string): void {
    this.upload = upload;
    if (upload) localStorage.setItem(this.memory, upload);
    else localStorage.removeItem(this.memory);
  }

  private word(name: string): string {
    return this.form.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  }

  private tell(): void {
    if (this.bar) {
      this.bar.max = this.file.size;
      this.bar.value = this.offset;
    }
    const percent = this.file.size > 0 ? Math.floor((this.offset * 100) / this.file.size) : 100;
    this.write(this.word("progress").replace("{n}", String(percent)));
  }

  private say(name: string): void {
    this.write(this.word(name));
    document.dispatchEvent(new CustomEvent("samverkan:say", { detail: this.word(name) }));
  }

  private write(text: string): void {
    const e = this.form.querySelector("[data-sound-state]");
    if (e && e.textContent !== text) e.textContent = text;
  }

  private show(yes: boolean): void {
    const e = this.form.querySelector<HTMLElement>("[data-sound-progress]");
    if (e) e.hidden = !yes;
  }

  private wrong(text: string): void {
    const e = this.form.querySelector<HTMLElement>("[data-form-error]");
    if (!e) return;
    e.textContent = text;
    e.hidden = false;
  }
}
