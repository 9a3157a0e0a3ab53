// Package i18n turns keys, values and times into text for people.
//
// The rest of the house speaks in codes and typed values; what a person reads is
// written here, Swedish first (catalogue/sv, the source) and completely in
// English (catalogue/en). One area has one flat JSON file in each language, so
// that those who write different areas do not meet in the same file:
//
//	"agenda.kind.decision": "beslutspunkt",
//	"rollcall.present": {"one": "{{.Count}} aktör närvarande", "other": "{{.Count}} aktörer närvarande"}
//
// [Load] reads all of them strictly: a key written twice, a plural form missing
// or a template that does not parse is an error at start, never a surprise in a
// meeting. A [Printer] is one language; it answers a missing key with a visible
// mark, ⟦key⟧, which the tests of this package look for in advance: every key in
// both languages, the same variables in both, and a text for every code that the
// module's source hands to package fault.
//
// Times are shown in Europe/Stockholm unless another place is asked for with
// [Printer.In]; the time zone data is part of the binary, because a machine in a
// staff room may have none. Sorting is Swedish in both: Å, Ä and Ö come after Z.
package i18n
