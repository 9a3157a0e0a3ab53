// Package ical is the one door between the product and iCalendar (RFC 5545,
// RFC 5546 and RFC 7986).
//
// Underneath is the module go-ical, which reads and writes the bare tree of
// components and properties. It does not fold lines, lets a line break in a
// parameter become a property of its own, panics on malformed lines and takes
// minutes for a long one. Therefore nothing else in the product calls it; the
// import table of package house holds everybody to that.
//
// Going out, an [Event] of our own is checked by [Calendar.Validate], completed
// with the ways in that every calendar program shows ([Event.Complete]) and
// written by [Encode], all or nothing. Coming in, [Decode] bounds what it reads
// before it parses it, and answers every kind of trouble with a fault.
//
// When a meeting changes, [Revise] decides what the change means to those who
// hold an older copy: whether SEQUENCE rises and whether the answers still count.
// [Lint] reads finished bytes as a stranger would and lists what real calendar
// programs stumble on; tests, here and in the mail package, demand an empty list.
//
// All meetings are in Swedish time. Instants are written as local time in
// Europe/Stockholm, with the time zone's rules in the file, except the hour that
// comes twice in autumn: programs disagree on which turn a local time means, so
// both are written in UTC.
package ical
