"""Reads calendars with libical, by its GObject binding, and prints what it understood as JSON, one object per file given, as read.py
does. The zone is the one that stands in the file."""
import json
import sys
from datetime import datetime, timezone

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as ICal  # noqa: E402


def utc(time, zone=None):
    if time is None or time.is_null_time():
        return None
    if time.is_date():
        seconds = time.as_timet_with_zone(ICal.Timezone.get_builtin_timezone("Europe/Stockholm"))
    elif time.is_utc():
        seconds = time.as_timet_with_zone(ICal.Timezone.get_utc_timezone())
    elif time.get_timezone() or zone:
        seconds = time.as_timet_with_zone(time.get_timezone() or zone)
    else:
        raise ValueError("floating time %s" % time.as_ical_string())
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def all_of(component, kind):
    out, p = [], component.get_first_property(kind)
    while p is not None:
        out.append(p)
        p = component.get_next_property(kind)
    return out


def parameter(p, name):
    value = p.get_parameter_as_string(name)
    if value is not None and len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return value


def value(component, kind):
    p = component.get_first_property(kind)
    return None if p is None else p.get_value_as_string()


def person(p):
    return {"email": p.get_value_as_string().replace("mailto:", "", 1), "name": parameter(p, "CN")}


def conference(p):
    features = parameter(p, "FEATURE")
    return {"uri": p.get_value_as_string(), "features": features.split(",") if features else [], "label": parameter(p, "LABEL")}


def recurrence(root, c):
    """libical does not find the zone of this one by itself."""
    p = c.get_first_property(ICal.PropertyKind.RECURRENCEID_PROPERTY)
    return utc(c.get_recurrenceid(), None if p is None else root.get_timezone(parameter(p, "TZID")))


def event(root, c):
    k = ICal.PropertyKind
    organizer = c.get_first_property(k.ORGANIZER_PROPERTY)
    alarms, a = [], c.get_first_component(ICal.ComponentKind.VALARM_COMPONENT)
    while a is not None:
        alarms.append(a.get_first_property(k.TRIGGER_PROPERTY).get_trigger().get_duration().as_int())
        a = c.get_next_component(ICal.ComponentKind.VALARM_COMPONENT)
    return {
        "uid": c.get_uid(),
        "summary": c.get_summary(),
        "description": c.get_description(),
        "location": c.get_location(),
        "url": value(c, k.URL_PROPERTY),
        "status": value(c, k.STATUS_PROPERTY),
        "sequence": c.get_sequence(),
        "stamp": utc(c.get_dtstamp()),
        "start": utc(c.get_dtstart()),
        "end": utc(c.get_dtend()),
        "recurrenceID": recurrence(root, c),
        "organizer": None if organizer is None else person(organizer),
        "attendees": [
            dict(
                person(p),
                role=parameter(p, "ROLE"),
                type=parameter(p, "CUTYPE"),
                answer=parameter(p, "PARTSTAT"),
                rsvp=parameter(p, "RSVP") == "TRUE",
            )
            for p in all_of(c, k.ATTENDEE_PROPERTY)
        ],
        "conferences": [conference(p) for p in all_of(c, k.ANY_PROPERTY) if p.as_ical_string().startswith("CONFERENCE")],
        "alarms": alarms,
    }


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        root = ICal.Component.new_from_string(f.read())
    if root is None or root.count_errors() > 0:
        raise ValueError("%s: %s" % (path, root and root.as_ical_string()))
    events, c = [], root.get_first_component(ICal.ComponentKind.VEVENT_COMPONENT)
    while c is not None:
        events.append(event(root, c))
        c = root.get_next_component(ICal.ComponentKind.VEVENT_COMPONENT)
    return {"method": value(root, ICal.PropertyKind.METHOD_PROPERTY), "events": events, "starts": {}}


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
