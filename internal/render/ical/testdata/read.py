"""Reads calendars with Python's icalendar and prints what it understood as JSON, one
object per file given. read.mjs prints the same with ical.js, and expands series too."""
import datetime
import json
import sys

import icalendar
import pytz

STOCKHOLM = pytz.timezone("Europe/Stockholm")


def utc(prop):
    if prop is None:
        return None
    value = prop.dt
    if not isinstance(value, datetime.datetime):
        value = STOCKHOLM.localize(datetime.datetime.combine(value, datetime.time()))
    if value.tzinfo is None:
        raise ValueError("floating time %s" % value)
    return value.astimezone(pytz.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(value):
    return None if value is None else str(value)


def listed(value):
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def person(value):
    if value is None:
        return None
    return {"email": str(value).replace("mailto:", "", 1), "name": value.params.get("CN")}


def event(component):
    return {
        "uid": text(component.get("UID")),
        "summary": text(component.get("SUMMARY")),
        "description": text(component.get("DESCRIPTION")),
        "location": text(component.get("LOCATION")),
        "url": text(component.get("URL")),
        "status": text(component.get("STATUS")),
        "sequence": int(component.get("SEQUENCE")),
        "stamp": utc(component.get("DTSTAMP")),
        "start": utc(component.get("DTSTART")),
        "end": utc(component.get("DTEND")),
        "recurrenceID": utc(component.get("RECURRENCE-ID")),
        "organizer": person(component.get("ORGANIZER")),
        "attendees": [
            dict(
                person(a),
                role=a.params.get("ROLE"),
                type=a.params.get("CUTYPE"),
                answer=a.params.get("PARTSTAT"),
                rsvp=a.params.get("RSVP") == "TRUE",
            )
            for a in listed(component.get("ATTENDEE"))
        ],
        "conferences": [
            {"uri": str(c), "features": listed(c.params.get("FEATURE")), "label": c.params.get("LABEL")}
            for c in listed(component.get("CONFERENCE"))
        ],
        "alarms": [
            int(a.get("TRIGGER").dt.total_seconds()) for a in component.subcomponents if a.name == "VALARM"
        ],
    }


def read(path):
    with open(path, "rb") as f:
        root = icalendar.Calendar.from_ical(f.read())
    if root.errors:
        raise ValueError(root.errors)
    events = []
    for component in root.walk("VEVENT"):
        if component.errors:
            raise ValueError(component.errors)
        events.append(event(component))
    return {"method": text(root.get("METHOD")), "events": events, "starts": {}}


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
