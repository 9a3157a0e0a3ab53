// Package lint reads finished mail as a stranger would, and lists what keeps Outlook, Gmail, Apple or Thunderbird from taking it for
// an invitation. Those programs cannot be run in a test; the rules that they are known to keep can. What is about the calendar
// alone is looked at by package ical, which reads calendars.
//
// Nothing is sent less for it: tests, and the trial mail of an installation, demand an empty list.
package lint
