import { patch } from "./patch";

// A form that is saved while one works in it: when a field is left that was changed, and when its writer has been still for a while.
// Where the page says so, what is written is also read and commented on before it is saved; that keeps nothing.

const still = 4000;
const thought = 500;

const saves = new WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>();
const looks = new WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>();
const asked = new WeakMap<HTMLFormElement, AbortController>();

/** Saves forms with data-autosave, and asks what there is to say of those with data-hints. */
export function startAutosave(): void {
  document.addEventListener("input", (e) => {
    const form = formOf(e.target);
    if (!form) return;
    if (form.hasAttribute("data-autosave")) later(form, still);
    const address = form.dataset["hints"];
    if (address) {
      clearTimeout(looks.get(form));
      looks.set(
        form,
        setTimeout(() => void look(form, address), thought),
      );
    }
  });
  document.addEventListener("change", (e) => {
    const form = formOf(e.target);
    if (form?.hasAttribute("data-autosave")) later(form, 0);
  });
  // A button of the form sends everything; what was to be saved a moment later is saved with it.
  document.addEventListener("submit", (e) => {
    if (e.target instanceof HTMLFormElement) forget(e.target);
  });
}

function formOf(target: EventTarget | null): HTMLFormElement | null {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ? target.form : null;
}

function later(form: HTMLFormElement, wait: number): void {
  clearTimeout(saves.get(form));
  saves.set(
    form,
    setTimeout(() => save(form), wait),
  );
}

function save(form: HTMLFormElement): void {
  if (!form.isConnected) return;
  // One sending at a time: what came meanwhile is saved after it.
  if (form.getAttribute("aria-busy") === "true") later(form, 300);
  // What the browser itself finds wrong is said when the writer sends; until then nothing takes the focus away.
  else if (form.matches(":valid")) form.requestSubmit();
}

function forget(form: HTMLFormElement): void {
  clearTimeout(saves.get(form));
  clearTimeout(looks.get(form));
  asked.get(form)?.abort();
}

async function look(form: HTMLFormElement, address: string): Promise<void> {
  asked.get(form)?.abort();
  const control = new AbortController();
  asked.set(form, control);
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  try {
    const answer = await fetch(address, { method: "POST", body, signal: control.signal, headers: { "Samverkan-Enhanced": "1", Accept: "text/html" } });
    // What is half written may be wrong in a way that is nobody's concern yet.
    if (answer.ok && !control.signal.aborted) patch(await answer.text());
  } catch {
    // Without a network the hints stay as they are; saving tells of it.
  }
}
