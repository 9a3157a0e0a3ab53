import { Idiomorph } from "../vendor/idiomorph/idiomorph.esm.js";
import { dirty } from "./dirty";
import { home, lost, partOf } from "./home";
import { keepLogs } from "./log";
import { say } from "./say";
import { documentOf, fragment } from "./trusted";

// What has changed comes as elements, and becomes part of the page without disturbing whoever reads or writes in it.

let held = 0;
let waiting: DocumentFragment[] = [];
let refetch: (() => void) | undefined;
let refetchTimer: ReturnType<typeof setTimeout> | undefined;

/** Says how the part of the page that is this reader's own is fetched. */
export function onMine(fetch: () => void): void {
  refetch = fetch;
}

/** Lets patches wait while something is in somebody's hand. The answer lets them go on. */
export function hold(): () => void {
  held++;
  let once = true;
  const release = () => {
    if (!once) return;
    once = false;
    if (--held > 0) return;
    const list = waiting;
    waiting = [];
    for (const f of list) applyAll(f);
  };
  setTimeout(release, 15_000); // a hand that never lets go must not leave the page behind
  return release;
}

/** Applies patch HTML. */
export function patch(html: string, seq?: number): void {
  const content = fragment(html);
  if (held > 0) waiting.push(content);
  else applyAll(content);
  document.dispatchEvent(new CustomEvent("samverkan:patched", { detail: { seq } }));
}

function applyAll(content: DocumentFragment): void {
  const settle = keepLogs();
  const at = document.activeElement;
  const part = partOf(at);
  for (const t of content.children) {
    if (t instanceof HTMLTemplateElement) apply(t);
  }
  if (at !== document.body && lost(at)) home(part);
  settle();
}

function apply(t: HTMLTemplateElement): void {
  const d = t.dataset;
  const first = t.content.firstElementChild;
  if (d["for"] !== undefined) {
    const target = document.getElementById(d["for"]);
    if (target && first) morph(target, first);
  } else if (d["in"] !== undefined) {
    if (first) place(d["in"], d["after"], first);
  } else if (d["list"] !== undefined) {
    const list = document.getElementById(d["list"]);
    if (list) fill(list, t.content);
  } else if (d["remove"] !== undefined) {
    remove(d["remove"]);
  } else if (d["mine"] !== undefined) {
    mine(d["mine"]);
  } else if (d["say"] !== undefined) {
    say(t.content.textContent ?? "");
  } else if (d["go"] !== undefined) {
    go(d["go"]);
  } else if (d["reload"] !== undefined) {
    location.reload();
  }
}

/** What the reader does with an element is the reader's: what is opened stays open, what the clock has set stays. */
const own = new Set(["open", "data-state", "data-contact"]);

function attribute(name: string, e: Element): boolean {
  if (name === "open") return !(e instanceof HTMLDetailsElement || e instanceof HTMLDialogElement);
  if (own.has(name) && e.hasAttribute("data-connection")) return false;
  if (name === "value" || name === "checked") return !dirty(e);
  if (name === "selected") {
    const list = e.closest("select");
    return !list || !dirty(list);
  }
  return true;
}

function morph(target: Element, next: Element): void {
  if (target.isEqualNode(next) && !holdsField(target)) return; // the commonest patch of all is one that changes nothing here
  Idiomorph.morph(target, next, {
    morphStyle: "outerHTML",
    head: { style: "none" },
    callbacks: {
      beforeAttributeUpdated: attribute,
      beforeNodeMorphed: (old, now) => !(old instanceof Element && (old.hasAttribute("data-keep") || longList(old, now))),
    },
  });
}

// Long lists are gone through here: looking for the best match of each row among all others takes a minute with five thousand.
function longList(old: Element, now: Node): boolean {
  if (old.children.length < 50 || !(now instanceof Element) || !Array.from(now.children).every((e) => e.id)) return false;
  for (const { name } of Array.from(old.attributes)) {
    if (!now.hasAttribute(name) && attribute(name, old)) old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value && attribute(name, old)) old.setAttribute(name, value);
  }
  fill(old, now);
  return true;
}

// A field's value is no part of its markup: equal markup may stand around another value.
function holdsField(e: Element): boolean {
  return e.matches("input,textarea,select") || e.querySelector("input,textarea,select") !== null;
}

type Movable = Element & { moveBefore?(node: Node, before: Node | null): void };

