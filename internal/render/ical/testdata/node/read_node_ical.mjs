// Reads calendars with node-ical, which many services on Node use, and prints what it understood as JSON, one object per file given, as
// read.mjs does with ical.js. It cuts the name of a person at a semicolon and leaves a quotation mark before it.
import ical from "node-ical";
import { readFileSync } from "node:fs";

const plain = (value) => (value && typeof value === "object" && "val" in value ? value.val : value) ?? null;
const utc = (time) => (time ? new Date(time.getTime()).toISOString().replace(".000Z", "Z") : null);
const listed = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

function person(value) {
  if (!value) return null;
  return { email: plain(value).replace(/^mailto:/, ""), name: (value.params?.CN ?? "").replace(/^"/, "") };
}

// seconds of a negative duration, as a trigger before the start is.
function seconds(trigger) {
  const [, weeks, days, hours, minutes, rest] = /^-P(?:(\d+)W)?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(plain(trigger));
  return -((((+(weeks ?? 0) * 7 + +(days ?? 0)) * 24 + +(hours ?? 0)) * 60 + +(minutes ?? 0)) * 60 + +(rest ?? 0));
}

const event = (e) => ({
  uid: e.uid,
  summary: plain(e.summary),
  description: plain(e.description),
  location: plain(e.location),
  url: plain(e.url),
  status: e.status,
  sequence: Number(e.sequence),
  stamp: utc(e.dtstamp),
  start: utc(e.start),
  end: utc(e.end),
  recurrenceID: utc(e.recurrenceid),
  organizer: person(e.organizer),
  attendees: listed(e.attendee).map((a) => ({
    ...person(a),
    role: a.params.ROLE,
    type: a.params.CUTYPE,
    answer: a.params.PARTSTAT,
    rsvp: a.params.RSVP === true || a.params.RSVP === "TRUE",
  })),
  conferences: listed(e.conference).map((c) => ({
    uri: plain(c),
    features: (c.params?.FEATURE ?? "").split(",").filter(Boolean),
    label: c.params?.LABEL,
  })),
  alarms: listed(e.alarms).map((a) => seconds(a.trigger)),
});

// read gives the events of a file: a series before its changed meetings, those by their time, each once.
function read(file) {
  const root = ical.sync.parseICS(readFileSync(file, "utf8"));
  const events = [];
  for (const e of Object.values(root).filter((e) => e.type === "VEVENT")) {
    const changed = new Map(Object.values(e.recurrences ?? {}).map((r) => [utc(r.recurrenceid), r]));
    if (!changed.has(utc(e.recurrenceid))) events.push(event(e)); // a changed meeting alone is told as both
    events.push(...[...changed.keys()].sort().map((at) => event(changed.get(at))));
  }
  return { method: root.vcalendar?.method ?? null, events, starts: {} };
}

process.stdout.write(JSON.stringify(process.argv.slice(2).map(read)));
