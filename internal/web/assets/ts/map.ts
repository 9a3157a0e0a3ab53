// Putting points on the map of an area: a click, or a cross that the arrows move. What is put becomes lines in the field for positions, as
// they are written by hand; the service reads them. Without the script they are written, or a municipality is chosen.

const namespace = "http://www.w3.org/2000/svg";
const frame = document.querySelector<HTMLElement>("[data-map]");
const svg = frame?.querySelector<SVGSVGElement>("svg");
const field = document.querySelector<HTMLTextAreaElement>("textarea[name=shapes]");
if (frame && svg && field) begin(frame, svg, field);

function begin(frame: HTMLElement, svg: SVGSVGElement, field: HTMLTextAreaElement): void {
  const west = Number(svg.dataset["west"]), north = Number(svg.dataset["north"]), per = Number(svg.dataset["per"]);
  const wide = svg.viewBox.baseVal.width, high = svg.viewBox.baseVal.height;
  const drawn = svg.querySelector("[data-drawn]");
  const shape = document.querySelector<HTMLSelectElement>("select[name=shape]");
  const help = document.querySelector<HTMLElement>("[data-map-help]");
  if (!drawn) return;
  let x = wide / 2, y = high / 2, crossed = false;

  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", svg.querySelector("title")?.textContent ?? "");
  if (help) {
    help.hidden = false;
    help.id = "map-help";
    frame.setAttribute("aria-describedby", help.id);
  }

  /** The lines of the field that this script can read: north and east in metres. */
  const points = (): [number, number][] => {
    const out: [number, number][] = [];
    for (const line of field.value.split("\n")) {
      const found = /^N (\d+), E (\d+)$/.exec(line.trim());
      if (found) out.push([(Number(found[2]) - west) / per, (north - Number(found[1])) / per]);
    }
    return out;
  };

  const draw = (): void => {
    drawn.replaceChildren();
    const all = points(), type = shape?.value ?? "Point";
    if (type !== "Point" && all.length > 1) {
      add("path", { class: type === "Polygon" ? "note-area" : "note-line", d: "M" + all.map((p) => p.join(" ")).join("L") + (type === "Polygon" ? "Z" : "") });
    }
    for (const p of all) add("circle", { class: "note-point", cx: String(p[0]), cy: String(p[1]), r: "4" });
    if (crossed) add("path", { class: "map-cross", d: `M${x - 12} ${y}h24M${x} ${y - 12}v24` });
  };

  const add = (name: string, attributes: Record<string, string>): void => {
    const e = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    drawn.append(e);
  };

  const say = (text: string): void => {
    const place = document.getElementById("say");
    if (place) place.textContent = text;
  };

  const put = (): void => {
    const text = `N ${Math.round(north - y * per)}, E ${Math.round(west + x * per)}`;
    field.value = (field.value.trim() ? field.value.trimEnd() + "\n" : "") + text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    say(text);
  };

  field.addEventListener("input", draw);
  shape?.addEventListener("change", draw);
  frame.addEventListener("blur", () => {
    crossed = false;
    draw();
  });
  svg.addEventListener("click", (e) => {
    const box = svg.getBoundingClientRect();
    x = ((e.clientX - box.left) / box.width) * wide;
    y = ((e.clientY - box.top) / box.height) * high;
    put();
  });
  frame.addEventListener("keydown", (e) => {
    const step = e.shiftKey ? 40 : 8;
    const by: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = by[e.key];
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (move) {
      x = Math.min(Math.max(x + move[0], 0), wide);
      y = Math.min(Math.max(y + move[1], 0), high);
      crossed = true;
      draw();
    } else if (e.key === " ") {
      put();
    } else if (e.key === "Backspace") {
      field.value = field.value.trimEnd().split("\n").slice(0, -1).join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (e.key === "Enter") {
      document.querySelector<HTMLInputElement>("form[action$='/map'] input[name=title]")?.focus();
    } else {
      return;
    }
    e.preventDefault();
  });
  draw();
}
