// Markup that the script needs stands in the page as templates, so that there is one place where it is written.

/** Clones the template with an id and puts values into its data-slot elements; one whose value is empty is taken away. */
export function cloned(id: string, values: Record<string, string | Node | undefined> = {}): HTMLElement | undefined {
  const t = document.getElementById(id);
  const first = t instanceof HTMLTemplateElement ? t.content.firstElementChild : null;
  if (!(first instanceof HTMLElement)) return undefined;
  const e = document.importNode(first, true);
  for (const slot of [e, ...e.querySelectorAll<HTMLElement>("[data-slot]")]) {
    const name = slot.dataset["slot"];
    if (name === undefined || !(name in values)) continue;
    const v = values[name];
    if (v === undefined || v === "") slot.remove();
    else slot.replaceChildren(v);
  }
  return e;
}

/** How a kind is shown: its drawing and its word. */
export function kindMark(kind: string): Node {
  return cloned(`t-kind-${kind}`) ?? document.createTextNode(kind);
}
