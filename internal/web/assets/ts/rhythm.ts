// The rhythm of a day, where meetings can be moved: by dragging, or by the arrow keys. Nothing is moved by that; the form below the
// picture is filled in and sent, and the page says what breaks. Without the script one writes the time in the form.

const step = 5 * 60_000;

for (const place of document.querySelectorAll<HTMLElement>("[data-rhythm]")) begin(place);

function begin(place: HTMLElement): void {
  const picture = place.querySelector("svg");
  const form = document.querySelector<HTMLFormElement>("[data-rhythm-form]");
  if (!picture || !form) return;
  const from = Date.parse(picture.dataset["from"] ?? "");
  const to = Date.parse(picture.dataset["to"] ?? "");
  const left = Number(picture.dataset["left"]);
  const right = Number(picture.dataset["right"]);
  const boxes = picture.querySelectorAll<SVGRectElement>("[data-move]");
  if (!boxes.length || !(to > from) || !(right > left)) return;
  picture.setAttribute("role", "group"); // it is no longer only to be looked at
  for (const box of boxes) handle(box, picture, form, (right - left) / (to - from));
}

function handle(box: SVGRectElement, picture: SVGSVGElement, form: HTMLFormElement, perMillisecond: number): void {
  const x = Number(box.getAttribute("x"));
  const start = Date.parse(box.dataset["start"] ?? "");
  const long = Date.parse(box.dataset["end"] ?? "") - start;
  let moved = 0; // milliseconds
  box.setAttribute("tabindex", "0");
  box.setAttribute("role", "button");
  box.setAttribute("aria-label", box.dataset["label"] ?? "");

  const show = (by: number): void => {
    moved = Math.round(by / step) * step;
    box.setAttribute("x", String(x + moved * perMillisecond));
    const said = document.querySelector<HTMLElement>("[data-rhythm-said]");
    if (said) said.textContent = `${clock(start + moved)}–${clock(start + moved + long)}`;
  };
  const ask = (): void => {
    if (!moved) return;
    field(form, "conference", box.dataset["move"] ?? "");
    field(form, "start", new Date(start + moved).toISOString().replace(/\.\d+Z$/, "Z"));
    field(form, "end", new Date(start + moved + long).toISOString().replace(/\.\d+Z$/, "Z"));
    form.requestSubmit();
  };

  box.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "ArrowLeft") show(moved - step);
    else if (e.key === "ArrowRight") show(moved + step);
    else if (e.key === "Escape") show(0);
    else if (e.key === "Enter" || e.key === " ") ask();
    else return;
    e.preventDefault();
  });
  box.addEventListener("pointerdown", (e) => {
    const matrix = picture.getScreenCTM();
    if (e.button !== 0 || !matrix) return;
    e.preventDefault();
    box.focus();
    box.setPointerCapture(e.pointerId);
    const at = e.clientX;
    const drag = (m: PointerEvent): void => show((m.clientX - at) / matrix.a / perMillisecond);
    const end = (m: PointerEvent): void => {
      box.removeEventListener("pointermove", drag);
      box.removeEventListener("pointerup", end);
      box.removeEventListener("pointercancel", end);
      if (m.type === "pointerup") ask();
      else show(0);
    };
    box.addEventListener("pointermove", drag);
    box.addEventListener("pointerup", end);
    box.addEventListener("pointercancel", end);
  });
}

function field(form: HTMLFormElement, name: string, value: string): void {
  const input = form.elements.namedItem(name);
  if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) input.value = value;
}

/** The time in Sweden, whatever the zone of the machine. */
function clock(at: number): string {
  return new Intl.DateTimeFormat("sv-SE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" }).format(at);
}

export {}; // a module of its own, whose names are its own
