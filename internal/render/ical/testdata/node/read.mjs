// Reads calendars with ical.js and prints what it understood as JSON, one object per
// file given. read.py prints the same with Python's icalendar.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const utc = (time) => time && time.toJSDate().toISOString().replace(".000Z", "Z");

function read(file) {
  const root = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const events = root.getAllSubcomponents("vevent").map((component) => ({
    uid: component.getFirstPropertyValue("uid"),
    summary: component.getFirstPropertyValue("summary"),
    description: component.getFirstPropertyValue("description"),
    location: component.getFirstPropertyValue("location"),
    url: component.getFirstPropertyValue("url"),
    status: component.getFirstPropertyValue("status"),
    sequence: Number(component.getFirstPropertyValue("sequence")),
    stamp: utc(component.getFirstPropertyValue("dtstamp")),
    start: utc(component.getFirstPropertyValue("dtstart")),
    end: utc(component.getFirstPropertyValue("dtend")),
    recurrenceID: utc(component.getFirstPropertyValue("recurrence-id")),
    organizer: person(component.getFirstProperty("organizer")),
    attendees: component.getAllProperties("attendee").map((p) => ({
      ...person(p),
      role: p.getFirstParameter("role"),
      type: p.getFirstParameter("cutype"),
      answer: p.getFirstParameter("partstat"),
      rsvp: p.getFirstParameter("rsvp") === "TRUE",
    })),
    conferences: component.getAllProperties("conference").map((p) => ({
      uri: p.getFirstValue(),
      features: [p.getParameter("feature")].flat().filter(Boolean).join(",").split(",").filter(Boolean),
      label: p.getFirstParameter("label"),
    })),
    alarms: component.getAllSubcomponents("valarm").map((a) => a.getFirstPropertyValue("trigger").toSeconds()),
  }));
  return { method: root.getFirstPropertyValue("method"), events, starts: starts(root) };
}

function person(p) {
  if (!p) return null;
  return { email: p.getFirstValue().replace(/^mailto:/, ""), name: p.getFirstParameter("cn") };
}

// The start of every meeting of every series, with exceptions and changed meetings.
function starts(root) {
  const out = {};
  const components = root.getAllSubcomponents("vevent");
  for (const component of components.filter((c) => c.hasProperty("rrule"))) {
    const event = new ICAL.Event(component);
    for (const other of components) {
      if (other.hasProperty("recurrence-id") && other.getFirstPropertyValue("uid") === event.uid)
        event.relateException(other);
    }
    const list = [];
    const iterator = event.iterator();
    for (let next = iterator.next(); next && list.length < 100; next = iterator.next()) {
      list.push(utc(event.getOccurrenceDetails(next).startDate));
    }
    out[event.uid] = list;
  }
  return out;
}

process.stdout.write(JSON.stringify(process.argv.slice(2).map(read)));
