// Where the focus goes when what had it is gone: to the part of the page that it was in, so that who works by keys goes on from there.

/** The part that something is in, by its id. */
export function partOf(e: Element | null): string | undefined {
  return e?.closest("[data-part]")?.id;
}

/** Gives the focus a place when it has none. */
export function home(part: string | undefined): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const dialog = document.querySelector<HTMLElement>("dialog:modal"); // nothing outside it can have the focus
  const place = dialog ?? ((part && document.getElementById(part)) || document.querySelector<HTMLElement>("main"));
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
