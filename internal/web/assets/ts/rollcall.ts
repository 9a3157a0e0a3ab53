// The roll-call by one key for each actor: the focus stands on the next one, so that 40 are called without a look at the screen's
// other end. The keys work only while an actor has the focus (WCAG 2.1.4), and each has a button with the same effect.
//
//   <ul data-rollcall><li><form data-enhance><button name="status" value="…">   as many as there are
//   <input type="search" data-filter="ID of the list">                           inside [data-filter-bar], which is shown by the script

const marks: Record<string, string> = { "1": "present", "2": "late", "3": "absent" };

/** Lets the roll-call be taken by keys, and its actors be searched. */
export function startRollCall(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", (e) => {
    const button = e.submitter;
    if (button instanceof HTMLButtonElement && button.closest("[data-rollcall]") && unmarked(button)) queueMicrotask(() => onward(button));
  });
  for (const bar of document.querySelectorAll<HTMLElement>("[data-filter-bar]")) bar.hidden = false;
  document.addEventListener("input", (e) => {
    if (e.target instanceof HTMLInputElement && e.target.dataset["filter"]) filter(e.target);
  });
  document.addEventListener("samverkan:patched", () => {
    for (const field of document.querySelectorAll<HTMLInputElement>("input[data-filter]")) filter(field);
  });
}

function onKey(e: KeyboardEvent): void {
  const button = e.target instanceof HTMLButtonElement && e.target.closest("[data-rollcall]") ? e.target : null;
  if (!button || e.ctrlKey || e.altKey || e.metaKey) return;
  const all = seats(button);
  const at = all.indexOf(button);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1 }[e.key];
  const mark = marks[e.key];
  if (to !== undefined) all[to]?.focus();
  else if (mark) press(button, mark);
  else if (e.key === "Backspace") document.getElementById("roll-undo")?.click();
  else return;
  e.preventDefault();
}

/** Presses a seat's button as if it said something else. */
function press(button: HTMLButtonElement, mark: string): void {
  const was = button.value;
  button.value = mark;
  button.form?.requestSubmit(button);
  button.value = was;
  if (!unmarked(button)) onward(button); // one that is unmarked is gone on from as it is sent
}

function seats(of: HTMLElement): HTMLButtonElement[] {
  const list = of.closest("[data-rollcall]");
  return list ? Array.from(list.querySelectorAll<HTMLButtonElement>("li:not([hidden]) button")) : [];
}

function unmarked(button: HTMLElement): boolean {
  return button.classList.contains("rc-none");
}

/** The focus goes to the next one that has not been called; without one it goes to the next. */
function onward(from: HTMLButtonElement): void {
  const all = seats(from);
  const at = all.indexOf(from);
  const after = [...all.slice(at + 1), ...all.slice(0, at)];
  (after.find(unmarked) ?? all[at + 1])?.focus();
}

function filter(field: HTMLInputElement): void {
  const wanted = field.value.trim().toLowerCase();
  for (const row of document.getElementById(field.dataset["filter"] ?? "")?.children ?? []) {
    const name = `${row.textContent} ${row.querySelector<HTMLElement>("[title]")?.title}`;
    (row as HTMLElement).hidden = !name.toLowerCase().includes(wanted);
  }
}
