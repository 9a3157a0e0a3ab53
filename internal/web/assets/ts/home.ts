// Where the focus goes when what had it is gone: to the part of the page that it was in, so that who works by keys goes on from there.

/** The part that something is in, by its id. */
export function partOf(e: Element | null): string | undefined {
  return e?.closest("[data-part]")?.id;
}

/**
 * Tells whether keys come to nothing there. The browser takes the focus from what is no longer shown first when it draws the page; until then
 * a button in a dialog that has just been shut still has it.
 */
export function lost(e: Element | null): boolean {
  return !e || e === document.body || !e.isConnected || e.matches(":disabled, [inert] *") || !e.checkVisibility();
}

/** Gives the focus a place when it has none. */
export function home(part: string | undefined): void {
  if (!lost(document.activeElement)) return;
  const dialog = document.querySelector<HTMLElement>("dialog:modal"); // nothing outside it can have the focus
  const own = part ? document.getElementById(part) : null;
  const place = dialog ?? (own?.checkVisibility() ? own : document.querySelector<HTMLElement>("main"));
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
