// Shortcuts. Each is the same as pressing something that is seen; the page says which. Keys without a modifier are function keys only
// (WCAG 2.1.4), so nobody who dictates or types sets one off.

/** Listens for the keys that the page names. */
export function startKeys(): void {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    const key = name(e);
    if (key === "Control+F6" || key === "Control+Shift+F6") {
      if (document.querySelector("dialog:modal")) return;
      e.preventDefault();
      turn(key.includes("Shift") ? -1 : 1);
    } else if (key === "F1") {
      if (showKeys()) e.preventDefault();
    } else if (/^F\d+$|\+/.test(key) && press(key, e.repeat)) {
      e.preventDefault();
    }
  });
}

/** A key as data-key writes it. Figures go by the key, for with Alt some keyboards write another sign. */
function name(e: KeyboardEvent): string {
  const digit = /^Digit(\d)$/.exec(e.code);
  const key = digit && (e.altKey || e.ctrlKey) ? digit[1]! : e.key;
  const modifiers = [e.ctrlKey && "Control", e.altKey && "Alt", e.shiftKey && "Shift", e.metaKey && "Meta"].filter(Boolean);
  return [...modifiers, key.length === 1 ? key.toUpperCase() : key].join("+");
}

/** Presses what has the key. A key that is held down presses once. */
function press(key: string, repeat: boolean): boolean {
  const within = document.querySelector("dialog:modal") ?? document;
  for (const e of within.querySelectorAll<HTMLElement>("[data-key]")) {
    if (e.dataset["key"]?.toUpperCase() !== key.toUpperCase() || !usable(e)) continue;
    if (!repeat) e.click();
    return true;
  }
  return false;
}

function usable(e: HTMLElement): boolean {
  return !(e as HTMLButtonElement).disabled && e.getAttribute("aria-disabled") !== "true" && e.checkVisibility({ visibilityProperty: true });
}

function showKeys(): boolean {
  const keys = document.getElementById("keys");
  if (keys instanceof HTMLDialogElement) {
    if (keys.open) keys.close();
    else if (!document.querySelector("dialog:modal")) keys.showModal();
    return true;
  }
  if (keys instanceof HTMLDetailsElement) {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary")?.focus();
    return true;
  }
  return false;
}

/** Goes to the next part of the page, or the one before. */
function turn(by: 1 | -1): void {
  const parts = Array.from(document.querySelectorAll<HTMLElement>("[data-part]")).filter((e) => e.checkVisibility());
  if (parts.length === 0) return;
  const here = document.activeElement;
  let at = parts.findLastIndex((e) => e.contains(here));
  if (at < 0) {
    // Between parts: the next one is the first that comes after.
    const after = parts.findIndex((e) => here && here !== document.body && here.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
    at = by > 0 ? (after < 0 ? 0 : after) - 1 : after < 0 ? 0 : after;
  }
  const next = parts[(at + by + parts.length) % parts.length]!;
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus();
}
