import { findDue } from "./due";

// What a line in the secretary's field means: its kind, whom it is about, by when. Pure: a text and what is known go in, a meaning comes out.

/** Somebody who can be mentioned. */
export interface Actor {
  id: string;
  name: string;
  short?: string;
  note?: string; // shown beside the name in the list: who sits there, and how
}

/** What a line becomes. */
export type Kind =
  | "information" | "decision" | "measure" | "goal-conflict" | "question" | "need" | "situation"
  | "offer" | "unowned" | "parked" | "communication" | "answer" | "summary" | "next";

/** The slash commands, and what they give. */
export const slashes: Record<string, Kind> = {
  i: "information", b: "decision", å: "measure", a: "measure", m: "goal-conflict", f: "question", r: "need", l: "situation",
  e: "offer", u: "unowned", p: "parked", k: "communication", v: "answer", s: "summary", n: "next",
};

/** What a line means. */
export interface Meaning {
  kind: Kind;
  text: string; // without slash, leading mentions, time and references; other mentions by name
  actors: string[]; // ids, in order, each once
  leading: number; // how many of them stand before the text
  unknown: string[]; // what stands after an @ and is nobody
  refs: string[]; // labels: F3
  due?: string; // RFC 3339, for the kinds that have a time
}

const timed = new Set<Kind>(["measure", "need", "offer", "next"]);
const referring = new Set<Kind>(["measure", "answer", "parked", "decision"]);

/** Gives the meaning of a text. without a slash it is of the kind that is chosen. */
export function parse(source: string, actors: Actor[], now: number, chosen: Kind = "information"): Meaning {
  let text = source.normalize("NFC").replace(/\r\n?/g, "\n");
  const m: Meaning = { kind: chosen, text: "", actors: [], leading: 0, unknown: [], refs: [] };
  const slash = /^\s*\/(\p{L})(?:\s+|$)/u.exec(text);
  const kind = slash && slashes[slash[1]!.toLowerCase()];
  if (slash && kind) {
    m.kind = kind;
    text = text.slice(slash[0].length);
  }
  if (timed.has(m.kind)) {
    const due = findDue(text, now);
    if (due) {
      m.due = new Date(due.at).toISOString().replace(".000Z", "Z");
      text = without(text, due.from, due.to);
    }
  }
  if (referring.has(m.kind)) text = references(text, m);
  text = mentions(text.trim(), sorted(actors), m);
  m.text = text.trim();
  return m;
}

/** Cuts a piece out, and what was around it together. */
function without(text: string, from: number, to: number): string {
  const before = text.slice(0, from).trimEnd();
  const after = text.slice(to);
  return before && after.trim() && !/^[\s.,;:!?]/.test(after) ? `${before} ${after}` : before + after;
}

function references(text: string, m: Meaning): string {
  const out = text.replace(/(^|\s)#([A-ZÅÄÖ]\d{1,6})(?![\p{L}\d])/giu, (_, space: string, label: string) => {
    m.refs.push(label.toUpperCase());
    return space === "\n" ? space : "";
  });
  if (m.kind !== "answer" || m.refs.length > 0) return out;
  // An answer may begin with the question's label as people say it.
  return out.replace(/^\s*(F\d{1,6})[\s:]+/i, (_, label: string) => {
    m.refs.push(label.toUpperCase());
    return "";
  });
}

type Name = { text: string; actor: Actor };

/** All names of all actors, the longest first, so that Region Mellanmark, ambulans is not Region Mellanmark. */
function sorted(actors: Actor[]): Name[] {
  const names: Name[] = [];
  for (const actor of actors) {
    for (const text of new Set([actor.name, actor.short, actor.id])) {
      if (text) names.push({ text: text.normalize("NFC").toLowerCase(), actor });
    }
  }
  return names.sort((a, b) => b.text.length - a.text.length);
}

/** Takes leading mentions out, and puts names for those that follow. */
function mentions(text: string, names: Name[], m: Meaning): string {
  const found = (actor: Actor) => {
    if (!m.actors.includes(actor.id)) m.actors.push(actor.id);
  };
  let rest = text;
  for (;;) {
    const name = rest.startsWith("@") ? named(rest.slice(1), names) : undefined;
    if (!name) break;
    found(name.actor);
    rest = rest.slice(1 + name.text.length).replace(/^[:,]?\s+/, "");
  }
  m.leading = m.actors.length;
  let out = "";
  for (let i = 0; i < rest.length; i++) {
    const begins = rest[i] === "@" && (i === 0 || /[\s(/]/.test(rest[i - 1]!));
    const name = begins ? named(rest.slice(i + 1), names) : undefined;
    if (name) {
      found(name.actor);
      out += name.actor.name;
      i += name.text.length;
      continue;
    }
    if (begins) {
      const word = /^@([\p{L}\d-]+)/u.exec(rest.slice(i));
      if (word) m.unknown.push(word[1]!);
    }
    out += rest[i];
  }
  return out;
}

function named(rest: string, names: Name[]): Name | undefined {
  const lower = rest.toLowerCase();
  return names.find((n) => lower.startsWith(n.text) && !/^[\p{L}\d]/u.test(rest.slice(n.text.length)));
}

/** The beginning of a mention just before the caret: from where, and what has been written of it. */
export function mentionAt(text: string, caret: number): { from: number; typed: string } | undefined {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf("@");
  if (at < 0 || (at > 0 && !/[\s(/]/.test(before[at - 1]!))) return undefined;
  const typed = before.slice(at + 1);
  return /[\n@]/.test(typed) || typed.length > 60 || /^\s/.test(typed) ? undefined : { from: at, typed };
}

/** The actors that what has been written can be the beginning of, the best first. */
export function suggest(typed: string, actors: Actor[], most = 8): Actor[] {
  const wanted = typed.normalize("NFC").toLowerCase().trim();
  const rank = (a: Actor): number => {
    const name = a.name.normalize("NFC").toLowerCase();
    const short = a.short?.normalize("NFC").toLowerCase() ?? "";
    if (name.startsWith(wanted) || short.startsWith(wanted)) return 0;
    if (name.split(/[\s,/-]+/).some((w) => w.startsWith(wanted))) return 1;
    return wanted.length > 2 && name.includes(wanted) ? 2 : 3;
  };
  return actors
    .map((a, i) => ({ a, i, r: rank(a) }))
    .filter((x) => x.r < 3)
    .sort((x, y) => x.r - y.r || x.i - y.i)
    .slice(0, most)
    .map((x) => x.a);
}
