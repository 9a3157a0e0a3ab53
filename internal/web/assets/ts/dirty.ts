// Which fields somebody has changed. Their values are not the service's to change until they have been sent.

const touched = new WeakSet<Element>();

/** Tells whether the value of a field is its user's: typed or chosen, or about to be. */
export function dirty(e: Element): boolean {
  return touched.has(e) || (e === document.activeElement && e.matches("textarea, input:not([type=checkbox], [type=radio], [type=hidden])"));
}

/** Says that fields have been sent or emptied: they are the service's again. */
export function clean(fields: Iterable<Element>): void {
  for (const e of fields) touched.delete(e);
}

/** Begins to notice. */
export function startDirty(): void {
  const note = (e: Event) => {
    if (!(e.target instanceof Element)) return;
    touched.add(e.target);
    // Choosing one of several changes all of them.
    if (e.target instanceof HTMLInputElement && e.target.type === "radio" && e.target.form) {
      for (const other of e.target.form.elements) {
        if (other instanceof HTMLInputElement && other.type === "radio" && other.name === e.target.name) touched.add(other);
      }
    }
  };
  document.addEventListener("input", note, true);
  document.addEventListener("change", note, true);
  document.addEventListener("reset", (e) => {
    if (e.target instanceof HTMLFormElement) clean(e.target.elements);
  });
}

/** Tells whether something is written anywhere on the page that has not been sent, or sound is being recorded by it. */
export function typed(): boolean {
  if (document.querySelector("[data-recorder][data-state=recording]")) return true;
  for (const e of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input:not([type=hidden], [type=search])")) {
    if (touched.has(e) && e.value.trim() !== "" && e.value !== e.defaultValue) return true;
  }
  return false;
}
