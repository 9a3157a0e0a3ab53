// The timeline of a recording, beside the browser's own player: how loud it is, what was dealt with, what is marked, kept back or
// was not recorded. All that it shows stands in the page as text and links; without the script only the picture is missing.

/** A stretch or a moment of the sound, in seconds. */
interface Part {
  from: number;
  to: number;
  name: string;
}

interface Sound {
  player: HTMLAudioElement;
  place: HTMLElement;
  slider: HTMLElement;
  canvas: HTMLCanvasElement;
  seconds: number;
  peaks: Uint8Array;
  per: number; // seconds that each peak stands for
  items: Part[];
  marks: Part[];
  gaps: Part[];
  concealed: Part[];
}

for (const place of document.querySelectorAll<HTMLElement>("[data-timeline]")) begin(place);
const help = document.querySelector<HTMLElement>("[data-timeline-help]");
if (help) help.hidden = false;

function begin(place: HTMLElement): void {
  const player = document.getElementById(place.dataset["timeline"] ?? "");
  const slider = place.querySelector<HTMLElement>("[role=slider]");
  const canvas = place.querySelector("canvas");
  const file = place.closest<HTMLElement>("[data-sound]");
  if (!(player instanceof HTMLAudioElement) || !slider || !canvas || !file) return;
  const s: Sound = {
    player, place, slider, canvas, seconds: Number(place.dataset["seconds"]) || 1, peaks: new Uint8Array(), per: 1,
    items: parts(file, "a[data-number]", "seek", "last", "number"),
    marks: parts(document, `a[data-mark][data-player="${player.id}"]`, "seek", "seek", "mark"),
    gaps: parts(file, "[data-gap]", "gap", "to", "gap"),
    concealed: parts(file, "[data-concealed]", "concealed", "to", "concealed"),
  };
  place.hidden = false;
  const redraw = (): void => draw(s);
  const tell = (): void => {
    say(s);
    redraw();
  };
  player.addEventListener("timeupdate", tell);
  player.addEventListener("seeked", tell);
  player.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(player.duration) && player.duration > 0) s.seconds = player.duration;
    slider.setAttribute("aria-valuemax", String(Math.floor(s.seconds)));
    tell();
  });
  slider.addEventListener("keydown", (e) => key(s, e));
  slider.addEventListener("pointerdown", (e) => {
    slider.setPointerCapture(e.pointerId);
    go(s, there(s, e));
  });
  slider.addEventListener("pointermove", (e) => {
    if (slider.hasPointerCapture(e.pointerId)) go(s, there(s, e));
  });
  new ResizeObserver(redraw).observe(slider);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  tell();
  void listen(s, 0);
}

function parts(root: ParentNode, what: string, from: string, to: string, name: string): Part[] {
  return Array.from(root.querySelectorAll<HTMLElement>(what), (e) => ({
    from: Number(e.dataset[from]), to: Number(e.dataset[to]), name: e.dataset[name] ?? "",
  })).sort((a, b) => a.from - b.from);
}

