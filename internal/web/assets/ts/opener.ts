// Links that open a dialog of the page. Without script they lead to the same page with the dialog open in it.
//
//   <a href="?dialog=d-end" data-dialog="d-end" data-set-actors="lst">   fields of the dialog can be given values
//   <span data-says="actors"></span>                                     in a dialog: says what the link gave
//   <a href="?" data-close>                                              in a dialog: closes it
//   <details data-pop>                                                   a small menu: a press beside it, or Escape, shuts it

import { dirty } from "./dirty";
import { home, partOf } from "./home";

/** The part of the page that each dialog was opened from. */
const from = new WeakMap<HTMLDialogElement, string | undefined>();

/** Opens and closes dialogs by their links. */
export function startOpeners(): void {
  document.addEventListener("click", (e) => {
    shutPops(e.target);
    if (e.defaultPrevented || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey) return;
    const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>("a[data-dialog], a[data-close]") : null;
    if (!link) return;
    const around = link.closest("dialog");
    if (link.hasAttribute("data-close") && around) {
      around.close();
      if (!link.getAttribute("href")?.startsWith("#")) e.preventDefault();
    }
    const dialog = document.getElementById(link.dataset["dialog"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    e.preventDefault();
    around?.close();
    fill(dialog, link);
    from.set(dialog, partOf(link));
    if (dialog.open) dialog.close(); // it was made open by the service, and is not modal
    dialog.showModal();
  });
  // The browser gives the focus back to what opened the dialog. That may be gone by then: what it was for is done.
  document.addEventListener("close", (e) => {
    if (e.target instanceof HTMLDialogElement) home(from.get(e.target));
  }, true);
  // What opens a dialog is pressed as a button is, and when the key is let go: one that is still down would go on to the dialog, and
  // press the button that has the focus there; or pause the player that a place in a recording has just been played in.
  let pressed: EventTarget | null = null;
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") shutPops(null);
    if (!isPress(e) || !(e.target instanceof Element)) return;
    const link = e.target.closest("a[data-dialog], a[data-seek]");
    if (link) pressed = link;
    if (link || (e.repeat && e.target.closest("button, summary, a"))) e.preventDefault();
  });
  document.addEventListener("keyup", (e) => {
    const link = pressed;
    pressed = null;
    if (isPress(e) && link instanceof HTMLElement && link === document.activeElement) link.click();
  });
}

function isPress(e: KeyboardEvent): boolean {
  return (e.key === "Enter" || e.key === " ") && !e.ctrlKey && !e.altKey && !e.metaKey;
}

/**
 * Gives the dialog's fields the values that the link says, and says them where the dialog tells what it is about. From then on they are the
 * dialog's: what is typed in an area is not written over, and a list that has been set is left alone by patches as if it had been chosen in.
 */
function fill(dialog: HTMLDialogElement, link: HTMLElement): void {
  for (const { name, value } of Array.from(link.attributes)) {
    if (!name.startsWith("data-set-")) continue;
    const of = CSS.escape(name.slice("data-set-".length));
    const field = dialog.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(`[name="${of}"]`);
    if (field && !(field instanceof HTMLTextAreaElement && dirty(field))) field.value = value;
    if (field instanceof HTMLSelectElement) field.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.querySelector(`[data-says="${of}"]`)?.replaceChildren(value);
  }
}

function shutPops(at: EventTarget | null): void {
  for (const pop of document.querySelectorAll<HTMLDetailsElement>("details[data-pop][open]")) {
    if (!(at instanceof Node && pop.contains(at))) pop.open = false;
  }
}
