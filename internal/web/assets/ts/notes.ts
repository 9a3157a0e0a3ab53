import type { Kind, Meaning } from "./parse";

// What a line of the secretary's becomes: a command of the service.

/** A command as it waits: what docs/commands.md calls it, and what it says. */
export interface Command {
  name: string;
  command: Record<string, unknown>;
}

/** What is changed when it is not something new: the command that changes it, and what it says already. */
export interface Revision {
  name: string; // note.revise, measure.revise, decision.propose
  kind: Kind;
  content: Record<string, unknown>; // with id, and base where there is one
}

/** Names what is missing, by a word of the page; undefined when nothing is. */
export function lacking(m: Meaning): string | undefined {
  if (m.kind === "next") return m.due ? undefined : "composer.need.time";
  if (!m.text) return "composer.need.text";
  if (m.kind === "measure" && m.actors.length === 0) return "composer.need.owner";
  if (m.kind === "goal-conflict" && m.actors.length < 2) return "composer.need.parties";
  if (m.kind === "answer" && m.refs.length === 0) return "composer.need.question";
  return undefined;
}

/** Tells whether a line under decision is somebody's reservation: it names the decision and who. */
function reserves(m: Meaning): boolean {
  return m.kind === "decision" && m.leading > 0 && /^D\d/.test(m.refs[0] ?? "");
}

/** The kind as it is shown. */
export function shownKind(m: Meaning): string {
  return reserves(m) ? "reservation" : m.kind;
}

/** Makes the command. item is where in the agenda it belongs: said always, since the meeting may have gone on before it is sent. */
export function commandOf(m: Meaning, item: string): Command {
  const at = item ? { item } : {};
  switch (m.kind) {
    case "decision":
      if (reserves(m)) return { name: "decision.take-stance", command: { id: m.refs[0], actors: [m.actors[0]], stance: "reserves", reason: m.text } };
      if (m.refs[0]) return { name: "decision.propose", command: { ...at, id: m.refs[0], text: m.text, ...said(m) } };
      return { name: "decision.propose", command: { ...at, text: m.text, ...said(m) } };
    case "measure":
      return {
        name: "measure.agree",
        command: { ...at, text: m.text, owner: m.actors[0], ...(m.due ? { due: m.due } : {}), ...(m.refs.length ? { matches: m.refs } : {}) },
      };
    case "next":
      return { name: "next.plan", command: { ...at, start: m.due, ...(m.text ? { text: m.text } : {}) } };
    default:
      return { name: "note.write", command: { ...at, kind: m.kind, text: m.text, ...fields(m) } };
  }
}

interface Seen {
  who: string[];
  refs?: string;
  at?: string;
}

/** What the field shows of each kind besides the text: who, what it points at, and when. */
const seen: Partial<Record<Kind, Seen>> = {
  measure: { who: ["owner"], refs: "matches", at: "due" },
  question: { who: ["actor", "to"] },
  "goal-conflict": { who: ["parties"] },
  unowned: { who: ["raisedBy"] },
  parked: { who: ["owner"], refs: "answers" },
  answer: { who: ["actor"], refs: "answers" },
  need: { who: ["actor"], at: "neededBy" },
  offer: { who: ["actor"], at: "availableFrom" },
};

const others: Seen = { who: ["actor"] };

/**
 * Makes the command that changes what is written. was is what the field meant before anybody changed it: what still means the same stays as it
 * is, and so does what the field does not show.
 */
export function revisionOf(m: Meaning, r: Revision, was: Meaning): Command {
  const { who, refs, at } = seen[r.kind] ?? others;
  const command = { ...r.content };
  if (m.text !== was.text) command["text"] = m.text;
  const anywhere = r.kind === "measure" || r.kind === "goal-conflict"; // they take whom the text names, too
  const named = (x: Meaning) => x.actors.slice(0, anywhere ? undefined : x.leading);
  if (named(m).join() !== named(was).join()) {
    const hidden = (id: unknown) => !was.actors.includes(id as string);
    for (const name of who) if (!hidden(command[name])) delete command[name];
    const now: Record<string, unknown> = r.kind === "measure" ? { owner: m.actors[0] } : fields({ ...m, kind: r.kind });
    for (const name of who) if (now[name]) command[name] = now[name];
    if (r.kind === "goal-conflict") command["parties"] = [...((r.content["parties"] as string[] | undefined) ?? []).filter(hidden), ...m.actors];
  }
  if (refs && m.refs.join() !== was.refs.join()) {
    delete command[refs];
    if (m.refs[0]) command[refs] = refs === "matches" ? m.refs : m.refs[0];
  }
  if (at && m.due !== was.due) {
    delete command[at];
    if (m.due) command[at] = m.due;
  }
  return { name: r.name, command };
}

/** Who says it: whoever is named first. */
function said(m: Meaning): Record<string, unknown> {
  return m.leading > 0 ? { actor: m.actors[0] } : {};
}

function fields(m: Meaning): Record<string, unknown> {
  switch (m.kind) {
    case "question":
      return { ...said(m), ...(m.leading > 1 ? { to: m.actors[1] } : {}) };
    case "goal-conflict":
      return { parties: m.actors };
    case "unowned":
      return m.leading > 0 ? { raisedBy: m.actors[0] } : {};
    case "parked":
      return { ...(m.leading > 0 ? { owner: m.actors[0] } : {}), ...(m.refs[0] ? { answers: m.refs[0] } : {}) };
    case "answer":
      return { ...said(m), answers: m.refs[0] };
    case "need":
      return { ...said(m), ...(m.due ? { neededBy: m.due } : {}) };
    case "offer":
      return { ...said(m), ...(m.due ? { availableFrom: m.due } : {}) };
    default:
      return said(m);
  }
}

/** Writes what is there as it would have been written in the field, to be changed. name gives an actor's name, when the page knows it. */
export function sourceOf(r: Revision, name: (id: string) => string | undefined, due: (at: string) => string): string {
  const c = r.content as Record<string, string | string[] | undefined>;
  const slash: Partial<Record<Kind, string>> = {
    decision: "b", measure: "å", "goal-conflict": "m", question: "f", need: "r", situation: "l", offer: "e", unowned: "u",
    parked: "p", communication: "k", answer: "v", summary: "s",
  };
  const { who, refs, at } = seen[r.kind] ?? others;
  const time = at && c[at];
  return [
    slash[r.kind] ? `/${slash[r.kind]}` : "",
    ...who.flatMap((x) => c[x] ?? []).map((id) => name(id)).filter(Boolean).map((x) => `@${x}`),
    ...[(refs && c[refs]) || []].flat().map((x) => `#${x}`),
    c["text"] as string,
    time ? `!${due(time as string)}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
