import { connected } from "./connection";
import { clean } from "./dirty";
import { go, patch } from "./patch";
import { uuidv7 } from "./uuid";
import { word } from "./words";

// Forms that are sent without leaving the page. What was typed stays until the service has said that it has it.

interface Wrong {
  text?: string;
  fields?: { field: string; text: string }[];
}

/** Sends every form that asks for it. */
export function startEnhance(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-enhance") || e.defaultPrevented) return;
    const button = e.submitter;
    const method = button?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get";
    if (method.toLowerCase() !== "post") return;
    e.preventDefault();
    const under = sending.get(form);
    if (!under) void send(form, button);
    // Pressed twice is sent once. What was changed meanwhile, or has a button of its own while the form saves itself, is sent after it.
    else if ((button?.hasAttribute("formaction") && !under.button) || Array.from(held(form)).some(([e, value]) => under.sent.get(e) !== value)) under.next = { button };
  });
}

interface Sending {
  sent: Held;
  button: HTMLElement | null;
  next?: { button: HTMLElement | null };
}

const sending = new Map<HTMLFormElement, Sending>();

async function send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  form.setAttribute("aria-busy", "true");
  forget(form);
  freshID(form, (e) => e.value === ""); // a form that is made once for many cannot bring an id of its own
  const sent = held(form);
  const under: Sending = { sent, button };
  sending.set(form, under);
  try {
    const answer = await fetch(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, {
      method: "POST",
      headers: { "Samverkan-Enhanced": "1", Accept: "text/html, application/json" },
      body: bodyOf(form, button),
      // A file may take its time; a few words that have no answer in half a minute may not have come through.
      ...(form.enctype === "multipart/form-data" ? {} : { signal: AbortSignal.timeout(30_000) }),
    });
    await take(form, answer, sent);
  } catch {
    connected("off");
    tell(form, { text: word("form.offline") });
  } finally {
    form.removeAttribute("aria-busy");
    sending.delete(form);
    const next = under.next;
    if (next && form.isConnected) form.requestSubmit(next.button?.isConnected ? next.button : null);
  }
}

function bodyOf(form: HTMLFormElement, button: HTMLElement | null): BodyInit {
  const data = new FormData(form, button);
  if (form.enctype === "multipart/form-data") return data;
  const fields = new URLSearchParams();
  for (const [name, value] of data) fields.append(name, typeof value === "string" ? value : value.name);
  return fields;
}

async function take(form: HTMLFormElement, answer: Response, sent: Held): Promise<void> {
  if (answer.redirected) {
    succeed(form, sent);
    go(answer.url);
    return;
  }
  if (answer.ok) {
    const html = answer.status === 204 ? "" : await answer.text();
    succeed(form, sent);
    if (html) patch(html);
    return;
  }
  if (answer.status === 401) connected("signed-out");
  if (answer.status === 409) freshID(form); // what has been sent under this id is something else
  let wrong: Wrong = {};
  if (answer.headers.get("Content-Type")?.includes("json")) wrong = ((await answer.json().catch(() => ({}))) ?? {}) as Wrong;
  if (!wrong.text && !wrong.fields?.length) wrong.text = word(answer.status === 401 ? "form.signed-out" : "form.failed");
  tell(form, wrong);
}

type Held = Map<Element, string>;

/** What each field of a form holds; buttons that are chosen among hold it together. */
function held(form: HTMLFormElement): Held {
  const all: Held = new Map();
  const radios = new FormData(form);
  for (const e of form.elements) {
    if (e instanceof HTMLSelectElement) all.set(e, Array.from(e.selectedOptions, (o) => o.value).join());
    else if (e instanceof HTMLTextAreaElement) all.set(e, e.value);
    else if (e instanceof HTMLInputElement) all.set(e, e.type === "radio" ? String(radios.get(e.name)) : `${e.checked} ${e.value}`);
  }
  return all;
}