/** Fetches the picture; one that the service has not made yet is asked for again, more and more seldom. */
async function listen(s: Sound, tries: number): Promise<void> {
  try {
    const answer = await fetch(s.place.dataset["peaks"] ?? "", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const got = (await answer.json()) as { ready: boolean; per?: number; peaks?: string };
    if (!got.ready && tries < 8) {
      setTimeout(() => void listen(s, tries + 1), 1000 * 2 ** tries);
      return;
    }
    s.peaks = Uint8Array.from(atob(got.peaks ?? ""), (c) => c.charCodeAt(0));
    s.per = (got.per ?? 1000) / 1000;
    s.place.classList.toggle("is-drawn", s.peaks.length > 0);
    draw(s);
  } catch {
    // The sound is played without its picture.
  }
}

function there(s: Sound, e: PointerEvent): number {
  const box = s.slider.getBoundingClientRect();
  return ((e.clientX - box.left) / Math.max(1, box.width)) * s.seconds;
}

function go(s: Sound, to: number): void {
  s.player.currentTime = Math.min(Math.max(0, to), s.seconds);
  say(s);
  draw(s);
}

const step = 5; // seconds that an arrow goes
const leap = 60; // and Page Up and Down

function key(s: Sound, e: KeyboardEvent): void {
  if (e.altKey || e.ctrlKey || e.metaKey) return;
  const now = s.player.currentTime;
  // What one goes between with up and down: the items and the marks.
  const stops = [...s.items, ...s.marks].map((p) => p.from).sort((a, b) => a - b);
  const next = stops.find((at) => at > now + 0.5);
  const last = stops.filter((at) => at < now - 1.5).pop();
  const to: Record<string, number | undefined> = {
    ArrowRight: now + step, ArrowLeft: now - step, PageUp: now + leap, PageDown: now - leap, Home: 0, End: s.seconds,
    ArrowUp: next ?? s.seconds, ArrowDown: last ?? 0,
  };
  const at = to[e.key];
  if (at !== undefined) go(s, at);
  else if (e.key === " ") void (s.player.paused ? s.player.play().catch(() => undefined) : s.player.pause());
  else return;
  e.preventDefault();
}

/** Tells where the sound is, in words, on the slider. */
function say(s: Sound): void {
  const now = Math.floor(s.player.currentTime);
  s.slider.setAttribute("aria-valuenow", String(now));
  const item = s.items.find((p) => now >= p.from && now < p.to);
  const hidden = s.concealed.some((p) => now >= p.from && now < p.to);
  const words = item ? s.place.dataset["atItem"] : s.place.dataset["at"];
  let text = (words ?? "").replace("{m}", String(Math.floor(now / 60))).replace("{s}", String(now % 60)).replace("{n}", item?.name ?? "");
  if (hidden) text += s.place.dataset["hidden"] ?? "";
  s.slider.setAttribute("aria-valuetext", text);
}

/** The colours are those of the page, so that they follow the theme. */
function colours(s: Sound): (name: string) => string {
  const style = getComputedStyle(s.slider);
  return (name) => style.getPropertyValue(name).trim() || style.color;
}

function draw(s: Sound): void {
  const width = s.slider.clientWidth, height = s.slider.clientHeight;
  const context = s.canvas.getContext("2d");
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  if (s.canvas.width !== Math.round(width * scale)) s.canvas.width = Math.round(width * scale);
  if (s.canvas.height !== Math.round(height * scale)) s.canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const colour = colours(s);
  const x = (seconds: number): number => (seconds / s.seconds) * width;
  const band = 6, middle = (height - band) / 2, most = middle - 3;
  s.items.forEach((p, i) => {
    context.fillStyle = colour(i % 2 ? "--line-2" : "--ink-3");
    context.fillRect(x(p.from), height - band, Math.max(1, x(p.to) - x(p.from) - 1), band);
  });
  for (const p of s.gaps) hatch(context, x(p.from), Math.max(3, x(p.to) - x(p.from)), height - band, colour("--ink-3"), 6);
  context.fillStyle = colour("--bad-tint");
  for (const p of s.concealed) context.fillRect(x(p.from), 0, Math.max(3, x(p.to) - x(p.from)), height - band);
  wave(s, context, x, middle, most, colour);
  for (const p of s.concealed) hatch(context, x(p.from), Math.max(3, x(p.to) - x(p.from)), height - band, colour("--bad"), 9);
  context.fillStyle = colour("--accent");
  for (const p of s.marks) {
    context.fillRect(x(p.from) - 1, 0, 2, height - band);
    context.beginPath();
    context.arc(x(p.from), 4, 4, 0, 2 * Math.PI);
    context.fill();
  }
  context.fillStyle = colour("--ink");
  context.fillRect(x(s.player.currentTime) - 1, 0, 2, height);
}

function wave(s: Sound, context: CanvasRenderingContext2D, x: (seconds: number) => number, middle: number, most: number, colour: (name: string) => string): void {
  const played = x(s.player.currentTime);
  if (s.peaks.length === 0) {
    context.fillStyle = colour("--line-2");
    context.fillRect(0, middle - 0.5, x(s.seconds), 1);
    return;
  }
  const width = x(s.seconds), bar = 3;
  for (let left = 0; left < width; left += bar) {
    const first = Math.floor(((left / width) * s.seconds) / s.per);
    const last = Math.max(first + 1, Math.floor((((left + bar) / width) * s.seconds) / s.per));
    let loud = 0;
    for (let i = first; i < last && i < s.peaks.length; i++) loud = Math.max(loud, s.peaks[i] ?? 0);
    const tall = Math.max(1, (loud / 255) * most);
    context.fillStyle = colour(left < played ? "--accent" : "--ink-3");
    context.fillRect(left, middle - tall, bar - 1, 2 * tall);
  }
}

/** Slanting lines say what colour alone would not. */
function hatch(context: CanvasRenderingContext2D, left: number, wide: number, tall: number, colour: string, apart: number): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, wide, tall);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = left - tall; at < left + wide; at += apart) {
    context.moveTo(at, tall);
    context.lineTo(at + tall, 0);
  }
  context.stroke();
  context.restore();
}