/** Puts an element where it belongs among its siblings: new, or moved there and morphed. */
function place(listID: string, after: string | undefined, next: Element): void {
  const list = document.getElementById(listID) as Movable | null;
  if (!list) return;
  const there = next.id ? document.getElementById(next.id) : null;
  const before = position(list, after, there);
  if (!there) {
    list.insertBefore(document.importNode(next, true), before);
    return;
  }
  if (there.parentNode !== list || (there.nextElementSibling !== before && there !== before)) move(list, there, before);
  morph(there, next);
}

/** Makes the children of a list those that came, in their order. Those with an id that is there are moved and morphed. */
function fill(list: Movable, content: ParentNode): void {
  const wanted = Array.from(content.children);
  const ids = new Set(wanted.map((e) => e.id).filter(Boolean));
  for (const old of Array.from(list.childNodes)) {
    if (old instanceof Element && (ids.has(old.id) || old.hasAttribute("data-keep"))) continue;
    if (old instanceof Element && old.id) remove(old.id);
    else old.remove();
  }
  const many = wanted.length > 200;
  let at = list.firstElementChild;
  for (const next of wanted) {
    const there = next.id ? document.getElementById(next.id) : null;
    if (there?.parentNode !== list) {
      list.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (there === at) at = at.nextElementSibling;
    else move(list, there, at);
    if (many && bare(there)) {
      if (!there.isEqualNode(next)) there.replaceWith(document.importNode(next, true));
    } else {
      morph(there, next);
    }
  }
}

/** Nothing in it has a state of its own, so that a new one is as good, and sooner made. */
function bare(e: Element): boolean {
  return !e.contains(document.activeElement) && !e.matches(stateful) && !e.querySelector(stateful);
}

const stateful = "input, textarea, select, details, dialog, audio, video, [data-keep], [tabindex]";

/** The element before which something goes, that is itself left out of the count. */
function position(list: Element, after: string | undefined, self: Element | null): Element | null {
  let at: Element | null = null;
  if (after === "") {
    at = list.firstElementChild;
  } else if (after) {
    const sibling = document.getElementById(after);
    if (sibling?.parentNode === list) at = sibling.nextElementSibling;
  }
  return at && at === self ? at.nextElementSibling : at;
}

function move(list: Movable, e: Element, before: Element | null): void {
  if (list.moveBefore && e.isConnected) {
    list.moveBefore(e, before); // keeps focus, what is playing and what is scrolled
    return;
  }
  const focus = document.activeElement;
  list.insertBefore(e, before);
  if (focus instanceof HTMLElement && e.contains(focus)) focus.focus({ preventScroll: true });
}

function remove(id: string): void {
  const e = document.getElementById(id);
  if (!e) return;
  if (e.contains(document.activeElement)) {
    // Focus that falls to the body makes a keyboard user begin the page again.
    const next = e.nextElementSibling ?? e.previousElementSibling;
    const target = next?.querySelector<HTMLElement>("a[href],button,input,select,textarea,[tabindex]") ?? e.parentElement?.closest<HTMLElement>("[tabindex],main");
    if (target?.tagName === "MAIN" && !target.hasAttribute("tabindex")) target.tabIndex = -1;
    target?.focus({ preventScroll: true });
  }
  e.remove();
}

function mine(actors: string): void {
  const self = document.documentElement.dataset["actor"];
  const all = actors.trim() === "*";
  if (!refetch || (!all && !(self && actors.split(/\s+/).includes(self)))) return;
  if (refetchTimer !== undefined) return;
  // What concerns everybody would otherwise make everybody ask in the same moment.
  refetchTimer = setTimeout(() => {
    refetchTimer = undefined;
    refetch?.();
  }, all ? Math.random() * 3000 : 0);
}

/** Goes to an address of this service; to none else, whatever a patch says. */
export function go(path: string): void {
  const url = new URL(path, location.href);
  if (url.origin === location.origin) location.assign(url.href);
}

/** Takes over the main part of a page that has been fetched anew. Gives the number up to which it tells. */
export function renewMain(html: string): number | undefined {
  const page = documentOf(html);
  const now = document.querySelector("main");
  const next = page.querySelector("main");
  if (!now || !next) return undefined;
  const at = document.activeElement;
  const part = partOf(at);
  morph(now, next);
  if (at !== document.body && lost(at)) home(part);
  const seq = Number(page.querySelector("[data-live]")?.getAttribute("data-seq") ?? NaN);
  const told = Number.isNaN(seq) ? undefined : seq;
  document.dispatchEvent(new CustomEvent("samverkan:patched", { detail: { seq: told } }));
  return told;
}
