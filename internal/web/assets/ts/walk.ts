// A morning meeting by keys: j and k or the arrows go between the rows that are left, and one key takes a row. Each key presses a button or
// follows a link that stands in the row, so that nothing is done here that cannot be done without the script.

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-walk-row]")];

function current(): HTMLElement | undefined {
  const at = document.activeElement?.closest<HTMLElement>("[data-walk-row]");
  return at ?? document.getElementById("next") ?? rows()[0];
}

function go(by: number): void {
  const all = rows();
  const at = document.activeElement?.closest<HTMLElement>("[data-walk-row]");
  const i = at ? all.indexOf(at) + by : 0;
  all[Math.max(0, Math.min(all.length - 1, i))]?.focus();
}

document.addEventListener("keydown", (e) => {
  const on = e.target instanceof Element ? e.target : null;
  if (e.ctrlKey || e.altKey || e.metaKey || e.repeat || on?.closest("input, textarea, select, [contenteditable], dialog")) return;
  const key = e.key.toLowerCase();
  if (key === "j" || key === "arrowdown") go(1);
  else if (key === "k" || key === "arrowup") go(-1);
  else if (key === "z") document.querySelector<HTMLElement>("[data-walk-undo]")?.click();
  else if (/^[nmbuso]$/.test(key)) current()?.querySelector<HTMLElement>(`[data-walk-key="${key}"]`)?.click();
  else return;
  e.preventDefault();
});

if (location.hash === "#next") document.getElementById("next")?.focus();