/** Has a field hold what it held from the beginning. */
function empty(e: Element): void {
  if (e instanceof HTMLSelectElement) {
    for (const o of e.options) o.selected = o.defaultSelected;
  } else if (e instanceof HTMLInputElement && /^(checkbox|radio)$/.test(e.type)) {
    e.checked = e.defaultChecked;
  } else if (e instanceof HTMLInputElement && e.type === "file") {
    e.value = "";
  } else if (e instanceof HTMLTextAreaElement || e instanceof HTMLInputElement) {
    e.value = e.defaultValue;
  }
}

/** Goes on after what was sent. What has been typed since then is not sent: it stays. */
function succeed(form: HTMLFormElement, sent: Held): void {
  const now = held(form);
  const same = Array.from(now.keys()).filter((e) => sent.get(e) === now.get(e));
  clean(same);
  if (form.hasAttribute("data-clear")) {
    if (same.length === now.size) form.reset();
    else same.forEach(empty);
  }
  freshID(form);
  if (!form.hasAttribute("data-keep-open")) form.closest("dialog")?.close();
  form.dispatchEvent(new CustomEvent("samverkan:sent", { bubbles: true }));
}

function freshID(form: HTMLFormElement, which: (e: HTMLInputElement) => boolean = () => true): void {
  for (const e of form.querySelectorAll<HTMLInputElement>("[data-fresh-id]")) {
    if (!which(e)) continue;
    e.value = uuidv7();
    e.defaultValue = e.value; // a reset must not bring the used one back
  }
}

/** Takes away what was said to be wrong the last time. */
function forget(form: HTMLFormElement): void {
  for (const e of form.querySelectorAll<HTMLElement>(".wrong")) {
    e.hidden = true;
    e.textContent = "";
  }
  for (const e of form.querySelectorAll('[aria-invalid="true"]')) {
    e.removeAttribute("aria-invalid");
    describe(e, false);
  }
  for (const e of places(form)) {
    e.hidden = true;
    e.textContent = "";
  }
}

function places(form: HTMLFormElement): HTMLElement[] {
  const own = form.querySelector<HTMLElement>("[data-form-error]");
  const page = document.getElementById("flash");
  return [own, page].filter((e) => e !== null);
}

/** Says what is wrong where it is wrong, the rest in the form's own place, and goes to the first. */
function tell(form: HTMLFormElement, wrong: Wrong): void {
  const rest = wrong.text ? [wrong.text] : [];
  let first: HTMLElement | undefined;
  for (const { field, text } of wrong.fields ?? []) {
    const control = mark(form, field, text);
    if (control === undefined) rest.push(text);
    first ??= control ?? undefined;
  }
  const place = places(form)[0];
  if (place && rest.length > 0) {
    place.hidden = false;
    place.textContent = rest.join(" ");
  }
  first?.focus();
}

/** Marks a field; undefined when the form has no place for it, null when it has nothing to focus. */
function mark(form: HTMLFormElement, field: string, text: string): HTMLElement | null | undefined {
  const wrapper = form.querySelector(`[data-field="${CSS.escape(field)}"]`);
  const place = wrapper?.querySelector<HTMLElement>(".wrong");
  if (!wrapper || !place) return undefined;
  place.textContent = text;
  place.hidden = false;
  const control = wrapper.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, [tabindex]");
  control?.setAttribute("aria-invalid", "true");
  if (control && place.id) describe(control, true, place.id);
  return control;
}

/** Adds the text of what is wrong to what describes a control, or takes it away. */
function describe(control: Element, add: boolean, id = ""): void {
  const kept = (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((x) => x && x !== id && !isWrong(x));
  if (add) kept.push(id);
  if (kept.length > 0) control.setAttribute("aria-describedby", kept.join(" "));
  else control.removeAttribute("aria-describedby");
}

function isWrong(id: string): boolean {
  return document.getElementById(id)?.classList.contains("wrong") ?? false;
}
