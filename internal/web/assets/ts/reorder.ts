import { hold } from "./patch";

// A list whose order somebody decides: by dragging, or by the arrow keys on the same handle. The order is then a form like any other.

const pending = new WeakMap<HTMLElement, ReturnType<typeof setTimeout>>();
const before = new WeakMap<HTMLElement, Element[]>();

/** Lets lists be put in order. */
export function startReorder(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onPointer);
}

function gripped(target: EventTarget | null): { list: HTMLElement; row: HTMLElement; grip: HTMLElement } | undefined {
  const grip = target instanceof Element ? target.closest<HTMLElement>(".grip") : null;
  const row = grip?.closest<HTMLElement>("[data-key-id]");
  const list = row?.closest<HTMLElement>("[data-reorder]");
  return grip && row && list ? { list, row, grip } : undefined;
}

function rows(list: HTMLElement): HTMLElement[] {
  return Array.from(list.children).filter((e): e is HTMLElement => e instanceof HTMLElement && e.hasAttribute("data-key-id"));
}

function onKey(e: KeyboardEvent): void {
  const it = gripped(e.target);
  if (!it || e.ctrlKey || e.altKey || e.metaKey) return;
  const all = rows(it.list);
  const at = all.indexOf(it.row);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  if (to < 0 || to >= all.length || to === at) return;
  remember(it.list);
  const target = all[to]!;
  if (to < at) target.before(it.row);
  else target.after(it.row);
  it.grip.focus();
  clearTimeout(pending.get(it.list));
  pending.set(it.list, setTimeout(() => submit(it.list), 600)); // several steps are one new order
}

function remember(list: HTMLElement): void {
  if (!before.has(list)) before.set(list, rows(list));
}

function onPointer(e: PointerEvent): void {
  const it = gripped(e.target);
  if (!it || e.button !== 0) return;
  e.preventDefault();
  it.grip.focus();
  remember(it.list);
  const release = hold(); // what comes meanwhile must not move the row out of the hand
  it.row.classList.add("is-dragged");
  it.grip.setPointerCapture(e.pointerId);
  const move = (m: PointerEvent) => drag(it.list, it.row, m.clientY);
  const end = (m: PointerEvent) => {
    it.grip.removeEventListener("pointermove", move);
    it.grip.removeEventListener("pointerup", end);
    it.grip.removeEventListener("pointercancel", end);
    it.row.classList.remove("is-dragged");
    if (m.type === "pointercancel") restore(it.list);
    else submit(it.list);
    release();
  };
  it.grip.addEventListener("pointermove", move);
  it.grip.addEventListener("pointerup", end);
  it.grip.addEventListener("pointercancel", end);
}

function drag(list: HTMLElement, row: HTMLElement, y: number): void {
  for (const other of rows(list)) {
    if (other === row) continue;
    const box = other.getBoundingClientRect();
    const middle = box.top + box.height / 2;
    const follows = Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (follows && y > middle) other.after(row);
    else if (!follows && y < middle) {
      other.before(row);
      return;
    }
  }
}

function restore(list: HTMLElement): void {
  const old = before.get(list);
  before.delete(list);
  for (const row of old ?? []) if (row.isConnected) list.append(row);
}

/** Sends the new order, when it is new. A form that is refused puts the old one back. */
function submit(list: HTMLElement): void {
  const old = before.get(list);
  const now = rows(list);
  const form = document.getElementById(list.dataset["reorder"] ?? "");
  if (!old || !(form instanceof HTMLFormElement) || now.every((row, i) => row === old[i])) {
    before.delete(list);
    return;
  }
  const field = form.elements.namedItem("order");
  if (field instanceof HTMLInputElement) field.value = now.map((row) => row.dataset["keyId"]).join(" ");
  let sent = false;
  form.addEventListener("samverkan:sent", () => (sent = true), { once: true });
  form.requestSubmit();
  const wait = setInterval(() => {
    if (form.getAttribute("aria-busy") === "true") return;
    clearInterval(wait);
    if (sent) before.delete(list);
    else restore(list);
  }, 100);
}
