import type { Waiting } from "./outbox";
import { dueText } from "./waiting";
import { word } from "./words";

// A last way out: what waits, as files that can be carried by hand. One for people to read, one for the service to read in.

/** Offers what waits as two files. */
export function saveFiles(list: Waiting[], conference: string): void {
  const now = new Date();
  const name = `${word("outbox.file")}-${conference}-${now.toISOString().slice(0, 16).replace(/[:T]/g, "-")}`;
  const lines = list.map((w, i) => `${i + 1}. ${dueText(w.entry.occurredAt)}  ${w.entry.source}${w.entry.why ? `\r\n   ${w.entry.why}` : ""}`);
  const text = [word("outbox.file.heading", { n: list.length, t: dueText(now.toISOString()) }), conference, "", ...lines, ""].join("\r\n");
  offer(`${name}.txt`, `\ufeff${text}`, "text/plain;charset=utf-8"); // the mark makes old editors on Windows read å ä ö
  const commands = list.map(({ conference, entry: e }) => ({
    conference,
    command: { id: e.id, name: e.name, role: e.role || undefined, occurredAt: e.occurredAt, command: e.command },
  }));
  offer(`${name}.json`, JSON.stringify(commands, null, 2), "application/json");
}

function offer(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
