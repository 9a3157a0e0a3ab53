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

/** Makes the command that changes what is written. What the field does not show stays as it is. */
export function revisionOf(m: Meaning, r: Revision): Command {
  const { content } = r;
  if (r.name === "measure.revise") {
    const { due: _, ...rest } = content;
    return {
      name: r.name,
      command: { ...rest, text: m.text, ...(m.actors[0] ? { owner: m.actors[0] } : {}), ...(m.due ? { due: m.due } : {}), ...(m.refs.length ? { matches: m.refs } : {}) },
    };
  }
  if (r.name === "decision.propose") return { name: r.name, command: { ...content, text: m.text, ...said(m) } };
  const shown = ["actor", "to", "parties", "raisedBy", "owner", "neededBy", "availableFrom", "answers"];
  const rest = Object.fromEntries(Object.entries(content).filter(([name]) => !shown.includes(name)));
  return { name: r.name, command: { ...rest, text: m.text, ...fields({ ...m, kind: r.kind }) } };
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

/** Writes what is there as it would have been written in the field, to be changed. name gives an actor's name. */
export function sourceOf(r: Revision, name: (id: string) => string, due: (at: string) => string): string {
  const c = r.content as Record<string, string | string[] | undefined>;
  const slash: Partial<Record<Kind, string>> = {
    decision: "b", measure: "å", "goal-conflict": "m", question: "f", need: "r", situation: "l", offer: "e", unowned: "u",
    parked: "p", communication: "k", answer: "v", summary: "s",
  };
  const who = r.kind === "measure" || r.kind === "parked" ? [c["owner"]] : r.kind === "goal-conflict" ? (c["parties"] as string[] | undefined) ?? []
    : r.kind === "unowned" ? [c["raisedBy"]] : [c["actor"], r.kind === "question" ? c["to"] : undefined];
  const refs = r.kind === "measure" ? ((c["matches"] as string[] | undefined) ?? []) : c["answers"] ? [c["answers"]] : [];
  const at = c["due"] ?? c["neededBy"] ?? c["availableFrom"];
  return [
    slash[r.kind] ? `/${slash[r.kind]}` : "",
    ...who.filter((id) => id).map((id) => `@${name(id as string)}`),
    ...refs.map((x) => `#${x as string}`),
    c["text"] as string,
    at ? `!${due(at as string)}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
